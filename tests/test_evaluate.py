"""The figures of `evaluate`: by hand where a hand can count, and against the field's own script on whole corpora."""

import importlib.util
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.cli.analysis import as_json
from dashboard.errors import SourceError
from dashboard.evaluate import evaluate, read
from dashboard.evaluate.figures import calibration, figures, prf, resolution
from dashboard.evaluate.gold import GoldToponym, read_actor_passages, read_gold
from dashboard.evaluate.matching import Predicted, distance_km, judge, match
from dashboard.geoparse.analyse import Analyser
from dashboard.model import Article

GOLD = Path(__file__).resolve().parent / "gold"
ROME, MUSCAT, BEIRUT = (41.89, 12.48), (23.58, 58.41), (33.89, 35.50)
LINE = {"id": "a", "text": "Rome and Muscat.", "toponyms": [{"start": 0, "end": 4, "lat": 41.89, "lon": 12.48}]}


@pytest.fixture
def gold_file(tmp_path: Path):
    def write(*lines: object) -> Path:
        path = tmp_path / "gold.jsonl"
        path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), encoding="utf-8")
        return path

    return write


def run(*arguments: object):
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


# ----------------------------------------------------------------------------------------------------- matching


def test_equal_spans_match_before_larger_overlaps() -> None:
    gold = [GoldToponym(0, 12), GoldToponym(4, 8)]
    assert match(gold, [Predicted(4, 8), Predicted(0, 6)]) == {0: 1, 1: 0}


def test_of_two_overlaps_the_larger_one_matches_and_each_span_once() -> None:
    assert match([GoldToponym(0, 10)], [Predicted(0, 3), Predicted(4, 10)]) == {1: 0}


def test_an_exact_match_wants_equal_spans() -> None:
    assert match([GoldToponym(0, 10), GoldToponym(12, 15)], [Predicted(0, 9), Predicted(12, 15)], exact=True) == {1: 1}


# ------------------------------------------------------------------------------------------------------ figures


def test_a_degree_of_latitude_and_half_the_globe() -> None:
    assert distance_km(0, 0, 1, 0) == pytest.approx(111.195, abs=0.001)
    assert distance_km(0, 0, 0, 180) == pytest.approx(20015.115, abs=0.001)


def test_resolution_of_three_errors() -> None:
    row = resolution([0.0, 400.0, 161.0])
    assert (row["mentions"], row["acc161"], row["mean_km"], row["median_km"]) == (3, pytest.approx(2 / 3), 187.0, 161.0)
    # ln 162 = 5.0876, ln 401 = 5.9940, ln 20039 = 9.9054: (5.0876 / 2 + (5.0876 + 5.9940) / 2) / 2 / 9.9054
    assert row["auc"] == pytest.approx(0.40809, abs=0.0001)


def test_nothing_has_no_figures() -> None:
    assert resolution([])["acc161"] is None
    assert prf(0, 0, 0) == {"precision": None, "recall": None, "f1": None, "found": 0, "wrong": 0, "missed": 0}
    assert prf(0, 0, 2)["f1"] == 0.0


def test_each_fate_of_a_prediction_is_counted_where_it_belongs() -> None:
    gold = [GoldToponym(0, 4, *ROME), GoldToponym(10, 14, *MUSCAT), GoldToponym(20, 24), GoldToponym(30, 34, *BEIRUT)]
    found = [
        Predicted(0, 4, *ROME, "location", "city", 0.9),  # right
        Predicted(10, 14, *BEIRUT, "metonym", "city", 0.8),  # found, put elsewhere
        Predicted(20, 24, *ROME, "location", "city", 0.7),  # gold has no coordinates: not judged
        Predicted(40, 44, *ROME, "location", "city", 0.6),  # no gold
        Predicted(50, 54, *ROME, "location", "city", 0.6),  # ignored
        Predicted(60, 64),  # no gold, not placed
    ]
    row = figures(judge(gold, [(52, 60)], found))
    assert row["recognition"]["overlap"] == {
        "precision": 3 / 5, "recall": 3 / 4, "f1": pytest.approx(2 / 3), "found": 3, "wrong": 2, "missed": 1,
    }  # fmt: skip
    whole = row["end_to_end"]
    assert (whole["right"], whole["placed"], whole["precision161"]) == (1, 3, 1 / 3)
    assert whole["recall161"] == 1 / 3
    assert row["by_role"]["metonym"]["precision161"] == 0.0
    assert row["by_role"]["location"]["precision161"] == 1 / 2
    assert row["calibration"]["mentions"] == 3


def test_calibration_in_bins() -> None:
    table = calibration([(0.8, True), (0.84, False), (0.95, True), (1.0, True)])
    assert [(row["from"], row["mentions"], row["right"]) for row in table["bins"]] == [(0.8, 2, 0.5), (0.9, 2, 1.0)]
    assert table["ece"] == pytest.approx((0.32 + 0.025) / 2)


