"""
axe-core in the page and in the map's frame: what breaks WCAG 2 A and AA there.

The script comes with axe-playwright-python, for tests only. No rule and no element is left out; what lies on a canvas
(the map's names, tables) has no elements, and axe-core says nothing of it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Frame

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(frame: Frame) -> list[str]:
    """Return a line for each element of a frame that breaks a rule."""
    if not frame.evaluate("typeof window.axe === 'object'"):
        frame.evaluate(_script())
    found: dict[str, Any] = frame.evaluate(
        """(tags) => axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"],
                                         iframes: false })""",
        TAGS,
    )
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['html'][:160]}: "
        + "; ".join(str(each["message"]) for each in (*node["any"], *node["all"], *node["none"]))
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
