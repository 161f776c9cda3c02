/*
 * The map's own basemap: countries from TopoJSON, drawn on a canvas that is given.
 *
 * Coordinates inside are Web Mercator with the world as the unit square, x to the east, y to the south. Each arc is
 * projected once; for each zoom the visible ones become paths, thinned to what a pixel can show, so that a pan only
 * translates. Knows nothing of the articles' places.
 */
(function () {
  "use strict";

  const worldX = (lon) => lon / 360 + 0.5;
  const worldY = (lat) => {
    const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };

  function project(topology) {
    const [kx, ky] = topology.transform.scale;
    const [dx, dy] = topology.transform.translate;
    return topology.arcs.map((arc) => {
      const points = new Float64Array(arc.length * 2);
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      let x = 0;
      let y = 0;
      arc.forEach(([stepX, stepY], i) => {
        x += stepX;
        y += stepY;
        const wx = worldX(x * kx + dx);
        const wy = worldY(y * ky + dy);
        points[2 * i] = wx;
        points[2 * i + 1] = wy;
        box[0] = Math.min(box[0], wx);
        box[1] = Math.min(box[1], wy);
        box[2] = Math.max(box[2], wx);
        box[3] = Math.max(box[3], wy);
      });
      return { points, box };
    });
  }

  const meets = (a, b) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

  /** Pieces of outline as rings of arc numbers (~n: backwards), with a box; what countries and seas have in common. */
  function outline(polygons, arcs) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of polygons.flat()) {
      for (const n of ring) {
        const other = arcs[n < 0 ? ~n : n].box;
        box[0] = Math.min(box[0], other[0]);
        box[1] = Math.min(box[1], other[1]);
        box[2] = Math.max(box[2], other[2]);
        box[3] = Math.max(box[3], other[3]);
      }
    }
    return { rings: polygons.flat(), box };
  }

  /** A ring of waters.json (hundredths of a degree: a point, then steps) as points of the unit square, with its box. */
  function unpacked(flat) {
    const points = new Float64Array(flat.length);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    let x = 0;
    let y = 0;
    for (let i = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      points[i] = worldX(x / 100);
      points[i + 1] = worldY(y / 100);
      box[0] = Math.min(box[0], points[i]);
      box[1] = Math.min(box[1], points[i + 1]);
      box[2] = Math.max(box[2], points[i]);
      box[3] = Math.max(box[3], points[i + 1]);
    }
    return { points, box };
  }

  function crosses(points, i, j, x, y) {
    const ya = points[i + 1];
    const yb = points[j + 1];
    return ya > y !== yb > y && x < ((points[j] - points[i]) * (y - ya)) / (yb - ya) + points[i];
  }

  class Basemap {
    constructor(topology, waters) {
      this.arcs = project(topology);
      this.waters = new Map(Object.entries(waters || {}).map(([id, rings]) => [id, rings.map(unpacked)]));
      this.dashed = new Set(topology.dashed);
      this.countries = topology.objects.countries.geometries.map((geometry) => ({
        ...outline(geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs, this.arcs),
        code: geometry.properties.code,
        name: geometry.properties.name,
        at: [worldX(geometry.properties.at[0]), worldY(geometry.properties.at[1])],
        size: geometry.properties.size,
      }));
      this.byCode = new Map();
      for (const country of this.countries) {
        if (!country.code) continue;
        if (!this.byCode.has(country.code)) this.byCode.set(country.code, []);
        this.byCode.get(country.code).push(country);
      }
      for (const parts of this.byCode.values()) parts.sort((a, b) => b.size - a.size);
      this.cache = null;
    }

    /** Prepare paths for a view: `scale` pixels a world, `origin` its top left pixel, `size` in pixels. */
    prepare(scale, origin, size) {
      if (!this.cache || this.cache.scale !== scale) {
        this.cache = {
          scale,
          anchor: origin,
          thinned: new Map(),
          fills: new Map(),
          drawn: new Uint8Array(this.arcs.length),
          solid: new Path2D(),
          dashed: new Path2D(),
        };
      }
      const view = [origin.x / scale, origin.y / scale, (origin.x + size.x) / scale, (origin.y + size.y) / scale];
      const shift = { x: this.cache.anchor.x - origin.x, y: this.cache.anchor.y - origin.y };
      return { view, shift };
    }

    thin(number) {
      const { scale, anchor, thinned } = this.cache;
      let kept = thinned.get(number);
      if (kept) return kept;
      const { points } = this.arcs[number];
      kept = [];
      let lastX = Infinity;
      let lastY = Infinity;
      for (let i = 0; i < points.length; i += 2) {
        const x = points[i] * scale - anchor.x;
        const y = points[i + 1] * scale - anchor.y;
        const end = i === 0 || i === points.length - 2;
        if (end || Math.abs(x - lastX) + Math.abs(y - lastY) > 0.9) {
          kept.push(x, y);
          lastX = x;
          lastY = y;
        }
      }
      thinned.set(number, kept);
      return kept;
    }

    fillPath(shape) {
      let path = this.cache.fills.get(shape);
      if (path) return path;
      path = new Path2D();
      for (const ring of shape.rings) {
        let first = true;
        for (const n of ring) {
          const points = this.thin(n < 0 ? ~n : n);
          const last = points.length - 2;
          for (let i = 0; i <= last; i += 2) {
            const at = n < 0 ? last - i : i;
            if (first) path.moveTo(points[at], points[at + 1]);
            else path.lineTo(points[at], points[at + 1]);
            first = false;
          }
        }
        path.closePath();
      }
      this.cache.fills.set(shape, path);
      return path;
    }

    /** Draw all; `waters` are [id, style] of the seas to bring out, under the land, so that coasts stay coasts. */
    draw(context, scale, origin, size, colours, waters) {
      const { view, shift } = this.prepare(scale, origin, size);
      context.fillStyle = colours.sea;
      context.fillRect(0, 0, size.x, size.y);
      for (const [id, style] of waters) this.drawWater(context, id, scale, origin, style);
      context.save();
      context.translate(shift.x, shift.y);
      context.fillStyle = colours.land;
      for (const country of this.countries) if (meets(country.box, view)) context.fill(this.fillPath(country), "evenodd");
      const { drawn, solid, dashed } = this.cache;
      this.arcs.forEach((arc, number) => {
        if (drawn[number] || !meets(arc.box, view)) return;
        drawn[number] = 1;
        const points = this.thin(number);
        const path = this.dashed.has(number) ? dashed : solid;
        path.moveTo(points[0], points[1]);
        for (let i = 2; i < points.length; i += 2) path.lineTo(points[i], points[i + 1]);
      });
      context.lineJoin = "round";
      context.lineWidth = 0.8;
      context.strokeStyle = colours.border;
      context.stroke(solid);
      context.setLineDash([3, 2.5]);
      context.stroke(dashed);
      context.restore();
    }

    drawWater(context, id, scale, origin, style) {
      context.beginPath();
      for (const { points } of this.waters.get(id)) {
        for (let i = 0; i < points.length; i += 2) {
          context.lineTo(points[i] * scale - origin.x, points[i + 1] * scale - origin.y);
        }
        context.closePath();
      }
      context.globalAlpha = style.alpha;
      context.fillStyle = style.colour;
      context.fill();
      context.globalAlpha = style.lineAlpha;
      context.strokeStyle = style.line;
      context.lineWidth = style.width;
      context.setLineDash(style.dash);
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
    }

    /** Tell whether a point lies in a water and on no land. */
    inWater(id, x, y) {
      const inside = (this.waters.get(id) || []).some(({ points, box }) => {
        if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) return false;
        let odd = false;
        for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
          if (crosses(points, i, j, x, y)) odd = !odd;
        }
        return odd;
      });
      return inside && !this.countries.some((country) => this.holds(country, x, y));
    }

    /** Fill and outline the country of an ISO code; false if the basemap does not have it. */
    drawCountry(context, code, scale, origin, size, style) {
      const parts = this.byCode.get(code);
      if (!parts) return false;
      const { view, shift } = this.prepare(scale, origin, size);
      context.save();
      context.translate(shift.x, shift.y);
      for (const part of parts) {
        if (!meets(part.box, view)) continue;
        const path = this.fillPath(part);
        context.globalAlpha = style.alpha;
        context.fillStyle = style.colour;
        context.fill(path, "evenodd");
        context.globalAlpha = style.lineAlpha;
        context.strokeStyle = style.line;
        context.lineWidth = style.width;
        context.lineJoin = "round";
        context.stroke(path);
      }
      context.restore();
      return true;
    }

    contains(code, x, y) {
      return (this.byCode.get(code) || []).some((part) => this.holds(part, x, y));
    }

    holds(part, x, y) {
      if (x < part.box[0] || x > part.box[2] || y < part.box[1] || y > part.box[3]) return false;
      let odd = false;
      for (const ring of part.rings) {
        for (const n of ring) {
          const { points } = this.arcs[n < 0 ? ~n : n];
          for (let i = 2; i < points.length; i += 2) if (crosses(points, i - 2, i, x, y)) odd = !odd;
        }
      }
      return odd;
    }
  }

  window.FoliumPlaces = Object.assign(window.FoliumPlaces || {}, { Basemap, worldX, worldY });
})();
