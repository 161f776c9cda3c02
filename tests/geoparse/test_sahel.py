"""Names of the Sahel that are hard: one country inside another's name, a state and a country, a town and its region."""

import pytest

from dashboard.geoparse.analyse import Analyser
from dashboard.model import Article


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Dakar wants Mali, Burkina Faso and Niger back. Tinubu of Nigeria watched it in Diamniadio.",
         "Niger", ("Niger", "NE")),
        ("ABUJA - Floods have hit Niger, Kogi and Kwara states in Nigeria.", "Niger", ("Niger State", "NG")),
        ("DIFFA, Niger - Refugees from Borno have lived around Diffa for ten years.", "Diffa", ("Diffa", "NE")),
        ("Guinea took their side; Guinea-Bissau stood by Abuja.", "Guinea-Bissau", ("Guinea-Bissau", "GW")),
        ("Lorries wait in Niger on the road to Birni N'Konni.", "Birni N'Konni", ("Birni N'Konni", "NE")),
    ],
)  # fmt: skip
def test_a_hard_name_is_placed(analyser: Analyser, text: str, name: str, place: tuple[str, str]) -> None:
    mentions = analyser(Article("a", "", text)).mentions
    found = {(m.place.name, m.place.country_code) for m in mentions if m.surface == name and m.place}
    assert found == {place}


def test_a_council_that_rules_is_an_actor_by_all_its_names(analyser: Analyser) -> None:
    text = "General Tiani leads the National Council for the Safeguard of the Homeland (CNSP) in Niamey, Niger's junta."
    found = [(a.surface, a.actor.actor_id) for a in analyser(Article("a", "", text)).actors]
    assert ("Tiani", "actor:abdourahamane-tiani") in found
    assert {("CNSP", "actor:cnsp-niger"), ("Niger's junta", "actor:cnsp-niger")} <= set(found)
