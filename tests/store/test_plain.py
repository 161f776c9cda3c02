"""Whatever the filters, and whoever reads which edition: the queries give what plain Python gives."""

import itertools
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.model import NO_FILTERS, ROLES, Filters
from dashboard.store import queries
from dashboard.store._timeline import timeline_of
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from dashboard.store.watch import Edition
from tests.builders import ACTORS, PLACES
from tests.store.plain import Plain, made_up

some = st.lists
ids = st.sampled_from([*(actor.actor_id for actor in ACTORS.values()), "actor:nobody"])
days = st.none() | st.sampled_from([date(2024, 10, 28), date(2024, 10, 30), date(2024, 11, 1), date(2024, 12, 7)])
any_filters = st.builds(
    Filters,
    actors=some(ids, max_size=3).map(tuple),
    actor_match=st.sampled_from(["any", "all"]),
    actor_scope=st.sampled_from(["sentence", "article"]),
    with_parts=st.booleans(),
    countries=some(st.sampled_from(["IT", "LB", "IR", "", "XX"]), max_size=2).map(tuple),
    since=days,
    until=days,
    keep_undated=st.booleans(),
    outlets=some(st.sampled_from(["Wire", "Daily", "", "x"]), max_size=2).map(tuple),
    roles=st.just(NO_FILTERS.roles) | some(st.sampled_from(ROLES), max_size=3, unique=True).map(tuple),
    kinds=some(st.sampled_from(["city", "sea", "country"]), max_size=2).map(tuple),
    min_confidence=st.sampled_from([0.0, 0.5, 0.6]),
    words=st.sampled_from(["", "", "talks", "elan ship", "rome"]),
)


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    """Return (what is asked, what it must know): an index made at once, one that grew, and an edition of that."""
    early, late, again = made_up(30, 7), made_up(12, 7, first=30), made_up(6, 7, first=12, again=1)
    archive = Archive(tmp_path_factory.mktemp("archive"))
    archive.write(early)
    with Index.in_memory(archive) as grown:
        queries.page(grown, NO_FILTERS)
        edition = Edition(grown, grown.horizon)
        for more in (late[:5], again, late[5:]):
            archive.write(more)
            grown.refresh()
            queries.page(grown, NO_FILTERS)
        with Index.in_memory(archive) as anew:
            newer = {each.article.article_id: each for each in again}
            seen = [newer.get(each.article.article_id, each) for each in early]
            yield [(anew, Plain([*seen, *late])), (grown, Plain([*seen, *late])), (edition, Plain(seen))]


def rows(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


checked = hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@checked
@given(filters=any_filters, place=st.sampled_from([each.place_id for each in PLACES.values()]))
def test_any_filters_give_what_plain_python_gives(readers, filters, place):
    for index, plain in readers:
        page = queries.page(index, filters)
        assert page.summary == queries.summary(index, filters) == plain.summary(filters)
        for places in (page.places, queries.place_counts(index, filters)):
            shown = rows(places, "place_id", "name", "kind", "country_code", "mentions", "articles", "confidence")
            assert shown == plain.places(filters)
        for actors in (page.actors, queries.actor_facet(index, filters)):
            assert rows(actors, "actor_id", "name", "type", "country_code", "mentions", "articles") == (
                plain.actor_rows(filters)
            )
        assert rows(page.countries, "country_code", "country", "mentions") == plain.countries(filters)
        assert rows(page.outlets, "outlet", "mentions") == plain.outlets(filters)
        assert rows(page.roles, "role", "mentions") == plain.roles(filters)
        assert rows(page.kinds, "kind", "mentions") == plain.kinds(filters)
        wanted = timeline_of(plain.days(filters), filters)
        assert page.timeline.bars.equals(wanted.bars) and page.timeline.undated_mentions == wanted.undated_mentions
        for alone, part in (
            (queries.country_facet, page.countries), (queries.outlet_facet, page.outlets),
            (queries.role_facet, page.roles), (queries.kind_facet, page.kinds),
        ):  # fmt: skip
            assert alone(index, filters).equals(part)
        read_and_dropped(index, plain, filters, place)


def read_and_dropped(index, plain, filters, place):
    assert rows(queries.articles(index, filters), "article_id", "mentions", "places") == plain.article_rows(filters)
    first = rows(queries.articles(index, filters, 3), "article_id", "mentions", "places")
    assert first == plain.article_rows(filters)[:3]
    assert rows(queries.unplaced(index, filters), "surface", "mentions", "articles", "key") == plain.unplaced(filters)
    for row in queries.droppable(index, filters).itertuples():
        assert row.mentions == len(plain.kept(queries.drop(filters, row.facet, row.value)))
    wanted = plain.sentences(filters, place)
    for number in itertools.count(1):
        found = queries.excerpts(index, filters, place, number, 4)
        assert [(each.article_id, each.sentence) for each in found.excerpts] == wanted[4 * number - 4 : 4 * number]
        assert (found.total_excerpts, found.pages) == (len(wanted), -(-len(wanted) // 4))
        if number >= found.pages:
            break
    assert found.total_mentions == plain.counts(filters)[0][place]


@checked
@given(filters=any_filters, text=st.sampled_from(["r", "be", "iran", "ha", "talks", "foo", "élan", "red se", "ali q"]))
def test_any_search_counts_what_plain_python_counts(readers, filters, text):
    for index, plain in readers:
        found = queries.search(index, filters, text)
        places, actors, articles = plain.counts(filters)
        assert rows(found.places, "place_id", "mentions") == [(each, places[each]) for each in found.places["place_id"]]
        assert rows(found.actors, "actor_id", "mentions") == [(each, actors[each]) for each in found.actors["actor_id"]]
        for frame in (found.places, found.actors):
            assert list(frame["mentions"]) == sorted(frame["mentions"], reverse=True)
        titled, said = plain.answering(text)
        wanted = sorted(titled + said, key=lambda each: (each not in titled, -articles[each]))
        assert list(found.articles["mentions"]) == [articles[each] for each in wanted[:10]]
        assert set(found.articles["article_id"][: len(titled)]) <= set(titled)
        assert set(found.articles["article_id"]) <= {*titled, *said}
