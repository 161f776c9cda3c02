/*
 * What the reader sees of the map: fitting, the map's size, light and dark.
 *
 * Extends PlacesLayer.
 */
(function () {
  "use strict";
  const L = window.L;
  /** Pixels from the map's edge within which nothing is put by fitting: what stands at a point is up to so large. */
  const ROOM = 30;

  /** The point of the unit square in degrees. */
  const latLngOf = (x, y) => L.CRS.EPSG3857.pointToLatLng(L.point(256 * x, 256 * y), 0);
  /** Places are kept to so many degrees, a box is not. */
  const STEP = 1e-4;
  const inside = ({ lat, lng }, [south, west, north, east]) =>
    lat >= south - STEP && lat <= north + STEP && lng >= west - STEP && lng <= east + STEP;

  window.FoliumPlaces.PlacesLayer.include({
    fit(animate, box) {
      this.fittedTo = box;
      this.lookedAt = null;
      const [south, west, north, east] = box;
      this.programmed = !animate;
      this._map.fitBounds([[south, west], [north, east]], { padding: [ROOM, ROOM], maxZoom: 8, animate });  // prettier-ignore
      this.programmed = false;
      this.untouched = true;
    },

    /** Show the results: their box, and the signs of the places in it, for a country's is not at its point. */
    fitResults(animate) {
      let [south, west, north, east] = this.data.box;
      for (const place of this.places) {
        const point = latLngOf(place.x, place.y);
        if (!inside(point, this.data.box)) continue;
        const { lat, lng } = latLngOf(place.labelX, place.labelY);
        [south, west, north, east] = [Math.min(south, lat), Math.min(west, lng), Math.max(north, lat), Math.max(east, lng)];
      }
      this.fit(animate, [south, west, north, east]);
    },

    /** Stand at [lat, lon, zoom], as a reader who had moved the map there. */
    look([lat, lon, zoom]) {
      this.programmed = true;
      this._map.setView([lat, lon], zoom, { reset: true });  // to the point; without, to whole pixels
      this.programmed = false;
      this.untouched = false;
      this.lookedAt = [lat, lon, zoom];
    },

    /** Pan to the selected place if it is out of view, as a reader who had moved the map there; the zoom stays. */
    seek() {
      if (!this.chosen) return;
      const point = latLngOf(this.chosen.labelX, this.chosen.labelY);
      if (this._map.getBounds().contains(point)) return;
      this.programmed = true;
      this._map.panTo(point, { animate: false });
      this.programmed = false;
      this.untouched = false;
      this.lookedAt = null;
    },

    /** Tell whoever keeps views, and note whether the reader has moved the map since it was fitted. */
    onMoved() {
      if (!this.data) return;
      if (!this.programmed) {
        this.untouched = false;
        this.lookedAt = null;
      }
      this.fire("view");
    },

    /** Colours for a light or a dark page. */
    paint(dark) {
      if (dark === this.dark) return;
      this.dark = dark;
      this._map.getContainer().dataset.theme = dark ? "dark" : "light";
      this.refresh();
    },

    /**
     * A frame that grows keeps its middle: Leaflet's to whole pixels, a place that it was told to look at to the point.
     * One that was only just fitted is fitted to its new size.
     */
    watchSize() {
      this.sizes = new ResizeObserver(() => {
        const fitted = this.untouched;
        const { lookedAt } = this;
        this.programmed = true;
        this._map.invalidateSize({ animate: false });
        this.programmed = false;
        if (fitted && this.data) this.fit(false, this.fittedTo);
        else if (lookedAt) this.look(lookedAt);
      });
      this.sizes.observe(this._map.getContainer());
    },
  });
})();
