"""The page: the only stage that imports Streamlit or folium."""

from __future__ import annotations


def main() -> None:
    """Draw the page; `streamlit run streamlit_app.py` calls this on every run."""
    import streamlit as st

    from dashboard.app import page, resources, words

    st.set_page_config(
        page_title=words.PAGE_TITLE.format(region=resources.settings().region.name),
        page_icon=str(page.ICON),
        layout="wide",
        initial_sidebar_state="auto",
    )
    page.show()
