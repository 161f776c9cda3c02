/*
 * What stands in the corners of the map: the legend, "fit to results", the note on borders, the tiles by choice.
 *
 * Extends PlacesLayer. Every text comes with the data and is set as textContent; shapes are SVG made node by node.
 */
(function () {
  "use strict";
  const L = window.L;
  const SVG = "http://www.w3.org/2000/svg";

  /** The same shapes as on the canvas, small. */
  const GLYPHS = {
    city: ["circle", { cx: 7, cy: 7, r: 4.5, class: "glyph-city" }],
    site: ["path", { d: "M7 1.5 12.5 7 7 12.5 1.5 7Z", class: "glyph-site" }],
    water: ["circle", { cx: 7, cy: 7, r: 5.4, class: "glyph-water" }],
    area: ["circle", { cx: 7, cy: 7, r: 5.4, class: "glyph-area" }],
    country: ["path", { d: "M2 3.5 8 1.5 12.5 4 11 12 4.5 12.5 1.5 9Z", class: "glyph-country" }],
    appeared: ["path", { d: "M5.3 1.5H8.7V5.3H12.5V8.7H8.7V12.5H5.3V8.7H1.5V5.3H5.3Z", class: "glyph-city" }],
    rose: ["path", { d: "M7 1.5 12.5 12 1.5 12Z", class: "glyph-city" }],
    same: ["circle", { cx: 7, cy: 7, r: 4.5, class: "glyph-same" }],
    fell: ["path", { d: "M7 12.5 1.5 2 12.5 2Z", class: "glyph-link" }],
    vanished: ["path", { d: "M2 4.4 4.4 2 7 4.6 9.6 2 12 4.4 9.4 7 12 9.6 9.6 12 7 9.4 4.4 12 2 9.6 4.6 7Z", class: "glyph-link" }],
    line: ["path", { d: "M1 11Q5 3 13 3", class: "glyph-line" }],
    ring: ["circle", { cx: 7, cy: 7, r: 4.8, class: "glyph-line" }],
  };

  function glyph(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", "14");
    svg.setAttribute("height", "14");
    svg.setAttribute("aria-hidden", "true");
    const [tag, attributes] = GLYPHS[name];
    const shape = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    svg.append(shape);
    return svg;
  }

  window.FoliumPlaces.PlacesLayer.include({
    /** Fill the corners; `before` are the data that they were filled from, and what did not change stays. */
    furnish(before) {
      const { words, legend, tiles } = this.data;
      const same = before && JSON.stringify([before.words, before.legend, before.tiles]) === JSON.stringify([words, legend, tiles]);
      if (same) return;
      if (!this.corners) this.build();
      const { fit, legend: box, note } = this.corners;
      fit.textContent = (words && words.fit) || "";
      for (const [name, button] of Object.entries(this.zoomButtons())) {
        if (button && words && words[name]) for (const said of ["title", "aria-label"]) button.setAttribute(said, words[name]);
      }
      box.replaceChildren();
      for (const [family, word] of legend || []) {
        const item = L.DomUtil.create("span", "legend-item", box);
        item.append(glyph(family), document.createTextNode(word));
      }
      if (box.childElementCount && words.size) L.DomUtil.create("span", "legend-note", box).textContent = words.size;
      note.textContent = (words && (tiles ? words.attribution_tiles : words.attribution)) || "";
      this.nameMap();
      for (const node of [fit, box, note, this.corners.keys]) node.dir = "auto";
      for (const node of [fit, box, note]) node.style.display = node.childNodes.length ? "" : "none";
      this.covered = null;
      this.tile(tiles);
    },

    build() {
      const map = this._map;
      this.controls = [];
      const corner = (position, tag, name) => {
        const control = L.control({ position });
        const node = L.DomUtil.create(tag, name);
        control.onAdd = () => node;
        control.addTo(map);
        this.controls.push(control);
        L.DomEvent.disableClickPropagation(node);
        return node;
      };
      this.corners = {
        fit: corner("topleft", "button", "map-fit"),
        legend: corner("bottomleft", "div", "map-legend"),
        note: corner("bottomright", "div", "map-note"),
        keys: corner("topright", "div", "map-keys"),
      };
      this.corners.fit.type = "button";
      this.corners.fit.addEventListener("click", () => this.fitResults(true));
    },

    /** Leaflet's own buttons, which say what they do in English otherwise. */
    zoomButtons() {
      const { _zoomInButton: zoom_in, _zoomOutButton: zoom_out } = this._map.zoomControl || {};
      return { zoom_in, zoom_out };
    },

    removeFurniture() {
      for (const control of this.controls || []) control.remove();
      if (this.tiles) this.tiles.remove();
      if (this.asking) this.asking.remove();
      this.corners = this.controls = this.tiles = this.asking = null;
    },

    /** Map tiles, only when asked for: nothing else ever asks another host. */
    tile(wanted) {
      if (Boolean(wanted) === Boolean(this.tiles)) return;
      if (wanted) {
        // the tile server's rules want to be told who asks, which the page tells nobody else
        const referrerPolicy = "strict-origin-when-cross-origin";
        this.tiles = L.tileLayer(wanted, { maxZoom: 18, className: "map-tiles", referrerPolicy }).addTo(this._map);
      } else {
        this.tiles.remove();
        this.tiles = null;
      }
      this.snap = this.snap || this._map.options.zoomSnap;
      this._map.options.zoomSnap = wanted ? 1 : this.snap;
    },
  });
})();
