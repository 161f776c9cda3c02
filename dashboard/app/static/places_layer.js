/*
 * One Leaflet layer that draws every place of the map on canvases, and whose data are replaced in place.
 *
 * `setData(data)` takes compact columns (see dashboard/app/layer.py for their meaning) and redraws; map, zoom and pan
 * stay. A country is its outline, what has an extent is a dashed circle, the rest are dots (towns) and diamonds
 * (sites). Names are drawn without overlap, never as HTML. A click on a place fires a Leaflet click whose `layer` has
 * `toGeoJSON()`: streamlit-folium hands it on as `last_active_drawing`, with `properties.id`.
 *
 * Here are the data and the drawing; view.js, labels.js, pointer.js and furniture.js extend the class.
 *
 * `window.placesLayerState` says what has been drawn last: version, count, selected, dark, milliseconds from the page's
 * navigation to the first drawing (and, for tests,
 * `window.placesLayer.pointOf(id)` where it stands).
 */
(function () {
  "use strict";
  const L = window.L;
  const { Basemap, worldX, worldY } = window.RegionalMap;

  const COLOURS = {
    light: {
      land: "#f7f5ef", sea: "#cfe3ee", border: "#a3adb6", ink: "#1f2933", muted: "#7d8893", halo: "#f7f5ef",
      seaHalo: "#dcebf3", accent: "#c0392b", countryInk: "#83392f", site: "#1f5f8b", water: "#2b6a94", extent: "#80622f", dotLine: "#ffffff",
    },
    dark: {
      land: "#1f2933", sea: "#10161d", border: "#4a5a6a", ink: "#f1efe9", muted: "#8593a1", halo: "#161d25",
      seaHalo: "#10161d", accent: "#e8604f", countryInk: "#dda79f", site: "#6db3e2", water: "#6fa8cf", extent: "#c9a66b", dotLine: "#161d25",
    },
  };  // prettier-ignore
  const SANS = '"Source Sans", "Source Sans 3", "Source Sans Pro", -apple-system, "Segoe UI", Roboto, Arial, sans-serif';
  const LARGEST_DOT = 13;
  const SMALLEST_DOT = 3.6;
  const POINTS = new Set(["city", "site"]);

  const PlacesLayer = L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
      this.places = [];
      this.byId = new Map();
      this.data = null;
      this.hovered = null;
      this.basemap = new Basemap(window.RegionalMap.countries, window.RegionalMap.waters);
      this.labels = [];
    },

    onAdd(map) {
      this._map = map;
      this.layers = {};
      for (const [name, zIndex] of [["base", 150], ["places", 400], ["front", 410]]) {
        const pane = map.createPane("places-" + name);
        pane.style.zIndex = zIndex;
        pane.style.pointerEvents = "none";
        const canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
        this.layers[name] = { canvas, context: canvas.getContext("2d") };
      }
      map.on("move resize zoomend viewreset", this.refresh, this);
      map.on("zoomanim", this.animate, this);
      map.on("moveend", this.keepView, this);
      map.on("click", this.onClick, this);
      map.on("mousemove", this.onMove, this);
      map.on("mouseout", () => this.hover(null));
      this.watchTheme();
      this.watchSize();
      this.borrowFont();
      this.refresh();
    },

    // ------------------------------------------------------------------------------------------------ data in place

    setData(data) {
      const first = this.data === null;
      this.data = data;
      this.prepare();
      this.furnish();
      if (first) this.recallView();
      if (data.fit > this.fitted) {
        this.fitted = data.fit;
        this.fit(false, data.fit_box || data.box);
      }
      this.draw();  // at once: while the page around is busy with a filter, a frame can be long in coming
    },

    prepare() {
      if (!this.data) return;
      const { id, lat, lon, mentions, family, label, radius_km: radius, country } = this.data.places;
      const most = Math.max(20, ...mentions.slice(0, 1), 0);
      this.places = id.map((key, i) => ({
        id: key,
        x: worldX(lon[i]),
        y: worldY(lat[i]),
        mentions: mentions[i],
        family: family[i],
        label: label[i],
        country: country[i],
        dot: Math.max(SMALLEST_DOT, LARGEST_DOT * Math.sqrt(Math.min(1, mentions[i] / most))),
        share: Math.sqrt(mentions[i] / most),
        // kilometres become a share of the world by the scale of Mercator at that latitude
        reach: radius[i] / 40075.017 / Math.cos((Math.min(80, Math.abs(lat[i])) * Math.PI) / 180),
      }));
      for (const place of this.places) this.shape(place);
      this.byId = new Map(this.places.map((place) => [place.id, place]));
      const chosen = this.data.selected;
      this.chosen = chosen && (this.byId.get(chosen.id) || this.absent(chosen));
    },

    /** The selected place when the filters have left nothing of it: a ring without a dot. */
    absent(chosen) {
      const place = { ...chosen, x: worldX(chosen.lon), y: worldY(chosen.lat), dot: SMALLEST_DOT, share: 0, mentions: 0,
                      reach: 0, absent: true };  // prettier-ignore
      return this.shape(place);
    },

    /** Note whether the basemap has the outline of a country or a water, and where its name stands. */
    shape(place) {
      place.outline = place.family === "country" && this.basemap.byCode.has(place.country);
      place.water = place.family === "water" && this.basemap.waters.has(place.id);
      if (place.outline) [place.labelX, place.labelY] = this.basemap.byCode.get(place.country)[0].at;
      return place;
    },

    // -------------------------------------------------------------------------------------------------------- view

    // ------------------------------------------------------------------------------------------------------ drawing

    refresh() {
      if (this.pending || !this._map) return;
      this.pending = window.requestAnimationFrame(() => {
        this.pending = null;
        this.draw();
      });
    },

    animate(event) {
      const scale = this._map.getZoomScale(event.zoom);
      const offset = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
      for (const { canvas } of Object.values(this.layers)) L.DomUtil.setTransform(canvas, offset, scale);
    },

    place() {
      const map = this._map;
      const size = map.getSize();
      const ratio = window.devicePixelRatio || 1;
      const topLeft = map.containerPointToLayerPoint([0, 0]);
      this.corner = map.containerPointToLatLng([0, 0]);
      this.size = size;
      this.scale = 256 * 2 ** map.getZoom();
      this.origin = map.getPixelBounds().min;
      for (const { canvas, context } of Object.values(this.layers)) {
        const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
        if (canvas.width !== width || canvas.height !== height) {
          canvas.width = width;
          canvas.height = height;
          canvas.style.width = size.x + "px";
          canvas.style.height = size.y + "px";
        }
        L.DomUtil.setTransform(canvas, topLeft, 1);
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.clearRect(0, 0, size.x, size.y);
      }
    },

    toPixel(x, y) {
      return { x: x * this.scale - this.origin.x, y: y * this.scale - this.origin.y };
    },

    draw() {
      if (!this._map._loaded) return;
      const size = this._map.getSize();
      if (!size.x || !size.y) return;
      this.place();
      this.colours = COLOURS[this.dark ? "dark" : "light"];
      if (!(this.data && this.data.tiles)) {
        const waters = this.waters();
        this.basemap.draw(this.layers.base.context, this.scale, this.origin, this.size, this.colours, waters);
      }
      this.drawPlaces();
      this.drawFront();
      if (this.data && !this.first) this.first = Date.now() - window.parent.performance.timeOrigin;
      window.placesLayerState = {
        first: this.first,
        version: this.data ? this.data.version : null,
        count: this.places.length,
        selected: this.chosen ? this.chosen.id : null,
        dark: this.dark,
        labels: this.labels.map((label) => label.text),
        zoom: this._map.getZoom(),
        center: this._map.getCenter(),
      };
    },

    /** The waters with an outline as [id, style], the selected one last. */
    waters() {
      const shown = this.places.filter((place) => place.water);
      if (this.chosen && this.chosen.water) shown.push(this.chosen);
      return shown.map((place) => {
        const strong = place === this.chosen || place === this.hovered;
        return [place.id, {
          colour: this.colours.water, line: this.colours.water, width: 1.2, dash: [5, 4],
          alpha: strong ? 0.32 : 0.1 + 0.12 * Math.min(1, place.share), lineAlpha: strong ? 1 : 0.55,
        }];  // prettier-ignore
      });
    },

    /** Pixels of the circle of something with an extent; 0 if it is too large for a circle to say anything here. */
    circle(place) {
      const radius = Math.max(6, place.reach * this.scale);
      return radius > 0.45 * Math.min(this.size.x, this.size.y) ? 0 : radius;
    },

    /** Whether the view lies so deep inside something large that its name would name a spot that it is not. */
    within(place) {
      return place !== this.chosen && place.reach * this.scale > 0.8 * Math.max(this.size.x, this.size.y);
    },

    drawPlaces() {
      const { context } = this.layers.places;
      const colours = this.colours;
      const seen = [];
      if (this.data && this.data.tiles) {
        for (const [id, style] of this.waters()) this.basemap.drawWater(context, id, this.scale, this.origin, style);
      }
      if (this.chosen && this.chosen.absent && this.chosen.outline) this.ringCountry(context, this.chosen);
      for (const place of this.places) {
        if (place.water && !this.within(place)) seen.push(place);
        if (!place.outline) continue;
        const share = Math.min(1, place.share);
        this.basemap.drawCountry(context, place.country, this.scale, this.origin, this.size, {
          colour: colours.accent, line: colours.accent, alpha: 0.015 + 0.12 * share * share, lineAlpha: 0.12 + 0.5 * share,
          width: 0.9,
        });  // prettier-ignore
        seen.push(place);
      }
      if (this.chosen && this.chosen.outline && !this.chosen.absent) this.ringCountry(context, this.chosen);
      for (const place of this.places) {
        if (place.outline || place.water || POINTS.has(place.family)) continue;
        const { x, y } = this.toPixel(place.x, place.y);
        const radius = this.circle(place);
        if (x + radius < 0 || y + radius < 0 || x - radius > this.size.x || y - radius > this.size.y) continue;
        if (!this.within(place)) seen.push(place);
        if (!radius) continue;
        const colour = place.family === "water" ? colours.water : colours.extent;
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        if (radius < 14) {
          context.globalAlpha = 0.15;
          context.fillStyle = colour;
          context.fill();
        }
        context.globalAlpha = 0.35 + 0.5 * Math.min(1, place.share);
        context.strokeStyle = colour;
        context.lineWidth = 1.1;
        context.setLineDash(place.family === "water" ? [4, 3] : [1.5, 3]);
        context.stroke();
      }
      context.globalAlpha = 1;
      context.setLineDash([]);
      context.lineWidth = 1;
      context.strokeStyle = colours.dotLine;
      for (const place of this.places) {
        if (!POINTS.has(place.family)) continue;
        const { x, y } = this.toPixel(place.x, place.y);
        if (x < -20 || y < -20 || x > this.size.x + 20 || y > this.size.y + 20) continue;
        this.trace(context, place, x, y, this.dot(place));
        context.globalAlpha = 0.85;
        context.fillStyle = place.family === "site" ? colours.site : colours.accent;
        context.fill();
        context.globalAlpha = 1;
        context.stroke();
        seen.push(place);
      }
      this.drawLabels(context, seen);
    },

    /** Pixels of a dot: smaller on a small map. */
    dot(place) {
      return place.dot * Math.max(0.7, Math.min(1, Math.min(this.size.x, this.size.y) / 520));
    },

    trace(context, place, x, y, size) {
      context.beginPath();
      if (place.family === "site") {
        const half = size * 1.2;
        context.moveTo(x, y - half);
        context.lineTo(x + half, y);
        context.lineTo(x, y + half);
        context.lineTo(x - half, y);
        context.closePath();
      } else {
        context.arc(x, y, size, 0, 2 * Math.PI);
      }
    },

    // ------------------------------------------------------------------------------------------------------- labels
  });

  Object.assign(window.RegionalMap, { PlacesLayer, POINTS, SANS });
})();
