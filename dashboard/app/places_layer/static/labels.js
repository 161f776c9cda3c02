/*
 * Names on the map, without overlap: the selected place's first, then by size, then countries to know one's way by.
 *
 * Extends PlacesLayer. A name is drawn on the canvas, with the colour of the ground around it.
 */
(function () {
  "use strict";
  const { POINTS, SANS } = window.FoliumPlaces;

  /** So many places get a try: where they are many thousand, what is left after these finds no room either. */
  const TRIED = 1500;

  /** Boxes that are taken on the canvas, in a coarse grid. */
  class Taken {
    constructor() {
      this.cells = new Map();
    }
    each(box, visit) {
      for (let x = Math.floor(box[0] / 64); x <= Math.floor(box[2] / 64); x += 1) {
        for (let y = Math.floor(box[1] / 64); y <= Math.floor(box[3] / 64); y += 1) {
          if (visit(x * 4096 + y) === false) return false;
        }
      }
      return true;
    }
    free(box) {
      return this.each(box, (cell) => {
        for (const other of this.cells.get(cell) || []) {
          if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
        }
        return true;
      });
    }
    take(box) {
      this.each(box, (cell) => {
        if (!this.cells.has(cell)) this.cells.set(cell, []);
        this.cells.get(cell).push(box);
      });
    }
  }

  window.FoliumPlaces.PlacesLayer.include({
    drawLabels(context, seen) {
      const taken = new Taken();
      this.labels = [];
      const linked = (place) => Boolean(this.linked && this.linked.has(place));
      seen.sort((a, b) => (b === this.chosen) - (a === this.chosen) || linked(b) - linked(a) || b.size - a.size);
      for (const place of seen.slice(0, 400)) {
        if (!POINTS.has(place.family)) continue;
        const { x, y } = this.toPixel(place.x, place.y);
        const half = this.dot(place) * 0.8;
        taken.take([x - half, y - half, x + half, y + half, place]);
      }
      for (const box of this.cornerBoxes()) taken.take(box);
      this.drawAnchor(context, taken);
      const most = Math.round(Math.max(10, (this.size.x * this.size.y) / 9000));
      for (const place of seen.slice(0, TRIED)) {
        if (this.labels.length >= most) break;
        this.label(context, taken, place);
      }
      if (this.basemap && !this.data?.tiles) this.drawCountryNames(context, taken, seen);
    },

    /** What the corners cover, so that no name hides there; measured when they or the map's size change. */
    cornerBoxes() {
      const key = `${this.size.x} ${this.size.y}`;
      if (this.covered && this.covered.key === key) return this.covered.boxes;
      const controls = this._map.getContainer().querySelectorAll(".leaflet-control:not(.map-keys)");
      const boxes = [...controls].map((node) => this.boxOf(node));
      this.covered = { key, boxes };
      return boxes;
    },

    /** Left, top, right and bottom of an element in the map. */
    boxOf(node) {
      const frame = this._map.getContainer().getBoundingClientRect();
      const box = node.getBoundingClientRect();
      return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
    },

    style(place) {
      const chosen = place === this.chosen;
      if (place.family === "country") return { font: `${chosen ? 700 : 600} 11px ${SANS}`, spacing: 1.2, upper: true };
      if (place.family === "water") return { font: `italic ${chosen ? 700 : 500} 13px ${SANS}`, spacing: 0.2 };
      if (!POINTS.has(place.family)) return { font: `italic ${chosen ? 700 : 500} 12.5px ${SANS}`, spacing: 0.2 };
      return { font: `${chosen ? 700 : 500} 13px ${SANS}`, spacing: 0 };
    },

    colourOf(place) {
      if (place === this.chosen) return this.colours.ink;
      if (this.strength(place) < 1) return this.colours.muted;
      if (place.colour && !POINTS.has(place.family)) return place.colour;
      if (place.family === "water") return this.colours.water;
      if (place.family === "country") return this.colours.countryInk;
      return POINTS.has(place.family) ? this.colours.ink : this.colours.extent;
    },

    label(context, taken, place) {
      if (this.anchor && place.outline && place.label === this.anchor.label) return;  // it stands there already
      const style = this.style(place);
      const text = style.upper ? place.label.toUpperCase() : place.label;
      context.font = style.font;
      context.letterSpacing = style.spacing + "px";
      const measured = `${this.typeface} ${style.font}`;
      if (place.measured !== measured) {
        place.measured = measured;
        place.width = context.measureText(text).width;
      }
      const { width } = place;
      const height = 15;
      const point = POINTS.has(place.family);
      const { x, y } = this.toPixel(place.labelX, place.labelY);
      const gap = this.dot(place) + (place === this.chosen ? 10 : 4);
      const spots = point
        ? [[x + gap, y], [x - gap - width, y], [x - width / 2, y - gap - 6], [x - width / 2, y + gap + 6]]
        : [[x - width / 2, y], [x - width / 2, y - 15], [x - width / 2, y + 15]];
      for (const [left, middle] of spots) {
        const box = [left - 2, middle - height / 2, left + width + 2, middle + height / 2];
        if (box[0] < 2 || box[1] < 2 || box[2] > this.size.x - 2 || box[3] > this.size.y - 2) continue;
        if (place !== this.chosen && !taken.free(box)) continue;  // the selected one's name is always there
        taken.take(box);
        this.labels.push({ text: place.label, place, box });
        this.write(context, text, left, middle, this.colourOf(place), place.family === "water");
        return;
      }
    },

    write(context, text, left, middle, colour, onWater) {
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.lineWidth = 3;
      context.globalAlpha = 0.9;
      context.strokeStyle = onWater ? this.colours.seaHalo : this.colours.halo;
      context.strokeText(text, left, middle + 0.5);
      context.globalAlpha = 1;
      context.fillStyle = colour;
      context.fillText(text, left, middle + 0.5);
      context.letterSpacing = "0px";
    },

    /** Muted names of countries that no article names, where there is room: to know where one is. */
    drawCountryNames(context, taken, seen) {
      const named = new Set(seen.filter((place) => place.outline).map((place) => place.country));
      const pixels = this.scale / 360;
      for (const country of this.basemap.countries) {
        if (!country.name || named.has(country.code)) continue;
        const { x, y } = this.toPixel(country.at[0], country.at[1]);
        if (x < 0 || y < 0 || x > this.size.x || y > this.size.y) continue;
        context.font = `500 10.5px ${SANS}`;
        context.letterSpacing = "1.2px";
        const text = country.name.toUpperCase();
        const width = context.measureText(text).width;
        if (width > Math.sqrt(country.size) * pixels * 1.5) continue;
        for (const middle of [y, y + 14, y - 14]) {
          const box = [x - width / 2 - 3, middle - 7, x + width / 2 + 3, middle + 7];
          if (!taken.free(box)) continue;
          taken.take(box);
          this.write(context, text, x - width / 2, middle, this.colours.muted, false);
          break;
        }
      }
      context.letterSpacing = "0px";
    },
  });
})();
