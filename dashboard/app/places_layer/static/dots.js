/*
 * Dots, diamonds and the signs of changes, each shape painted once and then stamped: a path for every one of 50,000 takes seconds.
 *
 * Stamps lie on whole pixels of the device, sizes are kept to a quarter of one.
 */
(function () {
  "use strict";
  const MOST = 600;
  const OUTSIDE = 2;

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

  class Dots {
    constructor() {
      this.stamps = new Map();
    }

    /** Return {image, half}: a shape of a colour, `half` its distance from edge to middle in pixels of the device. */
    stamp(family, colour, line, size, ratio) {
      const step = Math.round(size * ratio * 4);
      const key = `${family} ${colour} ${line} ${ratio} ${step}`;
      let found = this.stamps.get(key);
      if (found) return found;
      if (this.stamps.size > MOST) this.stamps.clear();
      const radius = step / 4;
      const half = Math.ceil(radius * 1.2 + OUTSIDE * ratio);
      const image = document.createElement("canvas");
      image.width = image.height = 2 * half;
      const context = image.getContext("2d");
      trace(context, family, half, half, radius);
      context.globalAlpha = 0.85;
      context.fillStyle = colour;
      context.fill();
      context.globalAlpha = 1;
      context.lineWidth = ratio;
      context.strokeStyle = line;
      context.stroke();
      found = { image, half };
      this.stamps.set(key, found);
      return found;
    }
  }

  window.FoliumPlaces.Dots = Dots;
})();
