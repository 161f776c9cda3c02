/*
 * What has an extent: outlines of countries and waters, and dashed circles where there is no outline.
 *
 * On a canvas of their own, drawn again only when they or the view change: they are most of what a map costs, and a
 * choice among the same places leaves them as they are. Extends PlacesLayer.
 */
(function () {
  "use strict";

  window.FoliumPlaces.PlacesLayer.include({
    /** The waters with an outline as [id, style], the selected one last. */
    waters() {
      const shown = this.extents.filter((place) => place.water);
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

    /** Whether something with an extent is drawn in the view. */
    inView(place) {
      if (place.outline || place.water) return true;
      const { x, y } = this.toPixel(place.x, place.y);
      const radius = this.circle(place);
      return x + radius >= 0 && y + radius >= 0 && x - radius <= this.size.x && y - radius <= this.size.y;
    },

    /** Outlines and circles; they are costly, and a choice among the same places leaves them as they are. */
    drawAreas() {
      const waters = this.basemap && this.data && this.data.tiles ? this.waters() : [];
      const shown = this.extents.map((place) => [place.id, place.share, place.colour, this.strength(place)]);
      const areas = JSON.stringify([this.scale, this.origin, this.size, this.dark, waters, shown]);
      if (areas === this.areas) return;
      this.areas = areas;
      const context = this.clear("areas");
      for (const [id, style] of waters) this.basemap.drawWater(context, id, this.scale, this.origin, style);
      for (const place of this.extents) if (place.outline) this.drawOutline(context, place);
      for (const place of this.extents) if (!place.outline && !place.water && this.inView(place)) this.drawCircle(context, place);
      context.globalAlpha = 1;
      context.setLineDash([]);
    },

    drawOutline(context, place) {
      const { accent } = this.colours;
      const share = Math.min(1, place.share);
      this.basemap.drawCountry(context, place.country, this.scale, this.origin, this.size, {
        colour: accent, line: accent, alpha: (0.015 + 0.12 * share * share) * this.strength(place),
        lineAlpha: (0.12 + 0.5 * share) * this.strength(place),
        width: 0.9,
      });  // prettier-ignore
    },

    drawCircle(context, place) {
      const radius = this.circle(place);
      if (!radius) return;
      const { x, y } = this.toPixel(place.x, place.y);
      const colour = place.colour || (place.family === "water" ? this.colours.water : this.colours.extent);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      if (radius < 14) {
        context.globalAlpha = 0.15 * this.strength(place);
        context.fillStyle = colour;
        context.fill();
      }
      context.globalAlpha = (0.35 + 0.5 * Math.min(1, place.share)) * this.strength(place);
      context.strokeStyle = colour;
      context.lineWidth = 1.1;
      context.setLineDash(place.family === "water" ? [4, 3] : [1.5, 3]);
      context.stroke();
    },
  });
})();
