"""
Everything that the page asks of the index; the one door to the SQL of the page.

Each function takes the index and the filters and returns a pandas DataFrame or a small frozen object; nothing is
written. Values are bound, never pasted into SQL. Latitudes and longitudes are WGS 84 decimal degrees, radii kilometres,
offsets Unicode code points, half open. A text column never holds a null: what is unknown (the outlet of an article
without one, the country of a sea) is the empty string, and the empty string chosen in a filter means just that.

A *mention* below is a placed mention. Roles, dates, outlets and so on mean what `dashboard.model.Filters` says. A facet
counts under all filters but its own, so that its counts say what choosing a value would give; a chosen value is listed
even when nothing is left of it. `words` keeps articles in which every word starts a word of the title or the text,
whatever its case and accents; "words in quotes" must stand side by side. Actors are those of the catalogue;
who is not in it is only told by `unlisted_actors`, and by the other functions where a filter names it.

`page` answers for the whole page in one go; the functions beside it give its parts one by one. Any of them raises
QueryError for a filter that no query can mean, such as an unknown role.
"""

from dashboard.store._actor_card import ActorCard, actor_card
from dashboard.store._actors import (
    actor_mentions,
    actors,
    articles_naming,
    co_mentions,
    links,
    sentences_with,
    unlisted_actors,
)
from dashboard.store._compare import CHANGES, Change, Comparison, Span, compare
from dashboard.store._corrected import BY_HAND, CHECKED, MEANT_BY_HAND
from dashboard.store._counts import (
    Page,
    Summary,
    actor_facet,
    country_facet,
    kind_facet,
    outlet_facet,
    page,
    place_counts,
    place_courses,
    role_facet,
    summary,
    timeline,
)
from dashboard.store._elsewhere import Copy
from dashboard.store._families import parts
from dashboard.store._filters import FACETS, Facet, check, drop
from dashboard.store._marks import Mark
from dashboard.store._reading import (
    ArticleView,
    Excerpt,
    ExcerptPage,
    all_excerpts,
    article_view,
    excerpts,
    mention,
    place,
    place_actors,
)
from dashboard.store._review import Doubt, Doubts, doubt, doubts
from dashboard.store._tables import (
    SearchResults,
    actor_ids,
    articles,
    country_codes,
    droppable,
    held,
    mentions,
    search,
)
from dashboard.store._timeline import STEPS, Step, Timeline
from dashboard.store._unplaced import LostName, analysed_place, corrections, lost_name, spot, unplaced

__all__ = [
    "BY_HAND", "CHANGES", "CHECKED", "FACETS", "MEANT_BY_HAND", "STEPS", "ActorCard", "ArticleView", "Change",
    "Comparison", "Copy", "Doubt", "Doubts", "Excerpt", "ExcerptPage", "Facet", "LostName", "Mark", "Page",
    "SearchResults", "Span", "Step", "Summary", "Timeline", "actor_card", "actor_facet", "actor_ids",
    "actor_mentions", "actors", "all_excerpts", "analysed_place", "article_view", "articles", "articles_naming",
    "check", "co_mentions", "compare", "corrections", "country_codes", "country_facet", "doubt", "doubts",
    "drop", "droppable", "excerpts", "held", "kind_facet", "links", "lost_name", "mention", "mentions", "outlet_facet",
    "page", "parts", "place", "place_actors", "place_counts", "place_courses", "role_facet", "search",
    "sentences_with", "spot", "summary", "timeline", "unlisted_actors", "unplaced",
]  # fmt: skip
