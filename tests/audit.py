"""
Whether an installed package has a known hole: `python -m tests.audit`.

Reads advisories of the OSV format (a file of JSON lines, or of one JSON list) that $DASHBOARD_ADVISORIES names; without
one, asks pip-audit, which asks pypi.org. Exit 1 for a hole. Where neither can be had it says so loudly and exits 0: an
audit that could not be made says nothing, and must not look like one that found nothing.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

SKIPPED = "AUDIT SKIPPED: {why}. Nothing is known of holes in the installed packages. See .github/SECURITY.md"


def installed() -> dict[str, str]:
    """Return the version of each installed package by its normal name."""
    return {canonicalize_name(each.name): each.version for each in importlib.metadata.distributions() if each.name}


def read_advisories(path: Path) -> list[dict[str, Any]]:
    """Read advisories; raises ValueError or OSError for a file that is none."""
    text = path.read_text(encoding="utf-8")
    if text.lstrip().startswith("["):
        return list(json.loads(text))
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def holes(packages: Mapping[str, str], advisories: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return "package version: id" for each package that an advisory, not taken back, says is affected."""
    found = []
    for advisory in advisories:
        for affected in advisory.get("affected", ()) if not advisory.get("withdrawn") else ():
            package = affected.get("package", {})
            name = canonicalize_name(package.get("name", ""))
            if package.get("ecosystem") == "PyPI" and name in packages and _is_affected(packages[name], affected):
                found.append(f"{name} {packages[name]}: {advisory.get('id', 'an advisory without id')}")
    return sorted(set(found))


def _is_affected(version: str, affected: Mapping[str, Any]) -> bool:
    if version in affected.get("versions", ()):
        return True
    return any(_in_range(version, each.get("events", ())) for each in affected.get("ranges", ())
               if each.get("type") == "ECOSYSTEM")  # fmt: skip


def _in_range(version: str, events: Iterable[Mapping[str, str]]) -> bool:
    """Tell whether a version lies in a stretch: from "introduced" up to "fixed", or including "last_affected"."""
    try:
        at, inside = Version(version), False
        for event in events:
            if "introduced" in event and at >= Version(event["introduced"]):
                inside = True
            if "fixed" in event and at >= Version(event["fixed"]):
                inside = False
            if "last_affected" in event and at > Version(event["last_affected"]):
                inside = False
    except InvalidVersion:
        return True  # cannot be told: somebody must look
    return inside


def main() -> int:
    """Audit what is installed."""
    path = os.environ.get("DASHBOARD_ADVISORIES")
    if path:
        found = holes(installed(), read_advisories(Path(path)))
        print("\n".join(found) or f"No installed package is in the advisories of {path}.", flush=True)
        return 1 if found else 0
    asking = (
        sys.executable,
        "-m",
        "pip_audit",
        "--local",
        "--skip-editable",
        "--progress-spinner=off",
        "--format=json",
    )
    try:
        ran = subprocess.run([*asking, "--timeout", "15"], capture_output=True, text=True, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        print(SKIPPED.format(why="pip-audit had no answer in ten minutes"), flush=True)
        return 0
    said, failed = told(ran.stdout, ran.stderr)
    print(said, flush=True)
    return failed


def told(out: str, problem: str) -> tuple[str, int]:
    """
    Return what pip-audit's JSON says and 1 for a hole.

    A package that its service does not know was not looked at: pip-audit counts it among those without a hole.
    """
    try:
        packages = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        why = "pip-audit is not installed" if "No module named" in problem else "pip-audit could not ask its service"
        return f"{SKIPPED.format(why=why)}\n{problem.strip()[-300:]}", 0
    unknown = [each["name"] for each in packages if "skip_reason" in each]
    found = [f"{each['name']} {each['version']}: {hole['id']}" for each in packages for hole in each.get("vulns", ())]
    if len(unknown) == len(packages):
        return SKIPPED.format(why=f"pip-audit's service knows none of the {len(packages)} packages"), 0
    if unknown:
        found.append(f"NOT AUDITED, unknown to pip-audit's service: {', '.join(unknown)}")
    return "\n".join(found) or f"No known hole in {len(packages)} packages.", int(len(found) > bool(unknown))


if __name__ == "__main__":
    sys.exit(main())
