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

  window.RegionalMap.PlacesLayer.include({
    furnish() {
      if (!this.corners) this.build();
      const { words, legend, tiles } = this.data;
      this.corners.fit.textContent = words.fit;
      this.corners.legend.replaceChildren();
      for (const [family, word] of legend) {
        const item = L.DomUtil.create("span", "legend-item", this.corners.legend);
        item.append(glyph(family), document.createTextNode(word));
      }
      if (legend.length) {
        L.DomUtil.create("span", "legend-note", this.corners.legend).textContent = words.size;
      }
      this.corners.legend.style.display = legend.length ? "" : "none";
      this.corners.note.textContent = tiles ? words.attribution_tiles : words.attribution;
      this.tile(tiles);
    },

    build() {
      const map = this._map;
      const corner = (position, tag, name) => {
        const control = L.control({ position });
        const node = L.DomUtil.create(tag, name);
        control.onAdd = () => node;
        control.addTo(map);
        L.DomEvent.disableClickPropagation(node);
        return node;
      };
      this.corners = {
        fit: corner("topleft", "button", "map-fit"),
        legend: corner("bottomleft", "div", "map-legend"),
        note: corner("bottomright", "div", "map-note"),
      };
      this.corners.fit.type = "button";
      this.corners.fit.addEventListener("click", () => this.fit(true, this.data.box));
    },

    /** OpenStreetMap's tiles, only when asked for: nothing else ever asks another host. */
    tile(wanted) {
      if (wanted && !this.tiles) {
        this.tiles = L.tileLayer(wanted, { maxZoom: 18, className: "map-tiles" }).addTo(this._map);
      } else if (!wanted && this.tiles) {
        this.tiles.remove();
        this.tiles = null;
      }
      this._map.options.zoomSnap = wanted ? 1 : 0.25;
    },
  });
})();
