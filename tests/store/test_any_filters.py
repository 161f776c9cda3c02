"""Any filters give what plain Python gives, and any search is answered or refused."""

from datetime import date

import pandas as pd
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.errors import QueryError
from dashboard.model import KINDS, NO_FILTERS, ROLES, Filters
from dashboard.store import queries
from tests.store.talks import ARTICLES, HAMAS, HEZBOLLAH, IRAN, ISRAEL, pairs

some = st.lists
ids = st.sampled_from([HAMAS, HEZBOLLAH, IRAN, ISRAEL, "actor:x"])
days = st.none() | st.dates(date(2024, 10, 20), date(2024, 12, 10))
any_filters = st.builds(
    Filters,
    actors=some(ids, max_size=3).map(tuple),
    actor_match=st.sampled_from(["any", "all"]),
    actor_scope=st.sampled_from(["sentence", "article"]),
    countries=some(st.sampled_from(["IT", "LB", "OM", "", "XX"]), max_size=3).map(tuple),
    since=days,
    until=days,
    keep_undated=st.booleans(),
    outlets=some(st.sampled_from(["Wire", "Daily", "", "x"]), max_size=2).map(tuple),
    roles=some(st.sampled_from(ROLES), max_size=5).map(tuple),
    kinds=some(st.sampled_from(["city", "sea", "country", *KINDS[:3]]), max_size=2).map(tuple),
    min_confidence=st.sampled_from([0.0, 0.5, 0.95]),
    words=st.sampled_from(["", "talks", "left the", "in rome", "zzz"]),
)


def plain(filters: Filters, without: str = ""):
    """Filter the mentions of ARTICLES the slow and obvious way; yield (article, mention)."""
    for made in ARTICLES:
        article = made.article
        beside = {}
        for actor in made.actors:
            beside.setdefault(actor.sentence, set()).add(actor.actor.actor_id)
        everyone = set().union(*beside.values()) if beside else set()
        folded = f" {article.title} {article.text}".lower()
        for mention in made.mentions:
            if mention.place is None:
                continue
            named = beside.get(mention.sentence, set()) if filters.actor_scope == "sentence" else everyone
            chosen = set(filters.actors)
            dated = article.published
            tests = {
                "actors": not chosen or (chosen <= named if filters.actor_match == "all" else bool(chosen & named)),
                "countries": not filters.countries or (mention.place.country_code or "") in filters.countries,
                "kinds": not filters.kinds or mention.place.kind in filters.kinds,
                "roles": not filters.roles or mention.role in filters.roles,
                "outlets": not filters.outlets or (article.source or "") in filters.outlets,
                "dates": filters.keep_undated if dated is None else (filters.since or dated) <= dated <= (
                    filters.until or dated),
                "min_confidence": mention.confidence >= filters.min_confidence,
                "words": all(" " + word in folded for word in filters.words.split()),
            }  # fmt: skip
            if all(passed for facet, passed in tests.items() if facet != without):
                yield article, mention, named


def counted(values) -> dict[str, int]:
    return pd.Series(list(values), dtype="object").value_counts().to_dict()


@hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=any_filters)
def test_any_filters_give_what_plain_python_gives(index, filters):
    page = queries.page(index, filters)
    kept = list(plain(filters))
    assert page.summary.mentions == len(kept) == len(queries.mentions(index, filters))
    assert page.summary.articles == len({article.article_id for article, _, _ in kept})
    assert pairs(page.places, "place_id") == counted(mention.place.place_id for _, mention, _ in kept)

    def facet(frame, key, name, value):
        shown = {k: v for k, v in pairs(frame, key).items() if v}
        assert shown == counted(value(article, mention) for article, mention, _ in plain(filters, without=name))

    facet(page.countries, "country_code", "countries", lambda a, m: m.place.country_code or "")
    facet(page.outlets, "outlet", "outlets", lambda a, m: a.source or "")
    facet(page.roles, "role", "roles", lambda a, m: m.role)
    facet(page.kinds, "kind", "kinds", lambda a, m: m.place.kind)
    hidden = "" if filters.actor_match == "all" else "actors"
    beside = counted(actor for _, _, named in plain(filters, without=hidden) for actor in named)
    assert {k: v for k, v in pairs(page.actors, "actor_id").items() if v} == beside
    total = page.timeline.bars["mentions"].sum() + page.timeline.undated_mentions
    assert total == len(list(plain(filters, without="dates")))
    for row in queries.droppable(index, filters).itertuples():
        assert row.mentions == len(list(plain(queries.drop(filters, row.facet, row.value))))
    for place_id, mentions in pairs(page.places, "place_id").items():
        found = queries.excerpts(index, filters, place_id)
        assert found.total_mentions == mentions
        assert all(any(mark.selected for mark in each.marks) for each in found.excerpts)


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_any_text_can_be_searched_for_or_is_refused(index, text):
    filters = Filters(actors=(text,), countries=(text,), outlets=(text,), words=text)
    try:
        queries.page(index, filters)
        queries.search(index, NO_FILTERS, text)
        queries.excerpts(index, NO_FILTERS, text)
        queries.article_view(index, text)
    except QueryError:
        pass
