/*
 * Dots, diamonds and the signs of changes: each shape is painted once, and laid onto a sheet of pixels as often as it is
 * wanted. A path for every one of 50,000 takes seconds, an image for every one a fifth of a second for 20,000.
 *
 * Shapes lie on whole pixels of the device, sizes are kept to a quarter of one. A pixel is one number of four bytes, its
 * colour multiplied by its alpha, so that two channels are blended at once.
 */
(function () {
  "use strict";
  const MOST = 600;
  const OUTSIDE = 2;
  const EVERY_OTHER = 0x00ff00ff;  // the first and the third byte of a pixel

  const PLUS = [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2],
                [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]];  // prettier-ignore
  const turned = ([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2];
  /** Shapes of changes, in sizes of the dot from its middle. */
  const SIGNS = {
    appeared: PLUS,
    rose: [[0, -1.2], [1.15, 0.95], [-1.15, 0.95]],
    fell: [[0, 1.2], [-1.15, -0.95], [1.15, -0.95]],
    vanished: PLUS.map(turned),
  };

  function trace(context, family, x, y, size) {
    context.beginPath();
    if (SIGNS[family]) {
      SIGNS[family].forEach(([across, down], i) => context[i ? "lineTo" : "moveTo"](x + across * size, y + down * size));
      context.closePath();
    } else if (family === "site") {
      const half = size * 1.2;
      context.moveTo(x, y - half);
      context.lineTo(x + half, y);
      context.lineTo(x, y + half);
      context.lineTo(x - half, y);
      context.closePath();
    } else {
      context.arc(x, y, size, 0, 2 * Math.PI);
    }
  }

  /** The pixels of a shape that are not empty: where each lies from its middle, its number, and what shows through it. */
  function pixelsOf(context, half, strength) {
    const side = 2 * half;
    const { data } = context.getImageData(0, 0, side, side);
    const [across, down, colours, through] = [[], [], [], []];
    for (let at = 0; at < data.length; at += 4) {
      const alpha = Math.round(data[at + 3] * strength);
      if (!alpha) continue;
      const [red, green, blue] = [data[at], data[at + 1], data[at + 2]].map((part) => Math.round((part * alpha) / 255));
      across.push(((at / 4) % side) - half);
      down.push(Math.floor(at / 4 / side) - half);
      colours.push(((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0);
      through.push(256 - alpha - (alpha >> 7));  // of 256, so that a shift divides
    }
    return {
      across: Int16Array.from(across), down: Int16Array.from(down), colours: Uint32Array.from(colours),
      through: Uint16Array.from(through),
    };  // prettier-ignore
  }

  class Dots {
    constructor() {
      this.stamps = new Map();
      this.canvas = document.createElement("canvas");
      this.context = this.canvas.getContext("2d");
      this.image = null;
      this.pixels = null;
    }

    /** Begin an empty sheet of so many pixels of the device. */
    begin(width, height) {
      if (!this.image || this.image.width !== width || this.image.height !== height) {
        [this.canvas.width, this.canvas.height] = [width, height];
        this.image = this.context.createImageData(width, height);
        this.pixels = new Uint32Array(this.image.data.buffer);
      } else {
        this.pixels.fill(0);
      }
    }

    /** Return a shape of a colour to `put`; `half` is the distance of its middle from its edges in pixels of the device. */
    stamp(family, colour, line, size, ratio, strength) {
      const step = Math.round(size * ratio * 4);
      const key = `${family} ${colour} ${line} ${ratio} ${step} ${strength}`;
      let found = this.stamps.get(key);
      if (found) return found;
      if (this.stamps.size > MOST) this.stamps.clear();
      const radius = step / 4;
      const half = Math.ceil(radius * 1.2 + OUTSIDE * ratio);
      const image = document.createElement("canvas");
      image.width = image.height = 2 * half;
      const context = image.getContext("2d", { willReadFrequently: true });
      trace(context, family, half, half, radius);
      context.globalAlpha = 0.85;
      context.fillStyle = colour;
      context.fill();
      context.globalAlpha = 1;
      context.lineWidth = ratio;
      context.strokeStyle = line;
      context.stroke();
      found = { half, ...pixelsOf(context, half, strength) };
      this.stamps.set(key, found);
      return found;
    }

    /** Lay a stamp onto the sheet with its middle at a pixel; what lies beyond the edges is cut off. */
    put(stamp, x, y) {
      const { pixels } = this;
      const { width, height } = this.image;
      const { half, across, down, colours, through } = stamp;
      const inside = x >= half && y >= half && x + half <= width && y + half <= height;
      for (let n = 0; n < colours.length; n += 1) {
        const column = x + across[n];
        const row = y + down[n];
        if (!inside && (column < 0 || row < 0 || column >= width || row >= height)) continue;
        const at = row * width + column;
        const under = pixels[at];
        if (!under) {
          pixels[at] = colours[n];
          continue;
        }
        const some = (Math.imul(under & EVERY_OTHER, through[n]) >>> 8) & EVERY_OTHER;
        const others = Math.imul((under >>> 8) & EVERY_OTHER, through[n]) & ~EVERY_OTHER;
        pixels[at] = colours[n] + (some | others);
      }
    }

    /** Paint the sheet over what a context shows, pixel by pixel of the device. */
    paint(context) {
      const { pixels } = this;
      for (let at = 0; at < pixels.length; at += 1) {
        const pixel = pixels[at];
        const alpha = pixel >>> 24;
        if (!alpha || alpha === 255) continue;
        // an image of pixels holds colours that are not multiplied
        const by = 255 / alpha;
        const red = Math.min(255, Math.round((pixel & 255) * by));
        const green = Math.min(255, Math.round(((pixel >>> 8) & 255) * by));
        const blue = Math.min(255, Math.round(((pixel >>> 16) & 255) * by));
        pixels[at] = (alpha << 24) | (blue << 16) | (green << 8) | red;
      }
      this.context.putImageData(this.image, 0, 0);
      context.drawImage(this.canvas, 0, 0);
    }
  }

  window.FoliumPlaces.Dots = Dots;
})();
