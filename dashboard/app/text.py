"""
Make text that comes from articles safe to show, and mark the names in it.

Whatever an article, an outlet, an address or an actor's name holds reaches the page through these functions, or through
a Streamlit element that does not read Markdown or HTML. Offsets are Unicode code points, half open.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from dashboard.app.languages import words
from dashboard.links import safe_url
from dashboard.store.queries import Mark

__all__ = ["escape", "joined", "label", "listed_labels", "marked", "safe_url", "titled"]

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=\"'/@])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: Signs that turn the direction of what follows, beyond the text that holds them: left out.
_TURN = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"\s+")
#: What becomes a link, an arrow or a logo even where it is escaped: a sign of no width in it prevents that unseen.
_REPLACED = re.compile(r"https?(?=://)|www(?=\.)|[-.\w+](?=@)|[<>~-](?=[->=])|:(?=streamlit:)", re.IGNORECASE)
_APART = "\\g<0>\u2060"


def escape(text: str) -> str:
    """Return text as HTML that shows it: the only way from an article into `st.html`."""
    return html.escape(_plain(text), quote=True)


def joined(parts: Iterable[str | None]) -> str:
    """Return the parts that there are with dots between as HTML: each runs in its own direction, and moves no other."""
    return " · ".join(f"<bdi>{escape(part)}</bdi>" for part in parts if part)


def titled(title: str, about: str) -> str:
    """Return a heading of the panel with a line below it as HTML."""
    return f'<h2 class="place-name">{escape(title)}</h2><p class="about">{escape(about)}</p>'


def label(text: str, *, most: int = 80) -> str:
    """
    Return text as a label of a Streamlit button, checkbox or tab, which read Markdown.

    Every sign that Markdown, LaTeX, emoji or colour directives use is escaped, and an address is no link; white space
    is folded, what is longer than `most` is cut with an ellipsis.
    """
    folded = _SPACE.sub(" ", _plain(text)).strip()
    short = folded if len(folded) <= most else folded[: most - 1].rstrip() + "…"
    return _MARKDOWN.sub(r"\\\1", _REPLACED.sub(_APART, short))


def marked(text: str, marks: Sequence[Mark], *, live: tuple[str, int] | None = None) -> str:
    """
    Return text as HTML with its places and actors marked by colour, line and a small word.

    Of marks that overlap the selected place's stays, else the longest; a stretch that is place and actor says both.
    Places of a `live` text, which begins so far into its field ("title" or "text"), say which they are and where they
    stand, and can be chosen with the keyboard (`frames.marks` listens).
    """
    pieces, at = [], 0
    for start, end, kept in _apart(marks):
        names = listed_labels(kept)
        kinds = " ".join(sorted({_css(mark) for mark in kept}))
        about = {mark.kind for mark in kept if mark.selected}
        chosen = " chosen" + (" by-actor" if about == {"actor"} else "") if about else ""
        pieces.append(escape(text[at:start]))
        place = next((mark.id for mark in kept if mark.kind == "place" and mark.id), "")
        reach = ""
        if live and place:
            field, begins = live
            where = f' data-field="{escape(field)}" data-start="{begins + start}"'
            reach = f' data-place="{escape(place)}"{where} role="button" tabindex="0"'
        pieces.append(
            f'<mark class="{kinds}{chosen}"{reach} title="{escape(" · ".join(dict.fromkeys(m.name for m in kept)))}">'
            f"{escape(text[start:end])}<sup>{escape(names)}</sup></mark>"
        )
        at = end
    pieces.append(escape(text[at:]))
    return "".join(pieces)


def listed_labels(marks: Iterable[Mark]) -> str:
    """Return the small words for marks of one stretch: "place", "actor", "place, actor"."""
    return words.COMMA.join(dict.fromkeys(_word(mark) for mark in marks))


def _plain(text: str) -> str:
    return _TURN.sub("", _CONTROL.sub("\ufffd", text))


def _word(mark: Mark) -> str:
    if mark.kind == "actor":
        return words.ACTOR_LABEL
    if not mark.id and mark.role == "location":
        return words.NOT_PLACED_LABEL
    return words.ROLE_LABELS.get(mark.role, mark.role)


def _css(mark: Mark) -> str:
    if mark.kind == "actor":
        return "actor"
    if mark.role in ("location", "dateline"):
        return "place" if mark.id else "lost"
    return "meant"


def _apart(marks: Sequence[Mark]) -> list[tuple[int, int, list[Mark]]]:
    """Return stretches that do not overlap, in order, each with the marks that lie on exactly it."""
    taken: dict[tuple[int, int], list[Mark]] = {}
    for mark in sorted(marks, key=lambda m: (not m.selected, m.start - m.end, m.kind != "place", m.start)):
        stretch = (mark.start, mark.end)
        if stretch in taken:
            taken[stretch].append(mark)
        elif not any(mark.start < end and mark.end > start for start, end in taken):
            taken[stretch] = [mark]
    return [(start, end, kept) for (start, end), kept in sorted(taken.items())]
