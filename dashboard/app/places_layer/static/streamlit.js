/*
 * What the layer does in the frame of streamlit-folium: the page's theme and typeface, its view kept, clicks told at once, and
 * where it stands in the page's address.
 *
 * Extends PlacesLayer.
 */
(function () {
  "use strict";

  const { PlacesLayer } = window.FoliumPlaces;

  PlacesLayer.addInitHook(function () {
    this.since = window.parent.performance.timeOrigin;
    this.on("add", () => {
      // folium's, which would keep readers from enlarging the page
      for (const meta of document.querySelectorAll('meta[name="viewport"]')) meta.remove();
      this.watchTheme();
      this.borrowFont();
    });
    this.on("first", this.recallView, this);
    this.on("view", this.keepView, this);
    this.on("picking asked", this.comeIntoView, this);
    this.on("view", this.tellAddress, this);
    if (window.Streamlit) {
      // the page writes its address soon after it has sent what the map shows, and knows not where the map stands
      window.Streamlit.events.addEventListener("streamlit:render", () => {
        for (const wait of [0, 400, 1500]) setTimeout(() => this.tellAddress(), wait);
      });
    }
    this.on("click", (event) => this.hurry(event.layer.feature));
  });

  PlacesLayer.include({
    /** A reader's view outlives the frame, should Streamlit make it again, but not the session. */
    recallView() {
      this.fitted = this.sought = 0;
      try {
        const kept = JSON.parse(window.sessionStorage.getItem("places-layer-view") || "null");
        if (!kept || kept.session !== this.data.session) return;
        this.fitted = kept.fitted;
        this.sought = kept.sought;
        this._map.setView(kept.center, kept.zoom, { animate: false });
      } catch (error) {
        this.fitted = this.sought = 0;
      }
    },

    keepView() {
      if (!this.data) return;
      const { lat, lng } = this._map.getCenter();
      const { fitted, sought } = this;
      const kept = { session: this.data.session, fitted, sought, center: [lat, lng], zoom: this._map.getZoom() };
      try {
        window.sessionStorage.setItem("places-layer-view", JSON.stringify(kept));
      } catch (error) {
        // a browser that forbids storage only loses this comfort
      }
    },

    /** Who asks for a click on the map, or to be shown something there, may have scrolled past it. */
    comeIntoView() {
      const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (window.frameElement) {
        window.frameElement.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
      }
    },

    /** The page's address says where a map stands that the reader has moved: a link, at no cost of a run of the page. */
    tellAddress() {
      if (!this.data || this.programmed) return;
      try {
        const { location, history } = window.parent;
        const { lat, lng } = this._map.getCenter();
        const at = `view=${lat.toFixed(5)},${lng.toFixed(5)},${+this._map.getZoom().toFixed(3)}`;
        const others = location.search.slice(1).split("&").filter((part) => part && !/^view(=|$)/.test(part));
        const search = (this.untouched ? others : [...others, at]).join("&");
        if (search === location.search.slice(1)) return;
        history.replaceState(history.state, "", location.pathname + (search ? `?${search}` : "") + location.hash);
      } catch (error) {
        // another origin, or more changes than the browser lets be: the link that is copied says it all the same
      }
    },

    watchTheme() {
      const apply = (theme) => {
        const background = (theme && theme.backgroundColor) ||
          getComputedStyle(document.documentElement).getPropertyValue("--background-color");
        const channels = document.createElement("canvas").getContext("2d");
        channels.fillStyle = background.trim() || "#ffffff";
        channels.fillRect(0, 0, 1, 1);
        const [red, green, blue] = channels.getImageData(0, 0, 1, 1).data;
        const dark = 0.299 * red + 0.587 * green + 0.114 * blue < 128;
        this.paint(dark);
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
              this.typeface += 1;
              this.refresh();
            }, () => null);
          }
        }
      } catch (error) {
        // another origin, or no such sheet: the system's own sans serves
      }
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
  });
})();
