"""A street or a school that no table holds is put at the place that the text names beside it; a bare name is not."""

import pytest

from dashboard.geoparse.anchors import anchors, is_local
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.resolve import Resolver
from dashboard.geoparse.toponyms import Toponym


@pytest.mark.parametrize(
    "name", ["Zzyzx Street", "Qzzar Township", "Lake Qzzar", "Queen St.", "Kantstraße", "Qzzar Elementary School"]
)
def test_a_name_that_says_what_it_is_is_local(name: str) -> None:
    assert is_local(name)


@pytest.mark.parametrize("name", ["Qzzarbekh", "Park", "New Qzzar", "Qzzar Sea"])
def test_any_other_name_is_not(name: str) -> None:
    assert not is_local(name)


def put(resolver: Resolver, text: str, *names: str) -> dict[str, str | None]:
    toponyms = [Toponym(at := text.index(name), at + len(name), name, False, 1.0) for name in names]
    gazetteer = resolver.gazetteer
    rows = []
    for toponym in toponyms:
        found = gazetteer.name_id(toponym.surface)
        rows.append(None if found is None else gazetteer.entries(found)[0].row)
    made = anchors(toponyms, rows, [0.9] * len(rows), gazetteer, resolver.candidates.points)
    return {names[n]: gazetteer.place(anchor.row).name for n, anchor in made.items()}


@pytest.fixture(scope="module")
def resolver(gazetteer: Gazetteer) -> Resolver:
    return Resolver(gazetteer, [])


def test_it_stands_at_the_place_beside_it(resolver: Resolver) -> None:
    text = "Shops on Zzyzx Street in Baalbek were shut. Talks in Muscat went on."
    assert put(resolver, text, "Zzyzx Street", "Baalbek", "Muscat") == {"Zzyzx Street": "Baalbek"}


def test_a_name_inside_its_own_speaks_louder_than_one_beside_it(resolver: Resolver) -> None:
    text = "Baalbek was quiet. The guests left Muscat for the Baalbek Zzyzx Hotel."
    assert put(resolver, text, "Baalbek", "Muscat", "Baalbek Zzyzx Hotel") == {"Baalbek Zzyzx Hotel": "Baalbek"}


def test_a_country_is_too_large_to_stand_at(resolver: Resolver) -> None:
    assert put(resolver, "Shops on Zzyzx Street in Iran were shut.", "Zzyzx Street", "Iran") == {}
