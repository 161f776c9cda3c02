/*
 * What the pointer is on: rings, the name that is told beside it, and clicks.
 *
 * Extends PlacesLayer. A click fires a Leaflet click whose `layer.feature` has `properties.id`.
 */
(function () {
  "use strict";
  const { POINTS, SANS } = window.FoliumPlaces;
  /** Pixels; no dot reaches farther than from its own square into the next. */
  const CELL = 32;
  const BUCKETS = 16384;
  /** Pixels from a dot to the selection's ring. */
  const RING = 4.5;
  const FINGER = window.matchMedia && window.matchMedia("(pointer: coarse)").matches;

  /** Points by squares of the map at one zoom, so that what is under the pointer is found among a few. */
  class Grid {
    constructor(points, scale) {
      this.scale = scale;
      this.points = points;
      this.starts = new Uint32Array(BUCKETS + 1);
      const buckets = new Uint16Array(points.length);
      points.forEach((place, i) => {
        buckets[i] = this.bucket(Math.floor((place.x * scale) / CELL), Math.floor((place.y * scale) / CELL));
        this.starts[buckets[i] + 1] += 1;
      });
      for (let i = 0; i < BUCKETS; i += 1) this.starts[i + 1] += this.starts[i];
      const next = this.starts.slice();
      this.held = new Uint32Array(points.length);
      buckets.forEach((bucket, i) => {
        this.held[next[bucket]] = i;
        next[bucket] += 1;
      });
    }

    bucket(column, row) {
      return ((column * 73856093) ^ (row * 19349663)) & (BUCKETS - 1);
    }

    /** Visit the points of the square that holds a pixel of the world and of those around it, and perhaps some others. */
    near(x, y, visit) {
      const visited = new Set();
      for (let column = Math.floor(x / CELL) - 1; column <= Math.floor(x / CELL) + 1; column += 1) {
        for (let row = Math.floor(y / CELL) - 1; row <= Math.floor(y / CELL) + 1; row += 1) visited.add(this.bucket(column, row));
      }
      for (const bucket of visited) {
        for (let i = this.starts[bucket]; i < this.starts[bucket + 1]; i += 1) visit(this.points[this.held[i]]);
      }
    }
  }

  window.FoliumPlaces.PlacesLayer.include({
    drawFront() {
      const context = this.clear("front");
      if (this.chosen && !this.chosen.outline && !this.chosen.water) this.halo(context, this.chosen, RING, 2.2);
      this.drawPicked(context);
      this.drawFrame(context);
      const place = this.hovered;
      if (!place) return;
      if (place.water) {
        // brought out under the land, by draw()
      } else if (place.outline) {
        this.basemap.drawCountry(context, place.country, this.scale, this.origin, this.size, {
          colour: this.colours.accent, line: this.colours.accent, alpha: 0.08, lineAlpha: 1, width: 1.6,
        });  // prettier-ignore
      } else {
        this.halo(context, place, 2, 1.4);
      }
      this.tell(context, place, this.pointer || this.toPixel(place.x, place.y));
    },

    /** The selected country's outline, under the names. */
    ringCountry(context, place) {
      this.basemap.drawCountry(context, place.country, this.scale, this.origin, this.size, {
        colour: this.colours.accent, line: this.colours.ink, alpha: 0.08, lineAlpha: 1, width: 1.8,
      });  // prettier-ignore
    },

    /** Pixels of the ring around a place that is no outline; around a dot it keeps a distance, the selection's unless given. */
    ring(place, distance = RING) {
      const point = POINTS.has(place.family) || place.absent;
      const around = this.dot(place) * (place.family === "site" ? 1.2 : 1) + distance;
      return point ? around : this.circle(place) || 9;
    },

    halo(context, place, distance, width) {
      const { x, y } = this.toPixel(place.x, place.y);
      context.beginPath();
      context.arc(x, y, this.ring(place, distance), 0, 2 * Math.PI);
      context.setLineDash(place.absent ? [3, 3] : []);
      context.strokeStyle = this.colours.ink;
      context.lineWidth = width;
      context.stroke();
      context.setLineDash([]);
    },

    /** The size of a place in words. */
    counted(place) {
      const words = this.data.words || {};
      const together = this.linked && words.together && this.linked.get(place);
      const number = together || place.size;
      const [one, many] = together ? [words.together_once, words.together] : [words.mention, words.mentions];
      return ((number === 1 ? one : many) || "{n}").replace("{n}", () => number.toLocaleString());
    },

    /** The name of a place below or above a point, with its size in words. */
    tell(context, place, at, above = at.y + 44 > this.size.y) {
      const count = this.counted(place);
      context.font = `600 13px ${SANS}`;
      const first = context.measureText(place.label).width;
      context.font = `400 13px ${SANS}`;
      const second = context.measureText(count).width;
      const width = first + second + 26;
      const left = Math.max(4, Math.min(this.size.x - width - 4, at.x + 14));
      const top = above ? at.y - 38 : at.y + 14;
      context.beginPath();
      context.roundRect(left, top, width, 27, 5);
      context.fillStyle = this.dark ? "#f1efe9" : "#1f2933";
      context.fill();
      context.textBaseline = "middle";
      context.fillStyle = this.dark ? "#161d25" : "#ffffff";
      context.font = `600 13px ${SANS}`;
      context.fillText(place.label, left + 10, top + 14);
      context.font = `400 13px ${SANS}`;
      context.globalAlpha = 0.8;
      context.fillText(count, left + 16 + first, top + 14);
      context.globalAlpha = 1;
    },

    // --------------------------------------------------------------------------------------------- pointer and click

    /** The place at a point of the container: dots first, then names, lines, and the smallest extent around it. */
    at(point) {
      if (!this.size) return null;
      const slack = FINGER ? 12 : 4;
      const shrink = this.shrink();
      let best = null;
      let nearest = Infinity;
      if (!this.grid || this.grid.scale !== this.scale) this.grid = new Grid(this.points, this.scale);
      this.grid.near(point.x + this.origin.x, point.y + this.origin.y, (place) => {
        const { x, y } = this.toPixel(place.x, place.y);
        const distance = Math.hypot(point.x - x, point.y - y);
        const size = place.dot * shrink;
        // of two dots on one spot the larger is the one that is meant
        if (distance > size + slack || distance / size > nearest) return;
        if (distance / size === nearest && place.size <= best.size) return;
        nearest = distance / size;
        best = place;
      });
      if (best) return best;
      for (const { place, box } of this.labels) {
        if (point.x >= box[0] && point.x <= box[2] && point.y >= box[1] && point.y <= box[3]) return place;
      }
      const lined = this.lineAt(point, slack);
      if (lined) return lined;
      const world = [(point.x + this.origin.x) / this.scale, (point.y + this.origin.y) / this.scale];
      let smallest = Infinity;
      for (const place of this.extents) {
        let extent = Infinity;
        if (place.water) {
          if (!this.basemap.inWater(place.id, world[0], world[1])) continue;
          extent = Math.PI * place.reach * place.reach;
        } else if (place.outline) {
          if (!this.basemap.contains(place.country, world[0], world[1])) continue;
          extent = this.basemap.byCode.get(place.country)[0].size / 360 / 360;
        } else {
          // a circle is only where its line is: inside it, what lies there can be chosen; a small one is all line
          const { x, y } = this.toPixel(place.x, place.y);
          const radius = this.circle(place);
          const distance = Math.hypot(point.x - x, point.y - y);
          if (!radius || distance > radius + slack || (radius > 16 && distance < radius - slack)) continue;
          extent = 0;
        }
        if (extent < smallest) {
          smallest = extent;
          best = place;
        }
      }
      return best;
    },

    onMove(event) {
      this.pointer = event.containerPoint;
      this.hover(FINGER || (this.data && this.data.picking) ? null : this.at(event.containerPoint));
    },

    onLeave() {
      this.hover(null);
    },

    hover(place) {
      const before = this.hovered;
      this.hovered = place;
      if (!place && !before) return;
      this._map.getContainer().style.cursor = place ? "pointer" : "";
      if (!this.data || !this.size) return;
      if (before !== place && ((before && before.water) || (place && place.water))) this.draw();
      else this.drawFront();
    },

    onClick(event) {
      this.choose(this.data && this.data.picking ? null : this.at(event.containerPoint), event.latlng);
    },

    /** Tell that a place was chosen at a point; the point alone, while one is asked for. */
    choose(place, latlng) {
      if (this.data && this.data.picking) {
        this.pick(latlng);
        return;
      }
      if (!place) return;
      // `click` differs each time: the same place clicked again is news to a component that compares values
      const feature = {
        type: "Feature",
        geometry: { type: "Point", coordinates: [(place.x - 0.5) * 360, latlng.lat] },
        properties: { id: place.id, click: Date.now() },
      };
      this.fire("click", { latlng, layer: { feature, toGeoJSON: () => feature } });
    },

    /** Where a place stands in the container, for tests; null if it is not shown. */
    pointOf(id) {
      const place = this.find(id);
      if (!place) return null;
      const { x, y } = this.toPixel(place.labelX, place.labelY);
      return [x, y];
    },
  });
})();
