/*
 * What the page as a whole needs, beyond what Streamlit makes of it, for who does not see it or uses no mouse. Draws
 * nothing; when its frame goes, the page is as Streamlit has it.
 */
(function () {
  "use strict";
  const { document } = window.parent;
  const root = document.documentElement;
  const BOXES = "[data-testid='stCheckbox'] input";
  const DIALOG = "[data-testid='stDialog'] [role='dialog']";
  const EVERY = 15_000; // milliseconds between two looks for new articles
  const gone = new AbortController();
  let comma = ""; // between a filter's name and its count, in the page's language
  let watcher = null; // every frame of the page has this script: of this one only if it is the page's
  let inDialog = null; // what had the keys last there
  let naming = 0; // of the frame of the screen in which boxes are named
  let tellPython = () => {};
  let arrived = ""; // the server's word for the articles that the page has
  let told = ""; // the last other word that it was told of

  /** Streamlit names a checkbox by the markup of its label, "Bashar al\-Assad :gray[19]"; this, by what stands there. */
  function nameBoxes() {
    for (const box of document.querySelectorAll(BOXES)) {
      let said = "";
      const [label] = box.closest("label").getElementsByTagName("p");
      for (const node of label ? label.childNodes : []) {
        const part = node.textContent.trim();
        if (part) said += said ? comma + part : part;
      }
      if (said && box.getAttribute("aria-label") !== said) box.setAttribute("aria-label", said);
    }
  }

  /** Once a frame of the screen, however often Streamlit draws in between. */
  function nameBoxesSoon() {
    naming ||= window.parent.requestAnimationFrame(() => {
      naming = 0;
      nameBoxes();
    });
  }

  /** Ask whether articles came in; a server that does not answer is asked again, Streamlit says that it is gone. */
  async function ask() {
    const answer = await fetch("arrived").catch(() => null);
    const word = answer && answer.ok ? await answer.text().catch(() => "") : "";
    if (!word || word === arrived || word === told) return;
    told = word;
    tellPython(word);
  }

  function noteKeys(event) {
    if (event.target.closest(DIALOG)) inDialog = event.target;
  }

  /**
   * A button that is disabled while it makes a file lets go of the keys, which then go to the page behind the dialog:
   * Escape would not close it, and Tab begin anew. They go back to where they were.
   */
  function bringKeysBack(event) {
    const dialog = document.querySelector(DIALOG);
    if (!dialog || event.target !== document.body) return;
    const there = dialog.contains(inDialog) && !inDialog.disabled ? inDialog : dialog;
    there.focus();
    if (event.key !== "Escape") return;  // any other key does what it does from there
    event.stopPropagation();
    there.dispatchEvent(new window.parent.KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  }

  function begin() {
    watcher = new MutationObserver(nameBoxesSoon); // Streamlit names a box anew with each new count
    watcher.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
    window.setInterval(ask, EVERY);
    document.addEventListener("focusin", noteKeys, { signal: gone.signal });
    document.addEventListener("keydown", bringKeysBack, { signal: gone.signal, capture: true });
  }

  Frame.parts.page = (args, box, tell) => {
    // Streamlit says English of every page, and nothing of a direction
    if (root.lang !== args.language) root.lang = args.language;  // every change has the whole page styled anew
    if (args.direction === "rtl") root.dir = args.direction;
    else root.removeAttribute("dir");
    comma = args.comma;
    arrived = args.arrived;
    tellPython = tell;
    if (!watcher) begin();
    nameBoxes();
  };
  window.addEventListener("pagehide", () => {
    if (!watcher) return;
    gone.abort();
    watcher.disconnect();
    root.lang = "en";
    root.removeAttribute("dir");
  });
})();
