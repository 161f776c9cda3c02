/*
 * What language the page is in, and in which direction it is read: said of the whole document, for programs that read it
 * aloud. Draws nothing; when it goes, the page is in English again, as Streamlit has it.
 */
(function () {
  "use strict";
  const root = window.parent.document.documentElement;

  let spoke = false; // every frame of the page has this script
  Frame.parts.language = (args) => {
    spoke = true;
    root.lang = args.language;
    root.dir = args.direction;
  };
  window.addEventListener("pagehide", () => {
    if (!spoke) return;
    root.lang = "en";
    root.removeAttribute("dir");
  });
})();
