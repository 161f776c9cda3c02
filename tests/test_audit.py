"""An advisory that hits an installed package fails; an audit that cannot be made says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit import holes, installed, told

ROOT = Path(__file__).resolve().parent.parent


def advisory(name: str, *events: dict[str, str], **more):
    affected = {
        "package": {"ecosystem": "PyPI", "name": name},
        "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
    }
    return {"id": "TEST-1", "affected": [affected], **more}


@pytest.mark.parametrize(
    "version, hit",
    [
        ("0.9", False),
        ("1.0", True),
        ("1.5", True),
        ("1.10", True),
        ("2.0", False),
        ("2.0rc1", True),
        ("3.1", True),
        ("3.2", False),
    ],
)
def test_versions_are_compared_as_versions(version: str, hit: bool):
    events = ({"introduced": "1.0"}, {"fixed": "2.0"}, {"introduced": "3.0"}, {"last_affected": "3.1"})
    assert (
        holes({"some-package": version}, [advisory("Some_Package", *events)])
        == [f"some-package {version}: TEST-1"] * hit
    )


def test_what_was_taken_back_is_no_hole():
    assert holes({"a": "1"}, [advisory("a", {"introduced": "0"}, withdrawn="2025-01-01")]) == []


def audit(tmp_path: Path, *advisories) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "advisories.jsonl"
    path.write_text("\n".join(map(json.dumps, advisories)), encoding="utf-8")
    environ = {**os.environ, "DASHBOARD_ADVISORIES": str(path)}
    return subprocess.run([sys.executable, "-m", "tests.audit"], cwd=ROOT, env=environ, capture_output=True, text=True)


def test_a_hole_of_what_is_installed_fails_the_run(tmp_path: Path):
    ran = audit(tmp_path, advisory("streamlit", {"introduced": "0"}))
    assert (ran.returncode, ran.stdout.strip()) == (1, f"streamlit {installed()['streamlit']}: TEST-1")
    assert audit(tmp_path, advisory("streamlit", {"introduced": "99"})).returncode == 0


KNOWN, UNKNOWN = {"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}
HOLE = {"name": "c", "version": "2", "vulns": [{"id": "TEST-2"}]}


@pytest.mark.parametrize(
    "packages, said, failed",
    [
        ([KNOWN], "No known hole in 1 packages.", 0),
        ([KNOWN, HOLE], "c 2: TEST-2", 1),
        ([KNOWN, UNKNOWN], "NOT AUDITED", 0),
        ([HOLE, UNKNOWN], "c 2: TEST-2", 1),
        ([UNKNOWN], "AUDIT SKIPPED", 0),
        ([], "AUDIT SKIPPED", 0),
    ],
)
def test_a_package_that_was_not_looked_at_is_not_among_the_sound_ones(packages, said: str, failed: int):
    text, ended = told(json.dumps({"dependencies": packages}), "")
    assert text.startswith(said) and ended == failed


@pytest.mark.parametrize("problem", ["No module named pip_audit", "ConnectionError: no route"])
def test_no_answer_is_no_good_news(problem: str):
    assert told("", problem)[0].startswith("AUDIT SKIPPED")
