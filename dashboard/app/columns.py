"""
Which column of an uploaded table is which: what is guessed, and boxes to say otherwise.

Reads the first row of each table once, however often the page is drawn. Names of columns are a stranger's: they are
shown as options of a box, which reads no markup, or through `text.label`.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.app import resources, text
from dashboard.app.languages import add_words
from dashboard.sources import Columns, Mapped, columns_of

#: Tables that boxes are drawn for; the columns of further ones are guessed.
MOST_TABLES = 5
#: Stands among the columns for no column at all.
NONE = "(none)"


def chooser(files: Sequence[tuple[str, str, bytes]]) -> dict[str, Columns]:
    """Draw the boxes of some files (name, id, bytes) and return the columns chosen for each id."""
    drawn = 0
    chosen = {}
    for name, file_id, data in files:
        mapped = _mapped(name, file_id, data)
        chosen[file_id] = Columns()
        if mapped is not None and drawn < MOST_TABLES and ("text" not in mapped.fields or not mapped.plain):
            drawn += 1
            chosen[file_id] = _boxes(name, file_id, mapped)
    return chosen


def given(mapped: Mapped, picked: dict[str, str]) -> Columns:
    """Return what differs from the guess among picked columns (a column, or NONE, for each field)."""
    guessed = {field: names[0] for field, names in mapped.fields.items()}
    said = {field: "" if column == NONE else column for field, column in picked.items()}
    return Columns(tuple((field, column) for field, column in said.items() if column != guessed.get(field, "")))


def _mapped(name: str, file_id: str, data: bytes) -> Mapped | None:
    known: dict[str, Mapped | None] = st.session_state.setdefault("add-columns", {})
    if file_id not in known:
        if len(known) > 1000:
            known.clear()
        known[file_id] = columns_of(name, data, resources.settings().limits)
    return known[file_id]


def _boxes(name: str, file_id: str, mapped: Mapped) -> Columns:
    with st.expander(add_words.columns_of(text.label(name)), expanded="text" not in mapped.fields):
        picked = {}
        for at, (field, title) in enumerate(add_words.FIELDS.items()):
            if at % 3 == 0:
                row = st.columns(3)
            options = [NONE, *dict.fromkeys(mapped.columns)]
            guess = mapped.fields.get(field, (NONE,))[0]
            picked[field] = row[at % 3].selectbox(
                title, options, index=options.index(guess), key=f"add-column-{file_id}-{field}", format_func=_shown
            )
    return given(mapped, picked)


def _shown(column: str) -> str:
    return add_words.NO_COLUMN if column == NONE else column
