/*
 * The link to the page as the reader sees it, and a button that copies it.
 *
 * Python says what is chosen; where the map stands is read from the map beside, and told to Python for a view that is
 * saved.
 */
(function () {
  "use strict";
  const { parts, make } = window.Frame;
  const MAP = "iframe[title='streamlit_folium.st_folium']";
  let told = false;

  /** [lat, lon, zoom] of the map of the page, or null. */
  function at() {
    try {
      const map = window.parent.document.querySelector(MAP);
      const { center, zoom } = map.contentWindow.placesLayerState;
      return [+center.lat.toFixed(5), +center.lng.toFixed(5), +zoom.toFixed(3)];
    } catch (error) {
      return null;  // no map yet: the link says everything else
    }
  }

  async function copied(field) {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch (error) {
      // no permission, or a page that is not served safely: the old way, which needs none
      field.select();
      return document.execCommand("copy");
    }
  }

  parts.share = (args, box, tell) => {
    const { words, query } = args;
    const stands = at();
    const { origin, pathname } = window.parent.location;
    const all = [query, stands ? `view=${stands.join(",")}` : ""].filter(Boolean).join("&");
    if (!box.querySelector("input")) {
      box.className = "share";
      const field = make("input", { readonly: "", "aria-label": words.link, spellcheck: "false" });
      const button = make("button", { type: "button" }, words.copy);
      const said = make("span", { role: "status", class: "aside" });
      field.addEventListener("focus", () => field.select());
      button.addEventListener("click", async () => {
        const done = await copied(field);
        button.textContent = done ? words.copied : words.copy;
        said.textContent = done ? words.copied : words.not_copied;
        said.classList.toggle("seen", !done);
        if (done) setTimeout(() => (button.textContent = words.copy), 2500);
        else field.select();
      });
      box.append(field, button, said);
    }
    box.querySelector("input").value = `${origin}${pathname}${all ? `?${all}` : ""}`;
    if (!told && stands) {
      told = true;
      tell({ view: stands });
    }
  };
})();
