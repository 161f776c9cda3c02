/*
 * Compact columns as they come from Python (columns.py, table.py), and the table of places that the page holds.
 *
 * A table's parts come once, inside the data or from an address; after that, data name rows. A place is one object for
 * as long as its table lives, so that a change of what is shown makes next to no garbage.
 */
(function () {
  "use strict";
  const { worldX, worldY } = window.FoliumPlaces;
  const TYPES = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i4: Int32Array, f4: Float32Array };
  const STEP = 1e-5;
  const EQUATOR_KM = 40075.017;
  const ATTEMPTS = 3;

  function unpacked(text) {
    const bytes = atob(text.slice(3).replace(/-/g, "/"));
    const buffer = new Uint8Array(bytes.length);
    for (let i = 0; i < bytes.length; i += 1) buffer[i] = bytes.charCodeAt(i);
    return new TYPES[text.slice(0, 2)](buffer.buffer);
  }

  async function fetched(address) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await fetch(address);
        if (answer.ok) return await answer.json();
        throw new Error(`${address}: ${answer.status}`);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        await new Promise((done) => setTimeout(done, 300 * attempt));
      }
    }
  }

  class Table {
    constructor(id) {
      this.id = id;
      this.rows = [];
      this.byId = new Map();  // to every row of an id: a place that was moved has more than one
      this.parts = 0;
    }

    has(wanted) {
      return wanted.id === this.id && wanted.parts.length <= this.parts;
    }

    /** Take in the parts that are not here, in order; `shape` finishes each place. Returns a promise only if it must wait. */
    take(wanted, shape) {
      const missing = wanted.parts.slice(this.parts);
      if (missing.every((part) => part.columns)) {
        for (const part of missing) this.add(part.columns, shape);
        return null;
      }
      const from = this.parts;
      return Promise.all(missing.map((part) => part.columns || fetched(part.url))).then((parts) => {
        // another call may have been quicker
        for (const columns of parts.slice(this.parts - from)) this.add(columns, shape);
      });
    }

    add(columns, shape) {
      const [lat, lon, radius] = [columns.lat, columns.lon, columns.radius_km].map(unpacked);
      const [family, colour, country] = ["family", "colour", "country"].map((name) => {
        const at = unpacked(columns[name].at);
        return (i) => columns[name].of[at[i]];
      });
      for (let i = 0; i < columns.id.length; i += 1) {
        const place = shape({
          id: columns.id[i],
          label: columns.label[i],
          x: worldX(lon[i] * STEP),
          y: worldY(lat[i] * STEP),
          family: family(i),
          colour: colour(i),
          country: country(i),
          // kilometres become a share of the world by the scale of Mercator at that latitude
          reach: radius[i] / EQUATOR_KM / Math.cos((Math.min(80, Math.abs(lat[i] * STEP)) * Math.PI) / 180),
          size: 0,
          share: 0,
          dot: 0,
          turn: 0,
        });
        this.rows.push(place);
        this.byId.set(place.id, [...(this.byId.get(place.id) || []), place]);
      }
      this.parts += 1;
    }

    /** The places of `rows` (steps from one to the next) with their sizes, largest first, then in the table's order. */
    shown(data) {
      const steps = unpacked(data.rows);
      const sizes = unpacked(data.sizes);
      const order = new Float64Array(steps.length);
      const rows = new Uint32Array(steps.length);
      const most = sizes.reduce((a, b) => Math.max(a, b), 0);
      let row = 0;
      for (let i = 0; i < steps.length; i += 1) {
        row += steps[i];
        rows[i] = row;
        this.rows[row].size = sizes[i];
        // a typed array sorts its numbers without calling back; the fraction keeps what is equal in order
        order[i] = Math.round((1 - sizes[i] / (most || 1)) * 4194304) * 2097152 + i;
      }
      order.sort();
      return Array.from(order, (key) => this.rows[rows[key % 2097152]]);
    }
  }

  Object.assign(window.FoliumPlaces, { Table, unpacked });
})();
