/*
 * What the reader sees of the map: fitting, the map's size, light and dark.
 *
 * Extends PlacesLayer.
 */
(function () {
  "use strict";
  const L = window.L;

  window.FoliumPlaces.PlacesLayer.include({
    fit(animate, box) {
      this.fittedTo = box;
      const [south, west, north, east] = box;
      this.programmed = !animate;
      this._map.fitBounds([[south, west], [north, east]], { padding: [26, 26], maxZoom: 8, animate });  // prettier-ignore
      this.programmed = false;
      this.untouched = true;
    },

    /** Stand at [lat, lon, zoom], as a reader who had moved the map there. */
    look([lat, lon, zoom]) {
      this.programmed = true;
      this._map.setView([lat, lon], zoom, { reset: true });  // to the point; without, to whole pixels
      this.programmed = false;
      this.untouched = false;
    },

    /** Tell whoever keeps views, and note whether the reader has moved the map since it was fitted. */
    onMoved() {
      if (!this.data) return;
      if (!this.programmed) this.untouched = false;
      this.fire("view");
    },

    /** Colours for a light or a dark page. */
    paint(dark) {
      if (dark === this.dark) return;
      this.dark = dark;
      this._map.getContainer().dataset.theme = dark ? "dark" : "light";
      this.refresh();
    },

    /** A frame that grows keeps its middle; one that was only just fitted is fitted to its new size. */
    watchSize() {
      this.sizes = new ResizeObserver(() => {
        const fitted = this.untouched;
        this.programmed = true;
        this._map.invalidateSize({ animate: false });
        this.programmed = false;
        if (fitted && this.data) this.fit(false, this.fittedTo);
      });
      this.sizes.observe(this._map.getContainer());
    },
  });
})();
