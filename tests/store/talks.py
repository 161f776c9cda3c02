"""Four articles that can be counted by hand, and what the tests of queries call their places and actors."""

import pandas as pd

from tests.builders import ACTORS, PLACES, analysed

ROME, BEIRUT, BAALBEK = (PLACES[key].place_id for key in ("rome", "beirut", "baalbek"))
HAMAS, HEZBOLLAH, IRAN, ISRAEL = (ACTORS[key].actor_id for key in ("hamas", "hezbollah", "iran", "israel"))

ARTICLES = (
    analysed(
        "talks",
        "Talks in *Rome/rome* were put off by *Iran/@iran*.\n"
        "*Tehran/tehran:metonym* thanked *Muscat/muscat*.\n"
        "*Hamas/@hamas* spoke 😀 in *Beirut/beirut* and *Rome/rome*, near *Foo/?*.",
        "Talks in *Rome/rome* delayed",
        published="2024-10-28",
        source="Wire",
        url="https://example.org/talks",
        notes=("One name was left out.",),
    ),
    analysed(
        "raids",
        "*Israel/@israel* struck *Baalbek/baalbek* and *Beirut/beirut*.\n"
        "*Hezbollah/@hezbollah* and *Iran/@iran* met in *Beirut/beirut*.\n"
        "*foo/?* again.",
        "Raids on *Lebanon/lebanon*",
        published="2024-11-02",
        source="Daily",
    ),
    analysed("ships", "Ships left the *Red Sea/red-sea*.\nNothing about *Élan/?*.", source="Wire", confidence=0.4),
    analysed("nothing", "No place is named here at all.", "Empty", published="2024-12-01"),
)


def pairs(frame: pd.DataFrame, key: str) -> dict[str, int]:
    """Return the mentions of each value of a column."""
    return dict(zip(frame[key], frame["mentions"], strict=True))
