"""Actors on passages of our own: those that the rules were written with, and those that they had not seen."""

from pathlib import Path

import pytest

from dashboard.evaluate import evaluate_actors
from dashboard.evaluate.gold import read_actor_passages
from dashboard.geoparse.analyse import Analyser

GOLD = Path(__file__).parent.parent / "gold"


@pytest.mark.parametrize("name", ["actors.txt", "actors_unseen.txt", "actors_held_out.txt"])
def test_actors_are_found_as_well_as_they_should_be(analyser: Analyser, name: str) -> None:
    figures = evaluate_actors(read_actor_passages(GOLD / name), analyser)
    assert figures["sets"]["f1"] >= 0.92, figures
    assert figures["mentions"]["f1"] >= 0.88, figures
