"""
Run everything that must hold: lint, format, types, known holes of packages, tests. `python -m tests`; what follows is
given to pytest. Without anything given, all tests but those of a browser run side by side, a process a core; a browser
and its server want the cores for themselves, and what is waited for there comes late beside another one.

Gets a Chromium for the browser tests where none is on the machine: Debian's package if that is possible, else
Playwright's own. Where neither can be had, says so; with CI=true that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.harness import chromium

ROOT = Path(__file__).resolve().parent.parent
#: Processes of tests at most: each takes up to 1 GB of memory.
MOST = 6


def has_chromium() -> bool:
    """Tell whether the system or Playwright has a Chromium."""
    if chromium():
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def get_chromium() -> None:
    """Install a Chromium unless there is one."""
    if has_chromium():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdin=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, stdin=subprocess.DEVNULL)
    if not has_chromium():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if not has_chromium():
        print("NO CHROMIUM: the browser tests cannot run. Install Chromium, or set CHROMIUM to its path.", flush=True)


def runs(arguments: list[str]) -> list[list[str]]:
    """Return what pytest is run with, one after the other."""
    if arguments:
        return [arguments]
    cores = str(min(os.cpu_count() or 1, MOST))
    return [["--ignore=tests/browser", "-n", cores, "--dist", "loadfile", "--no-loadscope-reorder"], ["tests/browser"]]


def main() -> int:
    get_chromium()
    checks = (
        [sys.executable, "-m", "ruff", "check", "."],
        [sys.executable, "-m", "ruff", "format", "--check", "."],
        [sys.executable, "-m", "mypy"],
        [sys.executable, "-m", "tests.audit"],  # waits for the network most of its time
    )
    at_work = [subprocess.Popen(each, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for each in checks]
    worst = 0
    for each in at_work:
        said, _ = each.communicate()
        print("$", *each.args[1:], f"\n{said.decode(errors='replace')}", end="", flush=True)
        worst = max(worst, abs(each.returncode))
    for options in runs(sys.argv[1:]):
        step = [sys.executable, "-m", "pytest", *options]
        print("$", *step[1:], flush=True)
        worst = max(worst, abs(subprocess.run(step, cwd=ROOT, check=False).returncode))
    return worst


if __name__ == "__main__":
    sys.exit(main())
