"""A few articles analysed by hand, so that most tests need no gazetteer and know what must be on the map."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dashboard.model import Actor
from tests.browser.harness import analysed, place, store

LEBANON = {"country_code": "LB", "country": "Lebanon"}
BAALBEK = place("geonames:278913", "Baalbek", 34.006, 36.209, **LEBANON, admin1="Baalbek-Hermel")
BEIRUT = place("geonames:276781", "Beirut", 33.894, 35.502, **LEBANON, admin1="Beyrouth")
ROME = place("geonames:3169070", "Rome", 41.893, 12.483, country_code="IT", country="Italy", admin1="Lazio")
SANAA = place("geonames:71137", "Sanaa", 15.355, 44.207, country_code="YE", country="Yemen")
NATANZ = place("feature:natanz", "Natanz site", 33.72, 51.73, kind="nuclear_site", country_code="IR", country="Iran")
RED_SEA = place("feature:red-sea", "Red Sea", 20.3, 38.5, kind="sea", radius_km=900.0)
YEMEN = place("iso:YE", "Yemen", 15.5, 47.5, kind="country", country_code="YE", country="Yemen", radius_km=500.0)
TEHRAN = place("geonames:112931", "Tehran", 35.694, 51.422, country_code="IR", country="Iran")

HEZBOLLAH = Actor("actor:hezbollah", "Hezbollah", "armed_group", "LB")
HOUTHIS = Actor("actor:houthis", "Houthis", "armed_group", "YE")
IRAN = Actor("iso:IR", "Iran", "state", "IR")


def desk_articles(home: Path) -> None:
    """Store five articles over eight places; Hezbollah stands beside Baalbek and Beirut only."""
    store(
        home,
        analysed("one", "Hezbollah held Baalbek. Shops in Beirut were open. Snow fell on Baalbek.",
                 {"Baalbek": BAALBEK, "Beirut": BEIRUT}, {"Hezbollah": HEZBOLLAH}, title="Quiet in the valley",
                 url="https://example.org/one", published=date(2024, 10, 28)),
        analysed("two", "Hezbollah spoke in Beirut. A storm came.", {"Beirut": BEIRUT}, {"Hezbollah": HEZBOLLAH},
                 title="A speech", source="Sample Weekly", published=date(2024, 11, 6)),
        analysed("three", "The Houthis fired on ships in the Red Sea. They hold Sanaa in Yemen.",
                 {"Red Sea": RED_SEA, "Sanaa": SANAA, "Yemen": YEMEN}, {"Houthis": HOUTHIS}, title="Ships turn back",
                 published=date(2024, 1, 9)),
        analysed("four", "Talks in Rome were postponed. Tehran said little of Natanz site. Nobody found Tell Qar.",
                 {"Rome": ROME, "Tehran": TEHRAN, "Natanz site": NATANZ, "Tell Qar": None}, {"Iran": IRAN},
                 title="Talks postponed", source=None, roles={"Tehran": "metonym"}),
        analysed("five", "Baalbek waits. Baalbek hopes. Baalbek rests.", {"Baalbek": BAALBEK}, title="Stones",
                 published=date(2024, 11, 27)),
    )  # fmt: skip
