"""What stands above and beside the map before anything is counted: the region's name and the boxes for all else."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.app import filters, languages, link, resources, text


class Boxes(NamedTuple):
    """Where each part above the map is drawn; `numbers` takes the place that is kept for them in `line`."""

    header: DeltaGenerator
    line: DeltaGenerator
    numbers: DeltaGenerator
    arrivals: DeltaGenerator
    found: DeltaGenerator


def show(top: DeltaGenerator, *, first: bool) -> Boxes:
    """Draw it; the `first` run of a visit keeps the line's place until its numbers are known."""
    with top:
        header = st.container(key="header", horizontal=True, vertical_alignment="center", gap="small")
        line = st.container(key="line", horizontal=True, vertical_alignment="center", gap="small")
        found = st.container(key="found")
        link.note()
    header.html(f'<h1 class="region">{text.escape(resources.settings().region.called(languages.current()))}</h1>')
    slot = line.container()
    arrivals = line.container(key="arrivals")  # before what comes and goes, or its frame would be made anew each time
    # later runs overwrite the numbers themselves
    numbers = slot.html('<p class="counts">&nbsp;</p>') if first else slot
    with st.sidebar:
        filters.heading()
    return Boxes(header, line, numbers, arrivals, found)
