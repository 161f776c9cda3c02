"""The code keeps to the plan of DESIGN.md: who imports whom, and what no folder holds."""

import ast
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "dashboard").rglob("*.py"))

#: What each part may import of the project, besides itself; everything may import `model`, `errors` and `settings`.
ARROWS = {
    "model": set(),
    "errors": set(),
    "settings": {"errors"},
    "access": set(),
    "links": set(),
    "sources": set(),
    "geoparse": set(),
    "geocode": {"geoparse"},
    "nominatim": {"geoparse"},
    "geonames_download": {"geoparse"},
    "store": set(),
    "workers": {"sources", "geoparse", "store"},
    "pipeline": {"sources", "geoparse", "store", "workers"},
    "export": {"links", "store"},
    "evaluate": {"sources", "geoparse"},
    # the brief is drawn by the page's own layer
    "cli": {
        "sources", "geoparse", "geocode", "geonames_download", "store", "workers", "pipeline", "export", "evaluate",
        "app",
    },
    "__main__": {"cli"},
    "__init__": set(),
    "app": {"access", "links", "sources", "geoparse", "geocode", "nominatim", "store", "pipeline", "export"},
}  # fmt: skip
BASE = {"model", "errors", "settings"}


def part_of(path: Path) -> str:
    first = path.relative_to(ROOT / "dashboard").parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Return every module that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_arrows(path: Path):
    part = part_of(path)
    allowed = ARROWS[part] | {part} | (BASE if part not in BASE else set())
    of_project = {name.split(".")[1] for name in imports(path) if name.startswith("dashboard.")}
    parts = {each for each in of_project if each in ARROWS}
    assert parts <= allowed, f"{part} must not import {', '.join(sorted(parts - allowed))}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_app_draws(path: Path):
    drawing = {name.split(".")[0] for name in imports(path)} & {"streamlit", "folium", "streamlit_folium"}
    assert not drawing or part_of(path) == "app"


def test_only_the_store_speaks_sql():
    speakers = {part_of(path) for path in MODULES if "duckdb" in {name.split(".")[0] for name in imports(path)}}
    assert speakers <= {"store"}


def test_no_module_is_a_drawer_for_everything():
    assert not [path for path in ROOT.rglob("*.py") if path.stem in ("utils", "util", "helpers", "helper", "misc")]


def test_every_module_says_what_it_is():
    empty = [
        path for path in MODULES if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not empty


def test_the_arrows_have_no_cycle():
    reached = {part: set(to) for part, to in ARROWS.items()}
    for _ in ARROWS:
        for part in reached:
            reached[part] |= {further for to in reached[part] for further in reached[to]}
    assert not [part for part in reached if part in reached[part]]


@pytest.mark.parametrize("path", ["requirements.txt", "tests/requirements.txt", "dashboard/workers/requirements.txt"])
def test_every_requirement_has_two_bounds(path: str):
    lines = [line.partition("#")[0].strip() for line in (ROOT / path).read_text(encoding="utf-8").splitlines()]
    open_ = [line for line in lines if line and not line.startswith("-") and not ({">=", "<"} <= _signs(line))]
    assert not open_


def _signs(requirement: str) -> set[str]:
    return {specifier.operator for specifier in Requirement(requirement).specifier}
