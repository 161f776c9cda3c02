/*
 * Bars over time: a drag across them chooses days, "Play" moves a span of days on, step by step.
 *
 * A step waits until the page shows the one before it. Playing ends at the last bar, when the reader does anything else,
 * and when the dates change otherwise. Who wants less motion gets a button for one step instead.
 */
(function () {
  "use strict";
  const { parts, make } = window.Frame;
  const PAUSE = 900;
  /** A span is this share of all bars unless the reader has chosen one. */
  const SPAN = 12;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  let args = null;
  let tell = null;
  let node = null;
  let drag = null;
  let playing = null;  // {asked, timer} while days are played
  let count = 0;

  const bars = () => args.bars;
  const keyOf = (since, until) => `${since || ""}/${until || ""}`;

  /** First and last bar inside the dates, or null if there are none. */
  function chosen() {
    if (!args.since && !args.until) return null;
    const on = bars().map((bar, i) => (bar[3] ? i : -1)).filter((i) => i >= 0);
    return on.length ? [on[0], on[on.length - 1]] : null;
  }

  function choose(first, last) {
    const all = first === 0 && last === bars().length - 1;
    const [since, until] = all ? [null, null] : [bars()[first][0], bars()[last][1]];
    count += 1;
    tell({ since, until, count });
    return keyOf(since, until);
  }

  // ---------------------------------------------------------------------------------------------------------- playing

  function step() {
    const now = chosen();
    const most = bars().length;
    const span = now ? now[1] - now[0] + 1 : Math.max(1, Math.round(most / SPAN));
    const first = now && span < most ? now[0] + Math.max(1, Math.floor(span / 2)) : 0;
    if (first + span > most) return now && now[1] < most - 1 ? choose(most - span, most - 1) : null;
    return choose(first, first + span - 1);
  }

  function advance() {
    if (!playing) return;
    playing.asked = step();
    if (playing.asked === null) stop();
  }

  function stop() {
    if (!playing) return;
    clearTimeout(playing.timer);
    playing = null;
    label();
  }

  function play() {
    const now = chosen();
    // at the end, from the start again
    playing = { asked: now && now[1] === bars().length - 1 ? choose(0, now[1] - now[0]) : step(), timer: 0 };
    if (playing.asked === null) playing = null;
    label();
  }

  /** The page has drawn: the step that was asked for is shown, or somebody chose other dates. */
  function shown() {
    if (!playing) return;
    if (keyOf(args.since, args.until) !== playing.asked) {
      if (playing.before !== keyOf(args.since, args.until)) stop();
      return;
    }
    playing.before = playing.asked;
    clearTimeout(playing.timer);
    playing.timer = setTimeout(advance, PAUSE);
  }

  /** What the reader does anywhere on the page ends it. */
  function watch() {
    const windows = [window.parent];
    for (const frame of window.parent.document.querySelectorAll("iframe")) {
      if (frame.contentWindow !== window) windows.push(frame.contentWindow);
    }
    for (const each of windows) {
      for (const name of ["pointerdown", "keydown", "wheel"]) {
        try {
          each.addEventListener(name, stop, { capture: true, passive: true });
        } catch (error) {
          // a frame of another origin keeps what happens in it to itself
        }
      }
    }
    window.parent.document.addEventListener("visibilitychange", stop);
  }

  // ---------------------------------------------------------------------------------------------------------- drawing

  function label() {
    const { words } = args;
    const still = calm.matches;
    node.play.textContent = still ? words.next : playing ? words.pause : words.play;
    node.play.title = still ? words.next_about : words.play_about;
    node.play.classList.toggle("on", Boolean(playing));
    node.all.hidden = !args.since && !args.until;
    node.play.hidden = bars().length < 2;
  }

  function at(event) {
    const box = node.bars.getBoundingClientRect();
    const place = Math.floor(((event.clientX - box.left) / box.width) * bars().length);
    return Math.max(0, Math.min(bars().length - 1, place));
  }

  function mark() {
    node.brush.hidden = !drag;
    if (!drag) return;
    const [first, last] = [Math.min(...drag), Math.max(...drag)];
    node.brush.style.left = `${(100 * first) / bars().length}%`;
    node.brush.style.width = `${(100 * (last - first + 1)) / bars().length}%`;
    const [from, to] = [bars()[first][4], bars()[last][4]].map((title) => title.replace(/: [^:]*$/, ""));
    node.said.textContent = first === last ? from : `${from} – ${to}`;
  }

  function build(box) {
    box.className = "timeline";
    node = {
      bars: make("div", { class: "bars", role: "img" }),
      brush: make("div", { class: "brush", hidden: "" }),
      ticks: make("div", { class: "ticks" }),
      foot: make("div", { class: "foot" }),
      play: make("button", { type: "button", class: "play" }),
      all: make("button", { type: "button", class: "all" }),
      said: make("span", { class: "said" }),
      undated: make("span", { class: "beside" }),
    };
    node.foot.append(node.play, node.all, node.said, node.undated);
    box.replaceChildren(node.bars, node.ticks, node.foot);
    node.play.addEventListener("click", () => {
      if (playing) stop();
      else if (calm.matches) step();
      else play();
    });
    node.all.addEventListener("click", () => {
      stop();
      choose(0, bars().length - 1);
    });
    node.bars.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      stop();
      node.bars.setPointerCapture(event.pointerId);
      drag = [at(event), at(event)];
      mark();
    });
    node.bars.addEventListener("pointermove", (event) => {
      if (!drag) return;
      drag[1] = at(event);
      mark();
    });
    node.bars.addEventListener("pointerup", () => {
      if (!drag) return;
      choose(Math.min(...drag), Math.max(...drag));
      drag = null;
      mark();
    });
    const cancel = () => {
      drag = null;
      mark();
    };
    node.bars.addEventListener("pointercancel", cancel);
    window.addEventListener("keydown", (event) => event.key === "Escape" && cancel());
    calm.addEventListener("change", () => {
      stop();
      label();
    });
    watch();
  }

  parts.timeline = (given, box, send) => {
    args = given;
    tell = send;
    if (!node) build(box);
    node.bars.setAttribute("aria-label", args.summary);
    node.bars.classList.toggle("some", Boolean(args.since || args.until));
    node.bars.replaceChildren(node.brush);
    for (const [, , height, on, title] of bars()) {
      const bar = make("i", { class: on ? "on" : "off", title });
      bar.append(make("b"));
      bar.firstChild.style.height = `${height}%`;
      node.bars.append(bar);
    }
    node.ticks.replaceChildren();
    for (const [left, word] of args.ticks) {
      const tick = make("span", {}, word);
      tick.style.left = `${left}%`;
      node.ticks.append(tick);
    }
    node.undated.textContent = args.undated;
    node.all.textContent = args.words.all;
    if (!drag) node.said.textContent = args.said || args.words.brush;
    label();
    shown();
  };
})();
