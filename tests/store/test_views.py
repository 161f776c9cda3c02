"""Views that are kept under a name: a ledger that only grows, whatever happens to its file."""

from __future__ import annotations

import threading

import pytest

from dashboard.errors import LedgerError
from dashboard.store.views import MOST_OF_NAME, NamedView, Views


@pytest.fixture
def views(tmp_path):
    return Views(tmp_path / "home" / "views.jsonl")


def test_a_view_is_kept_with_who_made_it_and_when(views):
    view = NamedView("Ships", "actor=actor:houthis&view=20,40,5", by="a@desk.example")
    views.add(view)

    assert Views(views.path).read() == (view,)


def test_views_come_by_name(views):
    for name in ("ships", "Borders", "Crops"):
        views.add(NamedView(name, ""))

    assert [view.name for view in views.read()] == ["Borders", "Crops", "ships"]


def test_a_view_that_was_removed_is_gone_and_its_name_free(views):
    first = NamedView("Ships", "a=1")
    views.add(first)
    views.remove(first.id, by="b@desk.example")
    views.remove(first.id)
    assert views.read() == ()

    views.add(NamedView("Ships", "a=2"))
    assert [view.query for view in views.read()] == ["a=2"]


def test_two_views_have_no_name_in_common(views):
    views.add(NamedView("Ships", ""))
    with pytest.raises(LedgerError, match="already"):
        views.add(NamedView(" ships ", ""))


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x00", "x" * (MOST_OF_NAME + 1), "\ud800"])
def test_what_is_no_name_is_refused_and_nothing_is_written(views, name):
    with pytest.raises(LedgerError):
        views.add(NamedView(name, ""))
    assert not views.path.exists()


def test_lines_that_are_no_view_are_passed_over(views):
    view = NamedView("Ships", "a=1")
    views.add(view)
    whole = views.path.read_bytes()
    views.path.write_bytes(b'[]\n{"removes": 5}\nnull\n\xff\xfe\n{"id": "x"}\n' + whole + whole[:40])

    assert views.read() == (view,)
    other = NamedView("Borders", "")
    views.add(other)  # after a line that a crash cut off, on a line of its own
    assert views.read() == (other, view)


def test_a_file_that_cannot_be_read_or_written_is_said(tmp_path):
    folder = tmp_path / "views.jsonl"
    folder.mkdir()
    with pytest.raises(LedgerError, match="views.jsonl"):
        Views(folder).read()
    with pytest.raises(LedgerError, match="views.jsonl"):
        Views(folder).add(NamedView("Ships", ""))


def test_of_many_who_save_at_once_none_is_lost(views):
    threads = [threading.Thread(target=views.add, args=(NamedView(f"view {n:02}", ""),)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(views.read()) == 20
