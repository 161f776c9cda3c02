"""What the panel says beside the map: of the chosen place, its sentences, an open article, an actor's card."""

from __future__ import annotations

from dashboard.app.languages.en.words import counted, number

NO_PLACE = "No place"
NO_PLACE_ABOUT = "Nothing is left to choose from."
CHOOSE = "Choose a place"
CHOOSE_ABOUT = "Click one on the map to read the sentences that name it, or start with the most mentioned:"
CLEAR, CLOSE = "Clear", "Close"
GONE = (
    "Not among the results any more: the filters leave no mention of it. It stays selected, so that you can change "
    "them and see."
)
RESET = "Reset filters"
#: Of a place that no sentence names any more, without a filter that would be why.
SAID_OTHERWISE = (
    "No sentence is left: what named it here is put right, by you or another reader. It comes back when that is undone."
)
NOT_MEANT = (
    "What names it is not meant as the place itself. “How a place is meant”, among the filters, shows those sentences."
)
NAMED_BESIDE = "Named beside it here"
OPEN_SOURCE = "Open source"
SHOW_IN_ARTICLE = "Show in article"

WHY = "Why here?"
DECIDED = "What decided"
COULD_BE = "It could also have been"
#: How sure a place is: a word that is set off, and what follows it.
BY_HAND = ("Placed by hand", ": a reader put it here.")
CHECKED = ("Checked", ": a reader found it right.")

BACK_TO_PLACES = "Back to places"
NO_LINK = "Its address is no link that can be opened:"
ACTORS_IN_IT = "Actors in it"

NO_ACTOR = "No such actor"
NO_ACTOR_ABOUT = "No article names it any more."
ACTOR_GONE = (
    "Not among the results any more: the filters leave no article that names it. The card stays open, so that you can "
    "change them and see."
)
NAMED_AS = "Named as"
OFFICES = "Offices"
PLACES_TOGETHER, ACTORS_TOGETHER = "Places mentioned together", "Actors mentioned together"
IN_SENTENCES = "in sentences"
NONE_TOGETHER = "None in one sentence, under these filters."


def meant_by_hand(role: str) -> str:
    """Say how a name is meant where a reader said so."""
    return f"{role}: by hand, a reader said so"


def mentions_in(mentions: int, articles: int) -> str:
    """Return "9 mentions in 5 articles"."""
    return f"{counted(mentions, 'mention')} in {counted(articles, 'article')}"


def back_to(name: str) -> str:
    """Name the way back to a place or an actor."""
    return f"Back to {name}"


def and_more(count: int) -> str:
    """Say that a list goes on."""
    return f"And {number(count)} more."


def how_sure(word: str, share: str) -> tuple[str, str]:
    """Return how sure a place is: a word that is set off, and what follows it."""
    return word, f": right {share} times, as such names go."


def earlier(count: int) -> str:
    """Say that there are earlier offices."""
    return f"{number(count)} earlier"


def all_sentences(name: str) -> str:
    """Name the way to every sentence of a place."""
    return f"All sentences that name {name}"
