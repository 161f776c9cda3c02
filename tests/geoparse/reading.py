"""What the tests of this folder ask of an analysis."""

from dashboard.geoparse.analyse import Analyser
from dashboard.model import Article, Place


def places_of(analyser: Analyser, text: str) -> dict[str, Place | None]:
    """Return the place of each name of a text; of a name that stands there twice, the last one's."""
    return {m.surface: m.place for m in analyser(Article("a", "", text)).mentions}
