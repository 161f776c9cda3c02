/*
 * The brief's map, its picture as PNG and for the printer, and a click on a place, which keeps that place's excerpts.
 *
 * Data come as JSON in the page; every text is set as textContent or drawn. Asks no other host.
 */
(function () {
  "use strict";
  const L = window.L;
  const { PlacesLayer, SANS } = window.FoliumPlaces;
  const by = (id) => document.getElementById(id);
  const data = JSON.parse(by("data").textContent);
  const SERIF = 'Georgia, "Times New Roman", serif';

  const map = L.map("map", {
    center: data.centre, zoom: data.zoom, minZoom: 2, maxZoom: 12, zoomSnap: 0.25, zoomDelta: 1, scrollWheelZoom: false,
    attributionControl: false, maxBounds: [[-75, -200], [84, 200]], maxBoundsViscosity: 0.8,
  });  // prettier-ignore
  const layer = new PlacesLayer().addTo(map);
  window.placesLayer = layer;
  layer.setData(data.map);

  const night = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => layer.paint(night.matches);
  night.addEventListener("change", follow);
  follow();

  // ------------------------------------------------------------------------------------------------- one place only

  const rows = [...document.querySelectorAll(".excerpts li")];
  const only = by("only");

  /** Keep the excerpts of a place, by its number; all of them for -1. */
  function keep(number) {
    let count = 0;
    for (const row of rows) {
      const names = number < 0 || row.dataset.places.split(" ").includes(String(number));
      row.hidden = !names;
      count += names;
    }
    layer.setData({ ...data.map, fit: 0, selected: number < 0 ? null : { id: data.ids[number] } });
    only.hidden = number < 0;
    const said = count === 1 ? data.one : data.many;
    only.firstElementChild.textContent = number < 0 ? "" : said.replace("{n}", () => count).replace("{place}", () => data.names[number]);
  }

  layer.on("click", (event) => {
    keep(data.ids.indexOf(event.layer.feature.properties.id));
    by("told").scrollIntoView({ block: "nearest" });
  });
  only.lastElementChild.addEventListener("click", () => keep(-1));
  for (const button of document.querySelectorAll("[data-place]")) {
    button.addEventListener("click", () => {
      keep(Number(button.dataset.place));
      only.scrollIntoView({ block: "center" });
    });
  }
  for (const link of document.querySelectorAll(".numbers a")) link.addEventListener("click", () => keep(-1));

  // ------------------------------------------------------------------------------------------------------ a picture

  function lines(context, text, width, most) {
    const found = [""];
    for (const word of text.split(/\s+/)) {
      const longer = (found[found.length - 1] + " " + word).trim();
      if (context.measureText(longer).width <= width || !found[found.length - 1]) found[found.length - 1] = longer;
      else found.push(word);
    }
    if (found.length > most) found[most - 1] += " …";
    return found.slice(0, most);
  }

  function glyph(context, family, x, y) {
    const { accent, site, water, extent } = layer.colours;
    context.fillStyle = context.strokeStyle = { site, water, area: extent }[family] || accent;
    context.lineWidth = 1.3;
    context.setLineDash({ water: [3, 2], area: [1.2, 2] }[family] || []);
    context.beginPath();
    if (family === "site") {
      context.moveTo(x, y - 5.5);
      for (const [right, down] of [[5.5, 0], [0, 5.5], [-5.5, 0]]) context.lineTo(x + right, y + down);
      context.closePath();
    } else if (family === "country") context.rect(x - 5, y - 4, 10, 8);
    else context.arc(x, y, family === "city" ? 4.5 : 5.4, 0, 2 * Math.PI);
    if (family === "city" || family === "site") context.fill();
    else context.stroke();
    context.setLineDash([]);
  }

  /** Draw the map as it is seen, with title and filters if it shall stand alone, legend and attribution, onto a canvas. */
  function picture(canvas, alone) {
    layer.draw();
    const parts = Object.values(layer.layers).map((part) => part.canvas);  // the lowest first
    const { ratio, colours, size } = layer;
    const context = canvas.getContext("2d");
    context.font = `400 12px ${SANS}`;
    // a line begins on the page's own side
    const rtl = document.documentElement.dir === "rtl";
    const from = (x) => (rtl ? size.x - x : x);
    const said = [...document.querySelectorAll("#filters > div")]
      .map((row) => `${row.children[0].textContent}: ${row.children[1].textContent}`).join(" · ");
    const about = lines(context, `${document.querySelector(".counts").textContent} · ${document.querySelector(".kicker").textContent} · ${said}`, size.x - 28, 3);
    const credit = lines(context, data.map.words.attribution, size.x - 28, 2);
    const head = alone ? 44 + 16 * about.length : 0;
    const foot = 36 + 15 * credit.length;
    canvas.width = parts[0].width;
    canvas.height = parts[0].height + Math.round((head + foot) * ratio);
    context.fillStyle = colours.land;
    context.fillRect(0, 0, canvas.width, canvas.height);
    for (const part of parts) context.drawImage(part, 0, Math.round(head * ratio));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.textBaseline = "middle";
    context.textAlign = rtl ? "right" : "left";
    context.direction = rtl ? "rtl" : "ltr";
    context.fillStyle = colours.ink;
    context.font = `700 19px ${SERIF}`;
    if (alone) context.fillText(lines(context, document.querySelector("h1").textContent, size.x - 28, 1)[0], from(14), 22);
    context.font = `400 12px ${SANS}`;
    if (alone) about.forEach((line, i) => context.fillText(line, from(14), 44 + 16 * i));
    const bottom = head + size.y;
    let x = 20;
    for (const [family, word] of data.map.legend) {
      glyph(context, family, from(x), bottom + 18);
      context.fillStyle = colours.ink;
      context.fillText(word, from(x + 11), bottom + 19);
      x += 30 + context.measureText(word).width;
    }
    context.fillStyle = colours.muted;
    credit.forEach((line, i) => context.fillText(line, from(14), bottom + 38 + 15 * i));
    return canvas;
  }

  by("png").addEventListener("click", () => {
    picture(document.createElement("canvas"), true).toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = data.file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    }, "image/png");
  });

  /** On paper the map is a picture, in the colours of the day. */
  function print() {
    layer.paint(false);
    picture(by("printed"), false);
    follow();
  }
  window.addEventListener("beforeprint", print);
  window.matchMedia("print").addEventListener("change", (event) => event.matches && print());
})();
