/*
 * One Leaflet layer that draws every place of the map on canvases, and whose data are replaced in place.
 *
 * `setData(data)` takes what Python's PlacesData says and redraws; map, zoom and pan stay. A country is its outline,
 * what has an extent is a dashed circle, the rest are dots (towns) and diamonds (sites). Names are drawn without
 * overlap, never as HTML. A click on a place fires a Leaflet `click` of this layer whose `layer.feature.properties.id`
 * is the place's id; `layer.toGeoJSON()` returns the feature, which streamlit-folium hands on as `last_active_drawing`.
 * Events besides: "first" (data are here for the first time), "view" (the reader has moved the map), "drawn".
 *
 * Here are the data and the drawing; areas.js, view.js, lines.js, labels.js, pointer.js, picking.js, keys.js and
 * furniture.js extend the class.
 *
 * `window.placesLayerState` says what has been drawn last: version, count, selected, dark, milliseconds from the page's
 * navigation to the first drawing (and, for tests, `window.placesLayer.pointOf(id)` says where it stands).
 */
(function () {
  "use strict";
  const L = window.L;
  const { Basemap, Dots, Table, worldX, worldY } = window.FoliumPlaces;

  const COLOURS = {
    light: {
      land: "#f7f5ef", sea: "#cfe3ee", border: "#a3adb6", ink: "#1f2933", muted: "#7d8893", halo: "#f7f5ef",
      seaHalo: "#dcebf3", accent: "#c0392b", countryInk: "#83392f", site: "#1f5f8b", water: "#2b6a94", link: "#1f5f8b", extent: "#80622f", dotLine: "#ffffff",
    },
    dark: {
      land: "#1f2933", sea: "#17304a", border: "#4a5a6a", ink: "#f1efe9", muted: "#8593a1", halo: "#161d25",
      seaHalo: "#17304a", accent: "#e8604f", countryInk: "#dda79f", site: "#6db3e2", water: "#6fa8cf", link: "#7fbde8", extent: "#c9a66b", dotLine: "#161d25",
    },
  };  // prettier-ignore
  const SANS = '"Source Sans", "Source Sans 3", "Source Sans Pro", -apple-system, "Segoe UI", Roboto, Arial, sans-serif';
  const LARGEST_DOT = 13;
  const SMALLEST_DOT = 3.6;
  const SMALLEST_SIGN = 5.5;  // a smaller one is told from no other
  const SIGNS = new Set(["appeared", "rose", "fell", "vanished"]);
  const POINTS = new Set(["city", "site", "same", ...SIGNS]);

  const PlacesLayer = L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
      this.table = new Table(null);
      this.places = [];  // the shown ones, largest first
      this.points = [];  // the dots and diamonds among them
      this.extents = [];  // the others
      this.data = null;
      this.wanted = null;
      this.turn = 0;  // counts the changes; a place that is shown carries the latest
      this.fitted = 0;
      this.sought = 0;
      this.hovered = null;
      this.dots = new Dots();
      this.basemap = window.FoliumPlaces.countries && new Basemap(window.FoliumPlaces.countries, window.FoliumPlaces.waters);
      this.labels = [];
      this.since = performance.timeOrigin;
      this.typeface = 0;  // goes up when the one to draw with has come, and every name has another width
    },

    onAdd(map) {
      this._map = map;
      this.layers = {};
      for (const [name, zIndex] of [["base", 150], ["areas", 390], ["places", 400], ["front", 410]]) {
        const pane = map.createPane("places-" + name);
        pane.style.zIndex = zIndex;
        pane.style.pointerEvents = "none";
        const canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
        this.layers[name] = { canvas, context: canvas.getContext("2d") };
      }
      L.DomUtil.addClass(map.getContainer(), "places-map");
      map.on(this.events(), this);
      this.paint(false);
      this.watchSize();
      this.refresh();
    },

    onRemove(map) {
      map.off(this.events(), this);
      this.sizes.disconnect();
      this.removeFurniture();
      for (const name of Object.keys(this.layers)) map.getPane("places-" + name).replaceChildren();
      if (this.pending) window.cancelAnimationFrame(this.pending);
      this.pending = null;
    },

    events() {
      const { refresh } = this;
      return {
        move: refresh, resize: refresh, zoomend: refresh, viewreset: refresh, zoomanim: this.animate, moveend: this.onMoved,
        click: this.onClick, mousemove: this.onMove, mouseout: this.onLeave,
      };  // prettier-ignore
    },

    // ------------------------------------------------------------------------------------------------ data in place

    /** Show other data; at once, or when the parts of the table that are not here yet have come. */
    setData(data) {
      this.wanted = data;
      if (!this.table.has(data.table)) {
        if (data.table.id !== this.table.id) this.table = new Table(data.table.id);
        const { table } = this;
        const coming = table.take(data.table, (place) => this.shape(place));
        if (coming) {
          // of two changes in haste the second counts
          coming.then(() => this.wanted === data && this.show(data), (error) => console.warn("places:", error));
          return;
        }
      }
      this.show(data);
    },

    show(data) {
      const first = this.data === null;
      const before = this.data;
      this.data = data;
      if (data.dark !== undefined) this.paint(data.dark);
      this.prepare();
      this.furnish(before);
      this.furnishPicking(before);
      if (first) this.fire("first");
      if (data.fit > this.fitted && (data.fit_view || data.fit_box || data.box)) {
        this.fitted = data.fit;
        if (data.fit_view) this.look(data.fit_view);
        else if (data.fit_box) this.fit(false, data.fit_box);
        else this.fitResults(false);
        if (data.fit_box && !first) this.fire("asked");
      }
      if (data.seek > this.sought) {
        this.sought = data.seek;
        this.seek();
      }
      this.draw();  // at once: while the page around is busy with a filter, a frame can be long in coming
    },

    prepare() {
      this.places = this.table.shown(this.data);
      const most = Math.max(20, this.places.length ? this.places[0].size : 0);
      this.points = [];
      this.extents = [];
      this.turn += 1;
      for (const place of this.places) {
        place.turn = this.turn;
        place.share = Math.sqrt(place.size / most);
        place.dot = Math.max(SIGNS.has(place.family) ? SMALLEST_SIGN : SMALLEST_DOT, LARGEST_DOT * place.share);
        (POINTS.has(place.family) ? this.points : this.extents).push(place);
      }
      this.grid = null;
      const chosen = this.data.selected;
      this.chosen = chosen && (this.find(chosen.id) || this.absent(chosen));
      if (this.hovered) this.hovered = this.find(this.hovered.id);
      this.reframe();
      this.prepareLines();
    },

    /** The shown place of an id, or null. */
    find(id) {
      return (this.table.byId.get(id) || []).find((place) => place.turn === this.turn) || null;
    },

    /** The selected place when the filters have left nothing of it: a ring without a dot. */
    absent(chosen) {
      const place = { ...chosen, x: worldX(chosen.lon), y: worldY(chosen.lat), dot: SMALLEST_DOT, share: 0, size: 0,
                      reach: 0, absent: true };  // prettier-ignore
      return this.shape(place);
    },

    /** Note whether the basemap has the outline of a country or a water, and where its name stands. */
    shape(place) {
      const map = this.basemap;
      place.outline = place.family === "country" && Boolean(map) && map.byCode.has(place.country);
      place.water = place.family === "water" && Boolean(map) && map.waters.has(place.id);
      place.labelX = place.outline ? map.byCode.get(place.country)[0].at[0] : place.x;
      place.labelY = place.outline ? map.byCode.get(place.country)[0].at[1] : place.y;
      return place;
    },

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

    /** Take the map's view; the canvases follow it, and are as large as it. */
    place() {
      const map = this._map;
      const size = map.getSize();
      this.ratio = window.devicePixelRatio || 1;
      const topLeft = map.containerPointToLayerPoint([0, 0]);
      this.corner = map.containerPointToLatLng([0, 0]);
      this.size = size;
      this.scale = 256 * 2 ** map.getZoom();
      this.origin = map.getPixelBounds().min;
      for (const { canvas } of Object.values(this.layers)) {
        const [width, height] = [Math.round(size.x * this.ratio), Math.round(size.y * this.ratio)];
        if (canvas.width !== width || canvas.height !== height) {
          canvas.width = width;
          canvas.height = height;
          canvas.style.width = size.x + "px";
          canvas.style.height = size.y + "px";
          this.ground = this.areas = null;
        }
        L.DomUtil.setTransform(canvas, topLeft, 1);
      }
    },

    clear(name) {
      const { context } = this.layers[name];
      context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      context.clearRect(0, 0, this.size.x, this.size.y);
      return context;
    },

    toPixel(x, y) {
      return { x: x * this.scale - this.origin.x, y: y * this.scale - this.origin.y };
    },

    draw() {
      if (!this._map || !this._map._loaded) return;
      const size = this._map.getSize();
      if (!size.x || !size.y) return;
      this.place();
      this.colours = COLOURS[this.dark ? "dark" : "light"];
      this.drawGround();
      this.drawPlaces();
      this.drawFront();
      if (this.data && !this.first) this.first = Date.now() - this.since;
      window.placesLayerState = {
        first: this.first,
        version: this.data ? this.data.version : null,
        count: this.places.length,
        selected: this.chosen ? this.chosen.id : null,
        lines: this.lines ? this.lines.length : 0,
        picking: Boolean(this.data && this.data.picking),
        picked: this.picked ? [this.picked.lat, this.picked.lng] : null,
        dark: this.dark,
        labels: this.labels.map((label) => label.text),
        zoom: this._map.getZoom(),
        center: this._map.getCenter(),
      };
      if (this.data) this.fire("drawn", { count: this.places.length });
    },

    /** The basemap; a change of places that changes nothing of it leaves it as it is. */
    drawGround() {
      const bare = !this.basemap || Boolean(this.data && this.data.tiles);
      const waters = bare ? [] : this.waters();
      const ground = JSON.stringify([bare, this.scale, this.origin, this.size, this.dark, waters]);
      if (ground === this.ground) return;
      this.ground = ground;
      const context = this.clear("base");
      if (!bare) this.basemap.draw(context, this.scale, this.origin, this.size, this.colours, waters);
    },

    drawPlaces() {
      this.drawAreas();
      const context = this.clear("places");
      if (this.chosen && this.chosen.outline) this.ringCountry(context, this.chosen);
      this.drawLines(context);
      const seen = this.extents.filter((place) => place.outline || (!this.within(place) && this.inView(place)));
      this.drawPoints(context, seen);
      this.drawRings(context);
      this.drawLabels(context, seen);
    },

    /** Dots and diamonds, small ones over large ones; what is in view joins `seen`. */
    drawPoints(context, seen) {
      const { ratio, scale } = this;
      const { accent, site, link, muted, dotLine } = this.colours;
      const own = { site, fell: link, vanished: link, same: muted };
      const [left, top, wide, high] = [this.origin.x, this.origin.y, this.size.x + 20, this.size.y + 20];
      const shrink = this.shrink();
      let stamp = null;
      let last = null;
      let shown = null;
      const { width, height } = this.layers.places.canvas;
      this.dots.begin(width, height);
      for (const place of this.points) {
        const x = place.x * scale - left;
        const y = place.y * scale - top;
        if (x < -20 || y < -20 || x > wide || y > high) continue;
        const strength = this.strength(place);
        if (!last || last.dot !== place.dot || last.family !== place.family || last.colour !== place.colour
            || shown !== strength) {  // prettier-ignore
          const colour = place.colour || own[place.family] || accent;
          shown = strength;
          stamp = this.dots.stamp(place.family, colour, dotLine, place.dot * shrink, ratio, strength);
          last = place;
        }
        this.dots.put(stamp, Math.round(x * ratio), Math.round(y * ratio));
        seen.push(place);
      }
      context.setTransform(1, 0, 0, 1, 0, 0);
      this.dots.paint(context);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    },

    /** Dots are smaller on a small map. */
    shrink() {
      return Math.max(0.7, Math.min(1, Math.min(this.size.x, this.size.y) / 520));
    },

    /** Pixels of a dot. */
    dot(place) {
      return place.dot * this.shrink();
    },
  });

  Object.assign(window.FoliumPlaces, { PlacesLayer, POINTS, SANS });
})();
