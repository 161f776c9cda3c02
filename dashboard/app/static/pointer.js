/*
 * What the pointer is on: rings, the name that is told beside it, and clicks.
 *
 * Extends PlacesLayer. A click fires a Leaflet click whose `layer` has `toGeoJSON()`, with `properties.id`.
 */
(function () {
  "use strict";
  const { POINTS, SANS } = window.RegionalMap;
  const FINGER = window.matchMedia && window.matchMedia("(pointer: coarse)").matches;

  window.RegionalMap.PlacesLayer.include({
    drawFront() {
      const { context } = this.layers.front;
      context.clearRect(0, 0, this.size.x, this.size.y);
      if (this.chosen && !this.chosen.outline && !this.chosen.water) this.halo(context, this.chosen, 4.5, 2.2);
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
      this.tell(context, place);
    },

    /** The selected country's outline, under the names. */
    ringCountry(context, place) {
      this.basemap.drawCountry(context, place.country, this.scale, this.origin, this.size, {
        colour: this.colours.accent, line: this.colours.ink, alpha: 0.08, lineAlpha: 1, width: 1.8,
      });  // prettier-ignore
    },

    halo(context, place, distance, width) {
      const { x, y } = this.toPixel(place.x, place.y);
      const point = POINTS.has(place.family) || place.absent;
      const around = this.dot(place) * (place.family === "site" ? 1.2 : 1) + distance;
      const radius = point ? around : this.circle(place) || 9;
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.setLineDash(place.absent ? [3, 3] : []);
      context.strokeStyle = this.colours.ink;
      context.lineWidth = width;
      context.stroke();
      context.setLineDash([]);
    },

    /** The name under the pointer, with its number of mentions. */
    tell(context, place) {
      const words = this.data.words;
      const count = (place.mentions === 1 ? words.mention : words.mentions).replace("{n}", place.mentions.toLocaleString());
      context.font = `600 13px ${SANS}`;
      const first = context.measureText(place.label).width;
      context.font = `400 13px ${SANS}`;
      const second = context.measureText(count).width;
      const width = first + second + 26;
      const at = this.pointer || this.toPixel(place.x, place.y);
      const left = Math.max(4, Math.min(this.size.x - width - 4, at.x + 14));
      const top = at.y + 44 > this.size.y ? at.y - 38 : at.y + 14;
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

    /** The place at a point of the container: dots first, then names, then the smallest extent around it. */
    at(point) {
      const slack = FINGER ? 12 : 4;
      let best = null;
      let nearest = Infinity;
      for (const place of this.places) {
        if (!POINTS.has(place.family)) continue;
        const { x, y } = this.toPixel(place.x, place.y);
        const distance = Math.hypot(point.x - x, point.y - y);
        const size = this.dot(place);
        if (distance > size + slack) continue;
        const rank = distance / size;
        if (rank < nearest) {
          nearest = rank;
          best = place;
        }
      }
      if (best) return best;
      for (const { place, box } of this.labels) {
        if (point.x >= box[0] && point.x <= box[2] && point.y >= box[1] && point.y <= box[3]) return place;
      }
      const world = [(point.x + this.origin.x) / this.scale, (point.y + this.origin.y) / this.scale];
      let smallest = Infinity;
      for (const place of this.places) {
        if (POINTS.has(place.family)) continue;
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
      this.hover(FINGER ? null : this.at(event.containerPoint));
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
      const place = this.at(event.containerPoint);
      if (!place) return;
      // `click` differs each time: the same place clicked again is news to a component that compares values
      const feature = {
        type: "Feature",
        geometry: { type: "Point", coordinates: [(place.x - 0.5) * 360, event.latlng.lat] },
        properties: { id: place.id, click: Date.now() },
      };
      this.fire("click", { latlng: event.latlng, layer: { toGeoJSON: () => feature } });
      this.hurry(feature);
    },

    /** streamlit-folium waits a quarter of a second before it tells; a click that moves nothing need not. */
    hurry(feature) {
      const shared = window.__GLOBAL_DATA__;
      const wanted = shared && shared.returned_objects;
      if (!window.Streamlit || !wanted || wanted.length !== 1 || wanted[0] !== "last_active_drawing") return;
      const value = { last_active_drawing: feature };
      shared.previous_data = value;
      window.Streamlit.setComponentValue(value);
    },

    /** Where a place stands in the container, for tests; null if it is not drawn. */
    pointOf(id) {
      const place = this.byId.get(id);
      if (!place) return null;
      const { x, y } = place.outline ? this.toPixel(place.labelX, place.labelY) : this.toPixel(place.x, place.y);
      return [x, y];
    },
  });
})();
