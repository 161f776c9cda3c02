/*
 * What the reader sees of the map: fitting, keeping the view, the frame's size, the page's theme and typeface.
 *
 * Extends PlacesLayer.
 */
(function () {
  "use strict";
  const L = window.L;

  window.RegionalMap.PlacesLayer.include({
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
  });
})();
