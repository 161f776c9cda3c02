"""The page: the only stage that imports Streamlit or folium."""

from __future__ import annotations


def main() -> None:
    """Draw the page; `streamlit run streamlit_app.py` calls this on every run."""
    import streamlit as st

    from dashboard.app import page, resources, state
    from dashboard.app.languages import current, words

    state.begin(resources.settings().region.language, st.query_params.get("lang", ""))
    st.set_page_config(
        page_title=words.PAGE_TITLE.format(region=resources.settings().region.called(current())),
        page_icon=str(page.ICON),
        layout="wide",
        initial_sidebar_state="auto",
    )
    page.show()
