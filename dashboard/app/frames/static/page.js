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
  const gone = new AbortController();
  let comma = ""; // between a filter's name and its count, in the page's language
  let watcher = null; // every frame of the page has this script: of this one only if it is the page's
  let inDialog = null; // what had the keys last there

  /** Streamlit names a checkbox by the markup of its label, "Bashar al\-Assad :gray[19]"; this, by what stands there. */
  function nameBoxes() {
    for (const box of document.querySelectorAll(BOXES)) {
      const label = box.closest("label").querySelector("[data-testid='stMarkdownContainer'] p");
      const parts = label ? [...label.childNodes].map((node) => node.textContent.trim()) : [];
      const said = parts.filter(Boolean).join(comma);
      if (said && box.getAttribute("aria-label") !== said) box.setAttribute("aria-label", said);
    }
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
    watcher = new MutationObserver(nameBoxes); // Streamlit names a box anew with each new count
    watcher.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
    document.addEventListener("focusin", noteKeys, { signal: gone.signal });
    document.addEventListener("keydown", bringKeysBack, { signal: gone.signal, capture: true });
  }

  Frame.parts.page = (args) => {
    // Streamlit says English of every page, and nothing of a direction
    root.lang = args.language;
    if (args.direction === "rtl") root.dir = args.direction;
    else root.removeAttribute("dir");
    comma = args.comma;
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
