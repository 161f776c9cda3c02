"""README says what is there: the commands that CI runs, every command of the command line, files that exist."""

import re
from pathlib import Path

from dashboard.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_runs_exactly_the_readmes_test_command() -> None:
    command = "pip install -r requirements.txt -r tests/requirements.txt && python -m tests"
    assert f"```sh\n{command}\n```" in README
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == command


def test_every_command_is_named() -> None:
    assert [name for name in main.commands if f"python -m dashboard {name}" not in README] == []


def test_files_and_pictures_that_it_names_exist() -> None:
    named = set(re.findall(r"\]\(([^)#:]+)\)|`(data/[\w./]+|dashboard/[\w./]+)`", README))
    paths = [first or second for first, second in named]
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_top_level_holds_what_the_layout_names() -> None:
    allowed = {
        "README.md", "requirements.txt", "streamlit_app.py", "dashboard", "data", "tests", "pyproject.toml", "LICENSE",
        "CHANGELOG.md",
    }  # fmt: skip
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    # what Python leaves of `streamlit run`: who has followed README runs the tests after it
    assert there - {"build", "dist", "__pycache__"} == allowed
