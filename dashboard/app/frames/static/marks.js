/*
 * The names in an open article: a click or Enter on a place tells Python which, and the one that was chosen elsewhere
 * comes into sight. Draws nothing; the text stands in the page around, whose marks say which place they name.
 */
(function () {
  "use strict";

  const NAMES = "article.whole mark[data-place]";
  const PATIENCE = 40; // frames to wait for the text to say what is chosen
  const gone = new AbortController();
  let tell = null;
  let told = 0;
  let own = null; // what was chosen in the text itself: the reader is there already
  let seen = null;

  function chosen(event) {
    const mark = event.target.closest && event.target.closest(NAMES);
    if (!mark || !tell) return;
    if (event.type === "keydown") {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
    }
    own = mark.dataset.place;
    const { field, start } = mark.dataset;
    tell({ place: own, field, start: Number(start), told: ++told });
  }

  function show(left) {
    const mark = window.parent.document.querySelector(`${NAMES}.chosen`);
    if (mark) {
      const still = window.parent.matchMedia("(prefers-reduced-motion: reduce)").matches;
      mark.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
    } else if (left) requestAnimationFrame(() => show(left - 1));
  }

  Frame.parts.marks = (args, box, say) => {
    if (!tell) {
      for (const kind of ["click", "keydown"]) {
        window.parent.document.addEventListener(kind, chosen, { signal: gone.signal });
      }
      window.addEventListener("pagehide", () => gone.abort());
      Frame.listening = true;
    }
    tell = say;
    const now = `${args.article} ${args.chosen}`;
    if (now !== seen && args.chosen && args.chosen !== own) show(PATIENCE);
    if (args.chosen !== own) own = null;
    seen = now;
  };
})();