def test_roles_and_types_of_gold_are_told_apart() -> None:
    gold = [GoldToponym(0, 4, *ROME, role="metonym", type="PPLC"), GoldToponym(8, 12, *ROME, type="PPL")]
    row = figures(judge(gold, [], [Predicted(0, 4, *ROME)]))
    assert row["by_gold_role"]["metonym"]["recall161"] == 1.0
    assert row["by_gold_role"]["metonym"]["same_role"] == 0.0
    assert row["by_gold_type"]["PPL"]["recall"] == 0.0


# -------------------------------------------------------------------------------------------------------- gold


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": ', r"gold.jsonl:2: not JSON .*one article a line"),
        ("[1]", r"gold.jsonl:2: the line is not a JSON object"),
        ({"id": "b", "toponyms": []}, r"gold.jsonl:2: the article has no text; give it"),
        ({"id": "b", "text": "Rome."}, r'gold.jsonl:2: the key "toponyms" is missing; give a list'),
        ({"text": "Rome.", "toponyms": [{"start": 0, "end": 6}]}, r":2: toponyms: 0-6 lies outside of the text of 5"),
        ({"text": "Rome.", "toponyms": [{"start": 3, "end": 3}]}, r":2: toponyms: 3-3 lies outside"),
        ({"text": "Rome.", "toponyms": [{"start": "0", "end": 4}]}, r":2: .*must be integers; count Unicode"),
        ({"text": "Rome.", "toponyms": [{"start": 0, "end": 4, "lat": 41.9}]}, r":2: .*only one of lat and lon"),
        ({"text": "Rome.", "toponyms": [{"start": 0, "end": 4, "lat": 141, "lon": 12}]}, r":2: .*degrees, lat first"),
        ({"text": "Rome.", "toponyms": [{"start": 0, "end": 4, "role": "mood"}]}, r":2: .*'Rome' has the role 'mood'"),
        ({"text": "Rome.", "toponyms": [], "ignore": [{"start": -1, "end": 2}]}, r":2: ignore: -1-2 lies outside"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else str(value)[:24],
)  # fmt: skip
def test_bad_gold_is_named_with_file_and_line(gold_file, line: object, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_gold(gold_file(LINE, line))


def test_bad_gold_ends_the_command_with_2(gold_file) -> None:
    result = run(gold_file(LINE, {"text": "x"}))
    assert result.exit_code == 2
    assert "gold.jsonl:2" in result.stderr and result.stdout == ""


def test_actor_passages_say_who_is_in_them(tmp_path: Path) -> None:
    path = tmp_path / "actors.txt"
    path.write_text("# id: p1\n# date: 2024-11-28\n# actors: irgc; iso:IR\n{The Guards=irgc} left.\n", encoding="utf-8")
    (passage,) = read_actor_passages(path)
    assert passage.article.text == "The Guards left."
    assert str(passage.article.published) == "2024-11-28"
    assert [(a.start, a.end, a.actor_id) for a in passage.actors] == [(0, 10, "actor:irgc")]
    assert passage.present == {"actor:irgc", "iso:IR"}


def test_a_brace_left_over_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "actors.txt"
    path.write_text("# id: p1\n{The Guards=irgc} left.\n\n# id: p2\n{Hamas left.\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"actors.txt:5: a brace is left over"):
        read_actor_passages(path)


# --------------------------------------------------------------------------------------------------- the command


def test_one_screen_of_figures(gold_file) -> None:
    muscat = {"start": 9, "end": 15, "lat": 23.58, "lon": 58.41}
    result = run(gold_file({**LINE, "toponyms": [*LINE["toponyms"], muscat]}))
    assert result.exit_code == 0, result.stderr
    assert "1 articles, 2 names, 2 with coordinates" in result.stdout
    assert "found and within 161 km    1.000   1.000   1.000" in result.stdout
    assert "Expected calibration error" in result.stdout
    assert len(result.stdout.splitlines()) <= 50


def test_what_analyse_writes_is_gold_that_it_agrees_with(gold_file, analyser: Analyser) -> None:
    text = "MUSCAT - Tehran rejected the offer that Omani officials had made in Rome."
    first = evaluate({"x": read(gold_file({"text": text, "toponyms": []}), "places")}, analyser, "places")
    assert first["files"][0]["recognition"]["overlap"]["found"] == 0
    written = as_json("a", analyser(Article("a", "", text)))
    path = gold_file({"text": text, **written})
    row = evaluate({"x": read(path, "places")}, analyser, "places")["files"][0]
    assert row["end_to_end"]["f161"] == 1.0 and row["by_gold_role"]["metonym"]["same_role"] == 1.0
    assert evaluate({"x": read(path, "actors")}, analyser, "actors")["files"][0]["sets"]["f1"] == 1.0


def test_demonyms_are_judged_where_the_file_marks_any(gold_file, analyser: Analyser) -> None:
    text = "Omani officials left Rome."
    rome = {"start": 21, "end": 25, "lat": 41.89, "lon": 12.48}
    omani = {"start": 0, "end": 5, "lat": 21.0, "lon": 57.0, "demonym": True}

    def wrong(*toponyms: dict, demonyms: bool | None = None) -> tuple[int, int]:
        gold = read(gold_file({"text": text, "toponyms": toponyms}), "places")
        row = evaluate({"x": gold}, analyser, "places", demonyms)["files"][0]["recognition"]["overlap"]
        return row["found"], row["wrong"]

    assert wrong(rome) == (1, 0)
    assert wrong(rome, demonyms=True) == (1, 1)
    assert wrong(rome, omani) == (2, 0)
    assert wrong(rome, omani, demonyms=False) == (1, 0)


def test_the_oracle_is_given_the_names(gold_file, analyser: Analyser) -> None:
    gold = read(gold_file({**LINE, "title": "A day in May"}), "oracle")
    row = evaluate({"x": gold}, analyser, "oracle")["files"][0]
    assert (row["resolution"]["mentions"], row["resolution"]["acc161"]) == (1, 1.0)


def test_roles_and_actors_of_the_held_out_passages() -> None:
    """Floors against accidents; the figures themselves are what the command prints."""
    roles = json.loads(run(GOLD / "roles.txt", "--roles", "--json").stdout)["files"][0]
    assert roles["names"] > 300 and roles["accuracy"] > 0.85
    actors = json.loads(run(GOLD / "actors.txt", "--actors", "--json").stdout)["files"][0]
    assert actors["articles"] == 45 and actors["sets"]["f1"] > 0.9 and actors["mentions"]["f1"] > 0.85
    assert "actors of an article" in run(GOLD / "actors.txt", "--actors").stdout


# ------------------------------------------------------------------------------------------- the field's script


@pytest.mark.parametrize("demonyms", [None, False], ids=["as marked", "without demonyms"])
@pytest.mark.parametrize("corpus", ["lgl", "trnews", "tud"])
def test_it_agrees_with_the_shared_script(analyser: Analyser, shared: Path, corpus: str, demonyms: bool | None) -> None:
    path = shared / "corpora" / "dev" / f"{corpus}.jsonl"
    gold = read(path, "places")
    ours = evaluate({corpus: gold}, analyser, "places", demonyms)["files"][0]
    predictions = []
    for each in gold:
        toponyms = as_json(each.article.article_id, analyser(each.article))["toponyms"]
        if not ours["demonyms"]:
            toponyms = [t for t in toponyms if t["role"] != "demonym"]
        predictions.append({"id": each.article.article_id, "toponyms": toponyms})
    lines = [json.loads(line) for line in path.open(encoding="utf-8")]
    theirs = script(shared).score(lines, predictions, no_demonyms=not ours["demonyms"])
    assert both(ours) == pytest.approx(from_script(theirs), abs=0.0005)
    assert ours["end_to_end"]["placed"] > 200


@pytest.mark.parametrize("corpus", ["lgl", "trnews", "tud"])
def test_the_oracle_agrees_with_the_shared_script(analyser: Analyser, shared: Path, corpus: str) -> None:
    path = shared / "corpora" / "dev" / f"{corpus}.jsonl"
    gold = read(path, "oracle")
    ours = evaluate({corpus: gold}, analyser, "oracle")["files"][0]["resolution"]
    predictions = []
    for each in gold:
        marks = [t for t in each.toponyms if t.lat is not None]
        places = analyser.put(each.article, [(t.start, t.end) for t in marks])
        toponyms = [
            {"start": t.start, "end": t.end, "lat": p and p.lat, "lon": p and p.lon}
            for t, p in zip(marks, places, strict=True)
        ]
        predictions.append({"id": each.article.article_id, "toponyms": toponyms})
    lines = [json.loads(line) for line in path.open(encoding="utf-8")]
    theirs = script(shared).score(lines, predictions, oracle=True)["resolution"]
    names = ("acc161", "mean_km", "median_km", "auc")
    assert [ours[name] for name in names] == pytest.approx([theirs[name] for name in names], abs=0.0005)
    assert (ours["mentions"], ours["not_placed"]) == (theirs["n"], theirs["found_unplaced"])


def script(shared: Path):
    spec = importlib.util.spec_from_file_location("score", shared / "bench" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def both(ours: dict) -> dict[str, float]:
    """Return every figure that both print, by the script's names."""
    out = {f"{m} {n}": row[k] for m, row in ours["recognition"].items() for n, k in RECOGNITION.items()}
    resolved = {name: ours["resolution"][name] for name in ("acc161", "mean_km", "median_km", "auc")}
    whole = {name: ours["end_to_end"][name] for name in ("recall161", "precision161", "f161", "right", "placed")}
    counts = {name: ours[name] for name in ("articles", "gold", "ignored_spans")}
    counts["gold_with_coords"] = ours["gold_with_coordinates"]
    counts |= {"n": ours["resolution"]["mentions"], "found_unplaced": ours["resolution"]["not_placed"]}
    return out | resolved | whole | counts


def from_script(theirs: dict) -> dict[str, float]:
    out = {f"{m} {n}": row[n] for m, row in theirs["recognition"].items() for n in RECOGNITION}
    counts = {name: theirs[name] for name in ("articles", "gold", "gold_with_coords", "ignored_spans")}
    return out | theirs["resolution"] | theirs["end_to_end"] | counts


RECOGNITION = {"P": "precision", "R": "recall", "F1": "f1", "tp": "found", "fp": "wrong", "fn": "missed"}
