/*
 * Names on the map, without overlap: the selected place's first, then by size, then countries to know one's way by.
 *
 * Extends PlacesLayer. A name is drawn on the canvas, with the colour of the ground around it: beside its dot, or in the
 * middle of what has an extent. One that would stand as near to another dot as to its own, or run into the next name,
 * goes to another side; without a side it is left out.
 */
(function () {
  "use strict";
  const { POINTS, SANS } = window.FoliumPlaces;

  /** So many places get a try: where they are many thousand, what is left after these finds no room either. */
  const TRIED = 1500;

  /** So many pins keep names of other places away. */
  const PINS = 800;
  /** Pixels from a name's box to its own pin; what else stands as near would be taken for what is named. */
  const OWN = 2;
  /** Pixels between boxes on one line: two names read as one there, and a pin at either end of a name as the named. */
  const APART = 8;
  /** Pins of this radius, in pixels, are those of what is named most. */
  const LARGE = 6.5;
  /** No pin reaches farther than this beyond the box that it takes. */
  const AROUND = APART + 4;

  /** What is taken on the canvas, in a coarse grid: {box}, with `name` for a name and `pin` ({x, y, radius}) for a pin. */
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
    take(box, more) {
      const item = { box, ...more };
      this.each(box, (cell) => {
        if (!this.cells.has(cell)) this.cells.set(cell, []);
        this.cells.get(cell).push(item);
      });
    }
    /** Whether `fits` holds for all that is taken in a box and as far around it as anything matters. */
    all(box, fits) {
      return this.each([box[0] - AROUND, box[1] - AROUND, box[2] + AROUND, box[3] + AROUND], (cell) =>
        (this.cells.get(cell) || []).every(fits));
    }
    /** Whether a box touches nothing but pins smaller than `over`, and is no part of the same line as another name. */
    free(box, over = 0) {
      return this.all(box, ({ box: other, name, pin }) => {
        if (pin && pin.radius < over) return true;
        const apart = name ? APART : 0;
        return box[0] - apart >= other[2] || box[2] + apart <= other[0] || box[1] >= other[3] || box[3] <= other[1];
      });
    }
    /**
     * Whether no pin could be taken for the one named in a box beside a place: none is nearer, or at an end of it. Pins
     * smaller than `over` do not count.
     */
    clear(box, place, side, over = 0) {
      return this.all(box, ({ pin }) => {
        if (!pin || pin.place === place || pin.radius < over) return true;
        const { x, y, radius } = pin;
        const across = Math.max(0, box[0] - x - radius, x - radius - box[2]);
        const down = Math.max(0, box[1] - y - radius, y - radius - box[3]);
        // on its line a pin seems nearer than it is, if it is not behind the name's own
        const behind = side === "right" ? x <= box[0] : side === "left" && x >= box[2];
        const online = y > box[1] && y < box[3] && !behind;
        return Math.hypot(online ? (across * OWN) / APART : across, down) >= OWN - 0.01;
      });
    }
  }

  window.FoliumPlaces.PlacesLayer.include({
    drawLabels(context, seen) {
      const taken = new Taken();
      this.labels = [];
      const linked = (place) => Boolean(this.linked && this.linked.has(place));
      seen.sort((a, b) => (b === this.chosen) - (a === this.chosen) || linked(b) - linked(a) || b.size - a.size);
      for (const place of seen.slice(0, PINS)) {
        if (!POINTS.has(place.family)) continue;
        const { x, y } = this.toPixel(place.x, place.y);
        const radius = place === this.chosen ? this.ring(place) : this.dot(place) * (place.family === "site" ? 1.2 : 1);
        const half = radius * 0.8;
        taken.take([x - half, y - half, x + half, y + half], { pin: { place, x, y, radius } });
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
      const boxOf = ([left, middle]) => [left - 2, middle - height / 2, left + width + 2, middle + height / 2];
      const inside = this.spots(place, width).filter((spot) => {
        const box = boxOf(spot);
        return box[0] >= 2 && box[1] >= 2 && box[2] <= this.size.x - 2 && box[3] <= this.size.y - 2;
      });
      const own = this.dot(place);
      const free = (spot, over) => taken.free(boxOf(spot), over);
      const clear = (spot, beside) => !spot[2] || taken.clear(boxOf(spot), place, spot[2], beside);
      let spot = inside.find((each) => free(each) && clear(each));
      // what is named most has its name: the name of a crowd of smaller pins, if need be over those of half its size
      if (!spot && own > LARGE) spot = inside.find((each) => free(each, own / 2) && clear(each, own));
      // the selected one's name is always there
      if (!spot && place === this.chosen) spot = inside.find((each) => free(each)) || inside[0];
      if (!spot) return;
      const box = boxOf(spot);
      taken.take(box, { name: true });
      this.labels.push({ text: place.label, place, box });
      this.write(context, text, spot[0], spot[1], this.colourOf(place), place.family === "water");
    },

    /** Where a name of some width may stand, the best first: [left, middle, side of its pin or ring]. */
    spots(place, width) {
      const { x, y } = this.toPixel(place.labelX, place.labelY);
      const beside = (gap) => [
        [x + gap, y, "right"], [x - gap - width, y, "left"], [x - width / 2, y - gap - 6, "above"],
        [x - width / 2, y + gap + 6, "below"],
      ];  // prettier-ignore
      if (POINTS.has(place.family)) return beside(this.dot(place) + (place === this.chosen ? 10 : 4));
      // a name in the middle, moved inwards where the map's edge would cut it
      const left = x < 0 || x > this.size.x ? x - width / 2 : Math.max(5, Math.min(this.size.x - width - 5, x - width / 2));
      const middle = [[left, y], [left, y - 15], [left, y + 15]];
      const ring = place === this.chosen && !place.outline && !place.water ? this.ring(place) : 0;
      if (!ring) return middle;
      // the ring would strike it through, unless it is so wide that the name has room in it
      return ring > width / 2 + 8 ? [[x - width / 2, y], ...beside(ring + 5)] : beside(ring + 5);
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
          taken.take(box, { name: true });
          this.write(context, text, x - width / 2, middle, this.colours.muted, false);
          break;
        }
      }
      context.letterSpacing = "0px";
    },
  });
})();
