/*
 * Lines from one point to places, under the dots, each as wide as what it counts; other dots are paler meanwhile.
 *
 * Extends PlacesLayer. The data's `lines` are {from: {lat, lon, label, country} or null, to: [[id, count], ...]}. A
 * line starts where the basemap writes the country's name, if it has the country; without `from` no line is drawn, and
 * the places get a ring. A click on a line is one on its place.
 */
(function () {
  "use strict";
  const { SANS, worldX, worldY } = window.FoliumPlaces;
  /** How far a line bends, as a share of its length, and in how many pieces a click is measured to it. */
  const BEND = 0.1;
  const PIECES = 24;
  const SHORTEST = 14;
  const PALE = 0.28;

  window.FoliumPlaces.PlacesLayer.include({
    /** Find the places of the lines; `linked` is null while there are none. */
    prepareLines() {
      const { lines } = this.data;
      this.lines = [];
      this.linked = null;
      this.anchor = null;
      if (!lines) return;
      this.linked = new Map();
      for (const [id, count] of lines.to) {
        const place = this.find(id);
        if (place) this.linked.set(place, count);
      }
      const { from } = lines;
      if (!from) return;
      const country = this.basemap && this.basemap.byCode.get(from.country);
      const [x, y] = country ? country[0].at : [worldX(from.lon), worldY(from.lat)];
      this.anchor = { x, y, label: from.label };
      const most = Math.max(1, ...this.linked.values());
      // the widest last, over the others
      this.lines = [...this.linked].reverse().map(([place, count]) => ({ place, share: Math.sqrt(count / most) }));
    },

    /** Start, bend and end of a line in pixels; null for one that is too short to be seen. */
    curve(place) {
      const a = this.toPixel(this.anchor.x, this.anchor.y);
      const b = this.toPixel(place.labelX, place.labelY);
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      if (Math.hypot(dx, dy) < SHORTEST) return null;
      return { a, b, bend: { x: (a.x + b.x) / 2 + dy * BEND, y: (a.y + b.y) / 2 - dx * BEND } };
    },

    drawLines(context) {
      if (!this.anchor) return;
      context.lineCap = "round";
      const pair = this.chosen && this.linked.has(this.chosen);
      for (const { place, share } of this.lines) {
        const curve = this.curve(place);
        if (!curve) continue;
        const strong = place === this.chosen;
        context.beginPath();
        context.moveTo(curve.a.x, curve.a.y);
        context.quadraticCurveTo(curve.bend.x, curve.bend.y, curve.b.x, curve.b.y);
        context.strokeStyle = this.colours.link;
        context.globalAlpha = strong ? 1 : (0.25 + 0.55 * share) * (pair ? 0.45 : 1);
        context.lineWidth = 0.7 + 2.3 * share + (strong ? 0.8 : 0);
        context.stroke();
      }
      context.globalAlpha = 1;
      context.lineCap = "butt";
    },

    /** Rings around the places of an actor whom no line can start at. */
    drawRings(context) {
      if (!this.linked || this.anchor) return;
      context.strokeStyle = this.colours.link;
      context.lineWidth = 2;
      for (const place of this.linked.keys()) {
        if (place.outline || place.water) continue;
        const { x, y } = this.toPixel(place.x, place.y);
        context.beginPath();
        context.arc(x, y, this.dot(place) + 3, 0, 2 * Math.PI);
        context.stroke();
      }
    },

    /** The point where the lines start: a ring, no dot, for nobody stands there. */
    drawAnchor(context, taken) {
      if (!this.anchor) return;
      const { x, y } = this.toPixel(this.anchor.x, this.anchor.y);
      context.beginPath();
      context.arc(x, y, 5, 0, 2 * Math.PI);
      context.fillStyle = this.colours.halo;
      context.fill();
      context.strokeStyle = this.colours.link;
      context.lineWidth = 2;
      context.stroke();
      context.font = `700 13px ${SANS}`;
      context.letterSpacing = "0px";
      const width = context.measureText(this.anchor.label).width;
      const box = [x - width / 2 - 2, y + 8, x + width / 2 + 2, y + 24];
      taken.take([x - 7, y - 7, x + 7, y + 7]);
      taken.take(box, { name: true });
      this.write(context, this.anchor.label, x - width / 2, y + 16, this.colours.link, false);
    },

    /** How strongly a place is drawn. */
    strength(place) {
      return !this.linked || this.linked.has(place) || place === this.chosen ? 1 : PALE;
    },

    /** The place of the line at a point of the container, or null. */
    lineAt(point, slack) {
      if (!this.anchor) return null;
      let best = null;
      let nearest = slack;
      for (const { place } of this.lines) {
        const curve = this.curve(place);
        if (!curve) continue;
        const { a, b, bend } = curve;
        for (let i = 2; i <= PIECES; i += 1) {
          const [t, u] = [i / PIECES, 1 - i / PIECES];
          const x = u * u * a.x + 2 * u * t * bend.x + t * t * b.x;
          const y = u * u * a.y + 2 * u * t * bend.y + t * t * b.y;
          const before = (i - 1) / PIECES;
          const from = 1 - before;
          const px = from * from * a.x + 2 * from * before * bend.x + before * before * b.x;
          const py = from * from * a.y + 2 * from * before * bend.y + before * before * b.y;
          const distance = toPiece(point, px, py, x, y);
          if (distance < nearest) {
            nearest = distance;
            best = place;
          }
        }
      }
      return best;
    },
  });

  /** Pixels from a point to a straight piece. */
  function toPiece(point, ax, ay, bx, by) {
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.max(0, Math.min(1, ((point.x - ax) * dx + (point.y - ay) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(point.x - ax - along * dx, point.y - ay - along * dy);
  }
})();
