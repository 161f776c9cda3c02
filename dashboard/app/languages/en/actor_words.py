"""
What the page says of actors, their cards and the catalogue, beside `words`: plain text, to be said in another language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from dashboard.app.languages.en.words import capital, counted, day, listed, month, number

WITH_PARTS = "Include what is part of it"
AND_PARTS = " and its parts"
#: Of what is part of an actor, so many are told by name.
MOST_PARTS = 6
KEEP_ONLY = "Keep only this actor"
#: What a line between an actor and a place says, and all that it says.
TOGETHER = "mentioned together"
NOT_CAUSED = "That they stand in one sentence says nothing of why."
UNLISTED = "not in your catalogue"
#: Actors that the reader put into the catalogue in earlier visits.
ADDED_EARLIER = "Added here earlier"
READING_ANEW = "Reading its articles anew"


ALL_LISTED = "Every person and organisation that was recognised is in your catalogue."
ADD_THOSE = "Add those that you follow: they then have a card, a filter, and places that they are named with."
NAME, COUNTRY, NO_COUNTRY, ADD = "Name", "Country (optional)", "None", "Add to my catalogue"
REMOVE, KEEP = "Remove from my catalogue", "Keep it"


READ_AGAIN = "Read their articles again"


def known_by_now(names: Sequence[str], actors: int) -> str:
    """Say whom the catalogue knows by now, the first by name, though articles were read before it did."""
    shown = [*names, f"{number(actors - len(names))} more"] if actors > len(names) else [*names]
    verb = "is" if actors == 1 else "are"
    return f"{listed(shown)} {verb} in your catalogue by now. Articles that were read before do not say so yet."


def not_read_again(why: str) -> str:
    """Say that articles could not be read again."""
    return f"The articles could not be read again: {why}"


def add_as(name: str) -> str:
    """Name the way to add an actor, whose name stands beside and is only to hear: it comes as markup."""
    return f"Add :gray[{name}] as …"


def read_of(name: str) -> str:
    """Name the way to an actor's sentence, as `add_as` does."""
    return f"Read of :gray[{name}]"


def remove(name: str) -> str:
    """Name the way to take an actor out of the catalogue."""
    return f"Remove {name}"


def together(sentences: int) -> str:
    """Return "mentioned together in 3 sentences"."""
    return f"{TOGETHER} in {counted(sentences, 'sentence')}"


def not_together(one: str, other: str) -> str:
    """Say that no sentence names both under the filters."""
    return f"Under these filters no sentence names both {one} and {other}."


def part_of(wholes: Iterable[str]) -> str:
    """Return "part of Iran and Lebanon", or ""."""
    said = listed(wholes)
    return f"part of {said}" if said else ""


def with_parts(parts: Sequence[str]) -> str:
    """Return "Counted with 2 that are part of it: Quds Force and Revolutionary Guards", or ""."""
    if not parts:
        return ""
    shown = list(parts[:MOST_PARTS])
    if len(parts) > len(shown):
        shown.append(f"{number(len(parts) - len(shown))} more")
    return f"Counted with {number(len(parts))} that {'is' if len(parts) == 1 else 'are'} part of it: {listed(shown)}."


def office(title: str, since: str, until: str) -> str:
    """Return "President of Syria, since 29 Jan 2025", "Prime minister of Iraq, 2014 to Oct 2018"."""
    if not until:
        return f"{capital(title)}, since {coarse_day(since)}"
    return f"{capital(title)}, {coarse_day(since)} to {coarse_day(until)}"


def coarse_day(said: str) -> str:
    """Return "2014", "2014-05" or "2014-05-01" as a reader says it: "2014", "May 2014", "1 May 2014"."""
    match [int(part) for part in said.split("-")]:
        case [year, number_of_month]:
            return month(date(year, number_of_month, 1))
        case [year, number_of_month, number_of_day]:
            return day(date(year, number_of_month, number_of_day))
    return said


def office_source(publisher: str, title: str, consulted: date | None) -> str:
    """Say where the dates of an office come from or, while nobody has compared them, where they can be checked."""
    if consulted is None:
        return f"To check: {publisher}, {title}"
    return f"Source: {publisher}, {title}, consulted on {day(consulted)}"


NO_OFFICE_SOURCE = "No source named"


def not_listed(actors: int) -> str:
    """Return "14 persons and organisations are named that your catalogue of actors does not know."."""
    if actors == 1:
        return "1 person or organisation is named that your catalogue of actors does not know."
    return f"{number(actors)} persons and organisations are named that your catalogue of actors does not know."


def seen_often(mentions: int, articles: int) -> str:
    """Return "seen 41 times in 7 articles"."""
    return f"seen {'once' if mentions == 1 else f'{number(mentions)} times'} in {counted(articles, 'article')}"


def read_anew(articles: int, left: int) -> str:
    """Say how many articles were read anew after an actor was added, and how others are."""
    said = f"{counted(articles, 'article')} {'was' if articles == 1 else 'were'} read anew"
    return f"{said}; {number(left)} more are when you add them again" if left else said


def taken_in(articles: int, left: int) -> str:
    """Say that an actor is in the catalogue now, and what was read anew for it."""
    return f"is in your catalogue; {read_anew(articles, left)}"


def taken_out(articles: int, left: int) -> str:
    """Say that an actor is no longer in the catalogue, and what was read anew for it."""
    return f"is no longer in your catalogue; {read_anew(articles, left)}"


def what_removing_does(articles: int) -> str:
    """Say, after an actor's name, what taking it out of the catalogue does."""
    named = "the article that names it is" if articles == 1 else f"the {number(articles)} articles that name it are"
    again = f"{named} read anew, without it" if articles else "no article names it"
    return (
        "leaves your catalogue, and with it its card and its filter; its line is taken out of your file, and nothing "
        f"else in it changes; {again}. You can add it again."
    )


def not_read_anew(removed: bool, why: str) -> str:
    """Say that the catalogue was changed, and that the articles could not be read anew."""
    done = "It is no longer in your catalogue" if removed else "It is in your catalogue now"
    return f"{done}, and its articles could not be read anew: {why}"


#: Of an actor of the reader's own.
NOT_NAMED = "named in no article"


def by_hand(actors: int) -> str:
    """Say that some actors of the reader's own are not the page's to remove."""
    if actors == 1:
        return "1 more was written by hand in your file of actors: it is taken out there."
    return f"{number(actors)} more were written by hand in your file of actors: they are taken out there."


def by_office(mentions: int) -> str:
    """Return "2 of them by office", for mentions such as "the US president"; or ""."""
    return f"{number(mentions)} of them by office" if mentions else ""


def seen(first: date | None, last: date | None) -> str:
    """Return "First seen 9 Jan 2024, last 6 Nov 2024"; "" for what stands in undated articles only."""
    if first is None or last is None:
        return ""
    return f"Seen on {day(first)}" if first == last else f"First seen {day(first)}, last {day(last)}"
