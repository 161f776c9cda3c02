/*
 * One Leaflet layer that draws every place of the map on canvases, and whose data are replaced in place.
 *
 * `setData(data)` takes compact columns (see dashboard/app/layer.py for their meaning) and redraws; map, zoom and pan
 * stay. A country is its outline, what has an extent is a dashed circle, the rest are dots (towns) and diamonds
 * (sites). Names are drawn without overlap, never as HTML. A click on a place fires a Leaflet click whose `layer` has
 * `toGeoJSON()`: streamlit-folium hands it on as `last_active_drawing`, with `properties.id`.
 *
 * `window.placesLayerState` says what has been drawn last: version, count, selected, dark, basemap (and, for tests,
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
  const FINGER = window.matchMedia && window.matchMedia("(pointer: coarse)").matches;

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

  const PlacesLayer = L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
      this.places = [];
      this.byId = new Map();
      this.data = null;
      this.hovered = null;
      this.basemap = null;
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
      this.loadBasemap();
      this.refresh();
    },

    loadBasemap() {
      const { basemap, waters } = this.options;
      const read = (from) => (typeof from === "string" ? fetch(from).then((answer) => answer.json()) : from);
      Promise.all([read(basemap), read(waters)]).then(([topology, outlines]) => {
        this.basemap = new Basemap(topology, outlines);
        this.prepare();
        this.refresh();
      }, () => this.refresh());
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
      if (!this.basemap) return place;
      place.outline = place.family === "country" && this.basemap.byCode.has(place.country);
      place.water = place.family === "water" && this.basemap.waters.has(place.id);
      if (place.outline) [place.labelX, place.labelY] = this.basemap.byCode.get(place.country)[0].at;
      return place;
    },

    // -------------------------------------------------------------------------------------------------------- view

    fit(animate, box) {
      this.fittedTo = box;
      const [south, west, north, east] = box;
      this.programmed = !animate;
      this._map.fitBounds([[south, west], [north, east]], { padding: [26, 26], maxZoom: 8, animate });  // prettier-ignore
      this.programmed = false;
      this.untouched = true;
    },

    /** A reader's view outlives the frame, should Streamlit make it again, but not the session. */
    recallView() {
      this.fitted = 0;
      try {
        const kept = JSON.parse(window.sessionStorage.getItem("places-layer-view") || "null");
        if (!kept || kept.session !== this.data.session) return;
        this.fitted = kept.fitted;
        this._map.setView(kept.center, kept.zoom, { animate: false });
      } catch (error) {
        this.fitted = 0;
      }
    },

    keepView() {
      if (!this.data) return;
      if (!this.programmed) this.untouched = false;
      const { lat, lng } = this._map.getCenter();
      const kept = { session: this.data.session, fitted: this.fitted, center: [lat, lng], zoom: this._map.getZoom() };
      try {
        window.sessionStorage.setItem("places-layer-view", JSON.stringify(kept));
      } catch (error) {
        // a browser that forbids storage only loses this comfort
      }
    },

    /** A frame that grows keeps its middle; one that was only just fitted is fitted to its new size. */
    watchSize() {
      new ResizeObserver(() => {
        const fitted = this.untouched;
        this.programmed = true;
        this._map.invalidateSize({ animate: false });
        this.programmed = false;
        if (fitted && this.data) this.fit(false, this.fittedTo || this.data.box);
      }).observe(this._map.getContainer());
    },

    watchTheme() {
      const apply = (theme) => {
        const background = (theme && theme.backgroundColor) ||
          getComputedStyle(document.documentElement).getPropertyValue("--background-color");
        const channels = L.DomUtil.create("canvas").getContext("2d");
        channels.fillStyle = background.trim() || "#ffffff";
        channels.fillRect(0, 0, 1, 1);
        const [red, green, blue] = channels.getImageData(0, 0, 1, 1).data;
        const dark = 0.299 * red + 0.587 * green + 0.114 * blue < 128;
        if (dark === this.dark) return;
        this.dark = dark;
        document.documentElement.dataset.theme = dark ? "dark" : "light";
        if (this.data) this.furnish();
        this.refresh();
      };
      apply(null);
      if (window.Streamlit) {
        window.Streamlit.events.addEventListener("streamlit:render", (event) => apply(event.detail.theme));
      }
    },

    /** Draw with the page's own typeface, which the frame does not have. */
    borrowFont() {
      try {
        for (const sheet of window.parent.document.styleSheets) {
          for (const rule of sheet.cssRules) {
            if (rule.constructor.name !== "CSSFontFaceRule") continue;
            const family = rule.style.getPropertyValue("font-family").replace(/["']/g, "");
            if (family !== "Source Sans") continue;
            const source = rule.style.getPropertyValue("src").replace(/url\(["']?([^"')]+)["']?\)/g, (_, url) =>
              `url("${new URL(url, sheet.href || window.parent.document.baseURI).href}")`);
            const face = new FontFace(family, source, {
              weight: rule.style.getPropertyValue("font-weight") || "200 900",
              style: rule.style.getPropertyValue("font-style") || "normal",
            });
            face.load().then((loaded) => {
              document.fonts.add(loaded);
              this.refresh();
            }, () => null);
          }
        }
      } catch (error) {
        // another origin, or no such sheet: the system's own sans serves
      }
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
      if (this.basemap && !(this.data && this.data.tiles)) {
        const waters = this.waters();
        this.basemap.draw(this.layers.base.context, this.scale, this.origin, this.size, this.colours, waters);
      }
      this.drawPlaces();
      this.drawFront();
      window.placesLayerState = {
        version: this.data ? this.data.version : null,
        count: this.places.length,
        selected: this.chosen ? this.chosen.id : null,
        dark: this.dark,
        basemap: Boolean(this.basemap),
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
      if (this.data && this.data.tiles && this.basemap) {
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

    drawLabels(context, seen) {
      const taken = new Taken();
      this.labels = [];
      seen.sort((a, b) => (b === this.chosen) - (a === this.chosen) || b.mentions - a.mentions);
      for (const place of seen.slice(0, 400)) {
        if (!POINTS.has(place.family)) continue;
        const { x, y } = this.toPixel(place.x, place.y);
        const half = this.dot(place) * 0.8;
        taken.take([x - half, y - half, x + half, y + half, place]);
      }
      for (const box of this.cornerBoxes()) taken.take(box);
      const most = Math.round(Math.max(10, (this.size.x * this.size.y) / 9000));
      for (const place of seen) {
        if (this.labels.length >= most) break;
        this.label(context, taken, place);
      }
      if (this.basemap && !this.data?.tiles) this.drawCountryNames(context, taken, seen);
    },

    /** What the corners cover, so that no name hides there. */
    cornerBoxes() {
      const frame = this._map.getContainer().getBoundingClientRect();
      return [...this._map.getContainer().querySelectorAll(".leaflet-control")].map((node) => {
        const box = node.getBoundingClientRect();
        return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
      });
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
      if (place.family === "water") return this.colours.water;
      if (place.family === "country") return this.colours.countryInk;
      return POINTS.has(place.family) ? this.colours.ink : this.colours.extent;
    },

    label(context, taken, place) {
      const style = this.style(place);
      const text = style.upper ? place.label.toLocaleUpperCase() : place.label;
      context.font = style.font;
      context.letterSpacing = style.spacing + "px";
      const width = context.measureText(text).width;
      const height = 15;
      const point = POINTS.has(place.family);
      const { x, y } = this.toPixel(place.outline ? place.labelX : place.x, place.outline ? place.labelY : place.y);
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
        const text = country.name.toLocaleUpperCase();
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

  window.RegionalMap.PlacesLayer = PlacesLayer;
})();
