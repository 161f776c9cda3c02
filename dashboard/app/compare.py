"""
Two periods compared, under the filters: a table of the places that rose, fell, appeared and vanished, which the map
shows by shape and colour while the table is open.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.app import languages, resources, state, text
from dashboard.app.languages import desk_words, takeaway_words, time_words, words
from dashboard.app.resources import Asker
from dashboard.app.timeline import FIRST_DAY, LAST_DAY, parts
from dashboard.store import queries

TAB = "compare"
#: Without dates in the filters: the newest so many days against as many before them; half of what there is, if less.
DAYS = 30
MOST = 1000


def periods(ask: Asker, view: state.View) -> tuple[queries.Span, queries.Span] | None:
    """
    Return the periods to compare: the chosen ones or, of those that are not, the usual ones; None without any date.

    Usual is the span of the filters, or the newest days, and as many days before it.
    """
    bars = parts(ask(queries.page, view.filters).timeline)["bars"]
    if not bars and not (view.before and view.after):
        return None
    first, last = (date.fromisoformat(day) for day in (bars[0][0], bars[-1][1])) if bars else (None, None)
    until = _within(view.filters.until or last or date.today())
    if view.filters.since:
        since = min(view.filters.since, until)
    else:
        known = (until - first).days + 1 if first else DAYS
        since = until - timedelta(days=max(1, min(DAYS, known // 2)) - 1)
    after = view.after or (_within(since), until)
    length = after[1] - after[0]
    end = _within(after[0] - timedelta(days=1))
    before = view.before or (_within(end - length), end)
    return before, after


def _within(day: date) -> date:
    return max(FIRST_DAY, min(LAST_DAY, day))


def asked(ask: Asker, view: state.View) -> queries.Comparison | None:
    """Return the comparison while its table is open and there is something to compare."""
    found = periods(ask, view) if view.tab == TAB else None
    return ask(queries.compare, view.filters, *found, MOST) if found else None


def on_map(compared: queries.Comparison) -> pd.DataFrame:
    """Return places as the map wants them; a sign is as large as the larger of its two numbers."""
    frame = compared.places
    return frame.assign(mentions=np.maximum(frame["before"], frame["after"]))


def show(ask: Asker, view: state.View, table: Callable[..., None]) -> None:
    """Draw the choice of periods and the table; `table` draws rows that can be chosen."""
    found = periods(ask, view)
    if found is None:
        st.html(f'<p class="about">{text.escape(time_words.NOTHING)}</p>')
        return
    with st.container(key="periods", horizontal=True, gap="small"):
        for name, title, days in zip(("before", "after"), (time_words.EARLIER, time_words.LATER), found, strict=True):
            key = f"period-{name}"
            st.session_state[key] = days
            st.date_input(
                title,
                value=(),  # type: ignore[arg-type]  # a range; which one is in the session's state
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
                format="DD/MM/YYYY",
                key=key,
                on_change=state.set_period,
                args=(name, key),
            )
    compared = ask(queries.compare, view.filters, *found, MOST)
    said = time_words.compared(*found, compared.articles_before, compared.articles_after)
    st.html(f'<p class="about" role="status">{text.escape(said)}</p>')
    if compared.places.empty:
        st.html(f'<p class="about">{text.escape(time_words.EMPTY)}</p>')
        return
    rows = as_table(compared)
    ids = compared.places["place_id"].tolist()
    table(rows, "compare", ids, view.place, state.choose_place)
    if compared.found > len(rows):
        st.caption(time_words.first_of(len(rows), compared.found))
    st.caption(time_words.HOW)
    st.download_button(
        time_words.TAKE,
        data=lambda: _csv(compared, found),
        file_name=takeaway_words.file_name(resources.settings().region.name, "comparison", ".csv", date.today()),
        mime="text/csv",
        key="compare-csv",
        icon=":material/download:",
        on_click="ignore",
    )


def as_table(compared: queries.Comparison) -> pd.DataFrame:
    """Return the comparison in the reader's words; columns are named as in `desk_words.COLUMNS`."""
    frame, whereabouts = compared.places, words.whereabouts
    signs, changes = time_words.SIGNS, time_words.CHANGES
    columns: Sequence[Sequence[object]] = [frame[name] for name in ("kind", "name", "admin1", "country")]
    return pd.DataFrame(
        {
            "place": frame["name"],
            "where": [
                whereabouts(str(kind), name=str(name), admin1=str(admin1), country=str(country))
                for kind, name, admin1, country in zip(*columns, strict=True)
            ],
            "change": [f"{signs[c]} {changes[c]}" for c in frame["change"]],
            "before": frame["before"],
            "after": frame["after"],
            "difference": frame["after"] - frame["before"],
        }
    )


def _csv(compared: queries.Comparison, found: tuple[queries.Span, queries.Span]) -> bytes:
    """Return the table as a file, in English whatever the page speaks: other programs read it."""
    from dashboard.export.cells import write_csv  # not at the top: the first map waits for what `page` imports

    with languages.speaking(languages.ENGLISH):
        rows = as_table(compared)
        before, after = (words.span(*span) for span in found)
        names = {**desk_words.COLUMNS, "before": f"Articles, {before}", "after": f"Articles, {after}"}
    out = io.BytesIO()
    write_csv(rows.assign(change=rows["change"].str[2:]).rename(columns=names), out)
    return out.getvalue()
