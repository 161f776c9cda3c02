/*
 * The map by keyboard: one tab stop, a frame that goes from place to place of the view, and what a screen reader is told.
 *
 * Extends PlacesLayer. With the map focused, N and P go to the next and the previous place in view, by size; Enter or
 * Space chooses the place as a click does, Escape takes the frame away. Arrows, plus and minus stay Leaflet's. Every
 * text is set as textContent.
 */
(function () {
  "use strict";
  const L = window.L;
  const { PlacesLayer, POINTS } = window.FoliumPlaces;

  /** Said where the data's words say nothing. */
  const WORDS = {
    map: "Map of places",
    keys: "N, P: next, previous place · Enter: choose · Esc: leave place · Arrows, +, −: move, zoom",
    in_view: "{i} of {n} in view",
    none_in_view: "No place in view",
    between: ", ",
  };
  /** Pixels from a dot to the frame, from a middle to the smallest frame, and from a frame to what covers the map. */
  const DISTANCE = 8;
  const SMALLEST = 12;
  const CLEAR = 16;

  PlacesLayer.addInitHook(function () {
    this.framed = null;
    this.focused = false;
    this.pressed = false;  // a pointer is: Leaflet focuses the map for it, which :focus-visible takes for a Tab
    const heard = {
      keydown: (event) => this.onKey(event),
      focus: (event) => this.onFocus(event),
      blur: (event) => this.onFocus(event),
      pointerdown: () => this.onPress(),
    };
    this.on("add", () => {
      const container = this._map.getContainer();
      for (const [name, hear] of Object.entries(heard)) container.addEventListener(name, hear, true);
      this.spoken = L.DomUtil.create("div", "map-spoken", container);
      this.spoken.setAttribute("aria-live", "polite");
      this.spoken.dir = "auto";
      this.nameMap();
    });
    this.on("remove", () => {
      const container = this._map.getContainer();
      for (const [name, hear] of Object.entries(heard)) container.removeEventListener(name, hear, true);
      this.framed = null;
      this.showKeys(false);
      for (const name of ["role", "lang", "aria-label", "aria-describedby"]) container.removeAttribute(name);
      this.spoken.remove();
    });
    // it has left the view
    this.on("drawn", () => this.framed && !this.inView(this.framed) && this.frame(null));
  });

  PlacesLayer.include({
    /** A word of the data, or the layer's own. */
    word(name) {
      return (this.data && this.data.words && this.data.words[name]) || WORDS[name];
    },

    /** Name and describe the map; an application, since a screen reader keeps letters for itself elsewhere. */
    nameMap() {
      const container = this._map.getContainer();
      container.setAttribute("role", "application");
      container.setAttribute("aria-label", this.word("map"));
      if (this.data && this.data.lang) container.lang = this.data.lang;
      if (!this.corners) return;
      const { keys } = this.corners;
      keys.id = `map-keys-${L.stamp(this)}`;
      keys.textContent = this.word("keys");
      container.setAttribute("aria-describedby", keys.id);
    },

    /** Show that the map has the keys, and which, or do not. */
    showKeys(shown) {
      this._map.getContainer().classList.toggle("keyed", shown);
    },

    onPress() {
      this.pressed = true;
      this.showKeys(false);
      window.addEventListener("pointerup", () => { this.pressed = false; }, { once: true, capture: true });
    },

    onFocus(event) {
      if (event.target !== this._map.getContainer()) return;
      this.focused = event.type === "focus";
      this.showKeys(this.focused && !this.pressed);
      if (this.data && this.size) this.drawFront();
    },

    onKey(event) {
      if (event.target !== this._map.getContainer() || !this.data || !this.size) return;
      if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Shift") return;
      this.showKeys(true);
      // an Arabic keyboard has other letters on the same keys
      const latin = /^[a-z]$/i.test(event.key) || !/^Key[A-Z]$/.test(event.code);
      const key = (latin ? event.key : event.code.slice(3)).toLowerCase();
      if (key === "n" || key === "p") this.step(key === "n" ? 1 : -1);
      else if (!this.framed) return;
      else if (key === "enter" || key === " ") this.choose(this.framed, this._map.containerPointToLatLng(this.pointOf(this.framed.id)));
      else if (key === "escape") this.frame(null);
      else return;
      event.preventDefault();
      event.stopPropagation();  // Escape takes the frame away and nothing else
    },

    inView(place) {
      const { x, y } = this.toPixel(place.labelX, place.labelY);
      return x >= 0 && y >= 0 && x <= this.size.x && y <= this.size.y;
    },

    step(by) {
      const there = this.places.filter((place) => this.inView(place));
      if (!there.length) {
        this.spoken.textContent = this.word("none_in_view");
        return;
      }
      const at = there.indexOf(this.framed);
      const next = at < 0 ? (by > 0 ? 0 : there.length - 1) : (at + by + there.length) % there.length;
      const nth = this.word("in_view").replace("{i}", () => (next + 1).toLocaleString()).replace("{n}", () => there.length.toLocaleString());
      const [, kind] = (this.data.legend || []).find(([family]) => family === there[next].family) || [];
      this.frame(there[next]);
      this.spoken.textContent = [there[next].label, kind, this.counted(there[next]), nth].filter(Boolean).join(this.word("between"));
    },

    /** Put the frame on a place, or take it away. */
    frame(place) {
      this.framed = place;
      if (place) this.uncover(place);
      else this.spoken.textContent = "";
      this.drawFront();
    },

    /** Other data: the frame stays on its place if that is still there. */
    reframe() {
      if (!this.framed) return;
      this.framed = this.find(this.framed.id);
      if (!this.framed) this.spoken.textContent = "";
    },

    /** Move the map as far as a place needs to come out from under a corner, up or down. */
    uncover(place) {
      const { x, y } = this.toPixel(place.labelX, place.labelY);
      let to = y;
      for (const box of [...this.cornerBoxes(), this.boxOf(this.corners.keys)]) {
        if (x < box[0] - CLEAR || x > box[2] + CLEAR || to < box[1] - CLEAR || to > box[3] + CLEAR) continue;
        to = box[1] > this.size.y / 2 ? box[1] - CLEAR : box[3] + CLEAR;
      }
      if (to === y) return;
      this.programmed = true;
      this._map.panBy([0, y - to], { animate: false });
      this.programmed = false;
      this.draw();
    },

    /** A square around a dot, or a box around a name: the selection's ring is round. */
    drawFrame(context) {
      const place = this.framed;
      if (!place || !this.focused) return;
      const { link, halo } = this.colours;
      if (place.outline) {
        this.basemap.drawCountry(context, place.country, this.scale, this.origin, this.size, {
          colour: link, line: link, alpha: 0.06, lineAlpha: 1, width: 2,
        });  // prettier-ignore
      }
      const { x, y } = this.toPixel(place.labelX, place.labelY);
      const name = !POINTS.has(place.family) && this.labels.find((label) => label.place === place);
      const half = POINTS.has(place.family) ? Math.max(SMALLEST, this.dot(place) + DISTANCE) : SMALLEST;
      const [left, top, right, bottom] = name ? name.box : [x - half, y - half, x + half, y + half];
      for (const [colour, width] of [[halo, 5.5], [link, 2.5]]) {
        context.beginPath();
        context.roundRect(left, top, right - left, bottom - top, 4);
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.stroke();
      }
      if (this.hovered) return;
      const low = bottom > 0.75 * this.size.y;
      this.tell(context, place, { x: name ? left : x + half - 10, y: low ? top + 6 : bottom - 8 }, low);
    },
  });
})();
