/*
 * A click that gives a point: while the data have "picking" (what to tell), any click is one, and no place is chosen.
 *
 * Extends PlacesLayer. Such a click fires a Leaflet `click` of the layer whose `layer.feature.properties.picked` is
 * [lat, lon]; Escape fires one with `cancelled`. A mark stands where it was, and then at "picked" of the data. Where the
 * words have "keep" and "cancel", buttons beside what is told fire the same with `kept` (once there is a point) and
 * `cancelled`: who looks at the map need not look elsewhere.
 * Events besides: "picking" (it begins).
 */
(function () {
  "use strict";
  const L = window.L;
  const { PlacesLayer } = window.FoliumPlaces;

  PlacesLayer.addInitHook(function () {
    this.picked = null;
    const escape = (event) => {
      if (event.key === "Escape" && this.data && this.data.picking) this.tellPicked(null);
    };
    this.on("add", () => document.addEventListener("keydown", escape));
    this.on("remove", () => document.removeEventListener("keydown", escape));
  });

  PlacesLayer.include({
    /** Follow the data: whether a point is asked for, in which words, and where it is so far. */
    furnishPicking(before) {
      const { picking, picked, words } = this.data;
      const container = this._map.getContainer();
      container.classList.toggle("picking", Boolean(picking));
      this.picked = picking && picked ? L.latLng(picked[0], picked[1]) : null;
      if (!picking && !this.asking) return;
      if (!this.asking) {
        this.asking = L.DomUtil.create("div", "map-pick", container);
        this.asking.dir = "auto";
        this.asked = L.DomUtil.create("span", "", this.asking);
        this.asked.setAttribute("role", "status");
        this.keep = this.pickButton(() => this.tellPicked(this.picked, { kept: true }));
        this.cancel = this.pickButton(() => this.tellPicked(null));
      }
      this.asked.textContent = picking || "";
      for (const [button, word, there] of [
        [this.keep, words && words.keep, this.picked], [this.cancel, words && words.cancel, true],
      ]) {
        button.textContent = word || "";
        button.hidden = !word || !there;
      }
      this.asking.style.display = picking ? "" : "none";
      if (picking && !(before && before.picking)) this.fire("picking");
    },

    pickButton(act) {
      const button = L.DomUtil.create("button", "", this.asking);
      button.type = "button";
      L.DomEvent.disableClickPropagation(button);
      L.DomEvent.on(button, "click", act);
      // a key that presses it gives the map no point
      L.DomEvent.on(button, "keydown", (event) => event.key !== "Escape" && event.stopPropagation());
      return button;
    },

    pick(latlng) {
      this.picked = latlng.wrap();
      this.drawFront();
      this.tellPicked(this.picked);
    },

    tellPicked(latlng, more) {
      const said = latlng ? { picked: [latlng.lat, latlng.lng], ...more } : { cancelled: true };
      const at = latlng || this._map.getCenter();
      const feature = {
        type: "Feature",
        geometry: { type: "Point", coordinates: [at.lng, at.lat] },
        properties: { ...said, click: Date.now() },
      };
      this.fire("click", { latlng: at, layer: { feature, toGeoJSON: () => feature } });
    },

    /** A cross in a ring: it hides nothing of the spot itself. */
    drawPicked(context) {
      if (!this.picked) return;
      const { x, y } = this._map.latLngToContainerPoint(this.picked);
      for (const [colour, width] of [[this.colours.halo, 5], [this.colours.accent, 2.2]]) {
        context.beginPath();
        context.arc(x, y, 11, 0, 2 * Math.PI);
        for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
          context.moveTo(x + 5 * dx, y + 5 * dy);
          context.lineTo(x + 17 * dx, y + 17 * dy);
        }
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.stroke();
      }
    },
  });
})();
