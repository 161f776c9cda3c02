"""The first start, as the reader sees it: what is being prepared, how far it is, and what went wrong."""

from __future__ import annotations

import time

import streamlit as st

from dashboard.app import prepare, resources, text

STEPS = {
    "gazetteer": ("Building the gazetteer", "Names of some 300,000 places, once; under a minute."),
    "sample": ("Reading the sample articles", "So that there is something to look at."),
}
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
    _wait(preparation, seconds=0.4)
    if not preparation.done:
        _watch(preparation)
    if preparation.error:
        st.html('<h1 class="region">This could not be prepared</h1>')
        st.error(text.label(preparation.error, most=2000))
        if st.button("Try again", type="primary"):
            _preparation.clear()
            st.rerun()
        return False
    return True


def _wait(preparation: prepare.Preparation, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not preparation.done and time.monotonic() < until:
        time.sleep(0.005)


def _watch(preparation: prepare.Preparation) -> None:
    place = st.empty()
    with place.container(key="first"):
        st.html(
            f'<h1 class="region">{text.escape(resources.settings().region.name)}</h1>'
            '<p class="about">A first start prepares two things on this computer. It happens once.</p>'
        )
        bars = {step: st.progress(0.0, text=title) for step, (title, _) in STEPS.items()}
        note = st.empty()
        while not preparation.done:
            for step in STEPS:
                if step == preparation.step:
                    title, about = STEPS[step]
                    bars[step].progress(preparation.share, text=f"{title}: {text.label(preparation.doing)}")
                    note.caption(about)
                    break
                bars[step].progress(1.0 if preparation.step else 0.0, text=STEPS[step][0])
            time.sleep(EVERY_SECONDS)
    place.empty()
