"""What an act costs a browser in styles: it works out anew what the act changes, and not the page."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def page(samples_app, desk):
    """The page over the articles of `samples`, with an open place."""
    page = desk(samples_app).open()
    page.click_place("Baalbek")
    page.heading("Baalbek").wait_for()
    page.settled()
    page.quiet()
    return page


def _most_restyled(page, script):
    """Return what `script` returns, and how many elements at most had their style worked out at once by what it did."""
    browser = page.page.context.browser
    browser.start_tracing(page=page.page, categories=["devtools.timeline", "blink.user_timing"])
    told = page.page.evaluate(
        f"""() => {{
            document.body.offsetHeight;  // what was to be worked out before is none of it
            performance.mark("script begins");
            const told = ({script})();
            performance.mark("script ends");
            return told;
        }}"""
    )
    events = json.loads(browser.stop_tracing())["traceEvents"]
    begins, ends = (
        next(each["ts"] for each in events if each["name"] == f"script {what}") for what in ("begins", "ends")
    )
    counts = [
        event["args"]["elementCount"]
        for event in events
        if event["name"] == "UpdateLayoutTree" and begins <= event["ts"] <= ends
    ]
    return told, max(counts)


def test_a_class_that_changes_restyles_its_element_and_not_the_page(page):
    """With each act Streamlit changes a class of every element: what a style sheet may ask of one costs all of them."""
    (boxes, every), most = _most_restyled(
        page,
        """() => {
            const boxes = [...document.querySelectorAll(".stElementContainer")];
            boxes.forEach((box) => box.classList.add("is-now-another"));
            getComputedStyle(boxes[0]).color;
            return [boxes.length, document.querySelectorAll("*").length];
        }""",
    )
    assert boxes * 8 < every, "a page with more boxes than content tells nothing"
    assert most <= boxes * 2


def test_what_comes_into_a_box_restyles_what_holds_it_and_not_the_page(page):
    """A box that is ticked gets its tick, a line its button: each asks anew whatever looks at what is within."""
    deepest, most = _most_restyled(
        page,
        """() => {
            const depth = (element) => (element ? 1 + depth(element.parentElement) : 0);
            const into = ['[data-testid="stCheckbox"] label', ".st-key-line", ".st-key-panel"];
            return Math.max(...into.map((selector) => {
                const holder = document.querySelector(selector);
                holder.appendChild(document.createElement("svg"));
                getComputedStyle(holder).color;
                return depth(holder);
            }));
        }""",
    )
    assert most <= deepest * 2
