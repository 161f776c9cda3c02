"""The first start, as the reader sees it: what is being prepared, how far it is, and what went wrong."""

from __future__ import annotations

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.app import prepare, resources, text
from dashboard.app.languages import current, desk_words

EVERY_SECONDS = 0.15


@st.cache_resource(show_spinner=False)
def _preparation() -> prepare.Preparation:
    return prepare.Preparation().start(resources.settings())


def begin() -> prepare.Preparation:
    """Prepare what is missing, in the background; asking again only tells how far it is."""
    return _preparation()


def ready() -> bool:
    """Draw the preparation until it is done; true when the page can be drawn. Later starts pass in no time."""
    preparation = begin()
    place = st.empty()  # in every run: else the next one draws the page further up, and all is there twice meanwhile
    _wait(preparation, seconds=0.4)
    if not preparation.done:
        _watch(preparation, place)
    if preparation.error:
        st.html(f'<h1 class="region">{text.escape(desk_words.NOT_PREPARED)}</h1>')
        st.error(text.label(preparation.error, most=2000))
        if st.button(desk_words.TRY_AGAIN, type="primary"):
            _preparation.clear()
            st.rerun()
        return False
    return True


def _wait(preparation: prepare.Preparation, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not preparation.done and time.monotonic() < until:
        time.sleep(0.005)


def _watch(preparation: prepare.Preparation, place: DeltaGenerator) -> None:
    with place.container(key="first"):
        st.html(
            f'<h1 class="region">{text.escape(resources.settings().region.called(current()))}</h1>'
            f'<p class="about">{text.escape(desk_words.FIRST_START)}</p>'
        )
        steps = desk_words.STEPS
        bars = {step: st.progress(0.0, text=title) for step, (title, _) in steps.items()}
        note = st.empty()
        while not preparation.done:
            for step, (title, about) in steps.items():
                if step == preparation.step:
                    doing = desk_words.doing(step, text.label(preparation.doing))
                    bars[step].progress(preparation.share, text=doing)
                    note.caption(about)
                    break
                bars[step].progress(1.0 if preparation.step else 0.0, text=title)
            time.sleep(EVERY_SECONDS)
    place.empty()
