/*
 * A frame of the page: speaks Streamlit's protocol of components, and hands what Python sends to the part it names.
 *
 * `Frame.parts[name](args, box, tell)` draws into `box`, again with each run of the page; `tell(value)` is what Python
 * gets. Every text is set as textContent or as a value, never as markup.
 */
(function () {
  "use strict";

  const send = (type, more) => window.parent.postMessage({ isStreamlitMessage: true, type, ...more }, "*");
  const tell = (value) => send("streamlit:setComponentValue", { value, dataType: "json" });
  const parts = {};
  let height = -1;

  function fitHeight() {
    const now = Math.ceil(document.body.getBoundingClientRect().height);
    if (now === height) return;
    height = now;
    send("streamlit:setFrameHeight", { height });
  }

  function dress(theme) {
    if (!theme) return;
    const root = document.documentElement;
    root.style.colorScheme = theme.base === "dark" ? "dark" : "light";
    root.style.setProperty("--ink", theme.textColor);
    root.style.setProperty("--ground", theme.backgroundColor);
    root.style.setProperty("--primary", theme.primaryColor);
  }

  /** Draw with the page's own typeface, which the frame does not have. */
  function borrowFont() {
    try {
      for (const sheet of window.parent.document.styleSheets) {
        for (const rule of sheet.cssRules) {
          if (rule.constructor.name !== "CSSFontFaceRule") continue;
          if (rule.style.getPropertyValue("font-family").replace(/["']/g, "") !== "Source Sans") continue;
          const base = sheet.href || window.parent.document.baseURI;
          const source = rule.style.getPropertyValue("src").replace(/url\(["']?([^"')]+)["']?\)/g, (_, url) =>
            `url("${new URL(url, base).href}")`);
          const style = rule.style.getPropertyValue("font-style") || "normal";
          const face = new FontFace("Source Sans", source, { weight: rule.style.getPropertyValue("font-weight") || "200 900", style });
          face.load().then((loaded) => document.fonts.add(loaded), () => null);
        }
      }
    } catch (error) {
      // another origin, or no such sheet: the system's own sans serves
    }
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data || event.data.type !== "streamlit:render") return;
    const { args, theme } = event.data;
    dress(theme);
    document.documentElement.lang = args.language;
    document.documentElement.dir = args.direction;
    if (parts[args.part]) parts[args.part](args, document.body, tell);
  });
  // who has the keys in a frame of a dialog can leave the dialog all the same
  window.addEventListener("keydown", (event) => {
    const frame = event.key === "Escape" && window.frameElement;
    if (frame) frame.dispatchEvent(new window.parent.KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  });
  window.addEventListener("DOMContentLoaded", () => {
    borrowFont();
    new ResizeObserver(fitHeight).observe(document.body); // not after each drawing: to ask then lays the page out
    send("streamlit:componentReady", { apiVersion: 1 });
  });

  /** Make an element with attributes and text. */
  function make(tag, attributes, text) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  window.Frame = { parts, make };
})();
