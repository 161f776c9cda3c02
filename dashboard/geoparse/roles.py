"""
Say how each toponym is meant: location, dateline, metonym, demonym or name_part.

Datelines and parts of names are told by form, demonyms by the tagger. Whether a place name stands for its government,
team or institution ("Tehran rejected") or for the place ("flew to Tehran") is told by a logistic regression on how the
name stands in its clause (`senses`). Trained by `train_roles`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

from dashboard.geoparse.document import Document
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.governors import Reader
from dashboard.geoparse.names import WHERE
from dashboard.geoparse.senses import Features, SenseModel, sense_features
from dashboard.geoparse.toponyms import Toponym
from dashboard.geoparse.words import Words
from dashboard.model import Role

_ORGANISATION_OF = frozenset(
    "university bank institute museum embassy ministry college chamber council academy hospital port club church "
    "archbishop bishop patriarch library theatre opera parliament journal school centre center consulate society "
    "federation association court national central islamic american".split()
)
_DASH = re.compile(r"^[\s\"'“‘]*(?P<place>[^\n—–\n]{2,70}?)\s*(?:[—–]|--| - |-- )\s*")


def dateline_end(text: str) -> int:
    """
    Return where the dateline of a text ends: the offset of its dash; 0 if it has none.

    A dateline is a place in capitals or title case, perhaps with a country, a date or an agency in brackets, before
    the first dash of the text ("BEIRUT, Lebanon (Sample Wire) - ").
    """
    match = _DASH.match(text[:120])
    if not match:
        return 0
    head = re.sub(r"\([^)]*\)", "", match.group("place")).strip(" ,.")
    words = [word for word in re.split(r"[\s,/]+", head) if word]
    if not words or len(words) > 9:
        return 0
    first = words[0].strip("'\"“‘")
    plain = [w for w in words if w[0].islower() and w not in ("al", "el", "and", "de", "of", "the", "near", "on", "in")]
    if plain or not first[:1].isupper():
        return 0
    return match.start("place") + len(match.group("place"))


def name_part(document: Document, first: int, last: int) -> bool:
    """Tell whether tokens `first` to `last` are part of a longer name: "University of Basra", "Doha Institute"."""
    texts, lower = document.texts, document.lower
    shouted = texts[last].isupper() and len(texts[last]) > 3
    after = _capitals_after(document, last)
    if after and not (shouted and not after[0].isupper()):
        # a newspaper, or any other body that is named by one word; a longer name has to end in what it is
        if after[0].lower() in _ORGANISATION_AFTER:
            return True
        if len(after) <= _LONGEST_TAIL:
            if after[-1].lower() == "air" or any(word.lower() in _BODIES for word in after[-2:]):  # "Qeshm Fars Air"
                return True
    if first > 0 and lower[first - 1] in _CLUBS_AND_BRANCHES and texts[first - 1][0].isupper():
        return document.starts[first] == document.ends[first - 1] + 1
    at = first - 1
    if at > 0 and lower[at] == "the":
        at -= 1
    if at > 0 and lower[at] in ("of", "in", "for"):
        before = texts[at - 1]
        if lower[at] == "in" and before != "University":  # "Nasser Hospital in Khan Younis" is there
            return False
        return before[0].isupper() and (before.lower() in _ORGANISATION_OF or before.lower() in _TREATIES)
    return False


#: Before the name of a ship.
_SHIPS = frozenset(
    "frigate destroyer tanker corvette carrier battleship warship cruiser submarine ferry freighter vessel ship "
    "steamer schooner trawler tugboat yacht flagship supertanker trimaran uss hms iris mv m/v".split()
)
#: What takes and stops ships, and gives its name to few: "the tanker Iran seized".
_NO_SHIPS = ("seat", "coun")


def ships(document: Document, spans: Sequence[tuple[int, int]], kinds: Sequence[str]) -> frozenset[int]:
    """
    Return which of the names, by number, are those of ships: "the frigate Sahand ... Sahand sailed".

    One that follows a word for a ship is; the same name elsewhere is, too, but after a preposition of place. `kinds`
    are of `kind_of_name`.
    """
    lower, folded = document.lower, document.folded
    forms = {
        tuple(folded[first : last + 1])
        for (first, last), kind in zip(spans, kinds, strict=True)
        if first and lower[first - 1] in _SHIPS and kind not in _NO_SHIPS
    }
    return frozenset(
        n
        for n, (first, last) in enumerate(spans)
        if forms and tuple(folded[first : last + 1]) in forms and not (first and lower[first - 1] in WHERE)
    )


def holds_body(document: Document, first: int, last: int, known: bool) -> bool:
    """
    Tell whether the tokens themselves name a body or a treaty, not a place: "University of Tripoli".

    `known` tells that the gazetteer has them as a name; only "X of Y" is then read as a body's.
    """
    lower = document.lower
    if first < last - 1 and lower[first + 1] == "of" and lower[first] in _BODIES_OF:
        return True
    bodies = lower[first] in _CLUBS or lower[last] in _BODIES or lower[last] in _ORGANISATION_AFTER
    return bodies and first < last and not known


def _capitals_after(document: Document, last: int) -> list[str]:
    """Return the capitalised words that follow a token, each after one space."""
    texts, starts, ends, at = document.texts, document.starts, document.ends, last + 1
    out: list[str] = []
    while at < len(texts) and len(out) <= _LONGEST_TAIL:
        text = texts[at]
        if text in ("'s", "’s") and out and starts[at] == ends[at - 1]:  # "Pakistan People's Party"
            at += 1
            continue
        if not (text[0].isupper() and text.isalpha() and len(text) > 1 and starts[at] == ends[at - 1] + 1):
            break
        out.append(text)
        at += 1
    return out


#: "Basra Oil Workers Union": so many capitalised words may follow the place; more are a headline.
_LONGEST_TAIL = 4
_TREATIES = frozenset(
    "treaty treaties accord accords agreement convention declaration protocol protocols pact charter edict "
    "concordat".split()
)
_BODIES_OF = (_ORGANISATION_OF | _TREATIES) - {"port"}
_BODIES = frozenset(
    "university institute school academy college hospital clinic museum library association union federation "
    "confederation league committee committees council councils commission court tribunal authority agency bureau "
    "ministry party front movement brigade brigades bank company corporation group holding network society foundation "
    "fund trust chamber exchange club orchestra theatre theater house conference forum festival marathon cup "
    "championship league airlines airways railways initiative observatory centre center organisation organization "
    "board office department directorate syndicate platform coalition alliance".split()
)
#: Words that sports clubs, and airlines, put before the name of their town or country.
_CLUBS = frozenset(
    "air fc ac as sc rc cs cf ca js mc us usm es fk afc asec real inter sporting dynamo dinamo lokomotiv torpedo "
    "spartak cska olympique olympic racing athletic atletico deportivo borussia bayern hertha eintracht fortuna "
    "arminia maccabi hapoel beitar raja wydad hassania mouloudia chabab étoile esperance espérance ittihad nasr zenit "
    "legia slavia sparta rapid austria ajax standard".split()
)
#: Words that federations, agencies and charities put before it: "Hockey Canada", "Save the Children Yemen".
_BRANCHES = frozenset(
    "hockey cricket athletics rugby football soccer swim swimming skate skating cycling gymnastics tennis golf netball "
    "basketball volleyball rowing boxing badminton triathlon surf sport sports olympics paralympics team statistics "
    "health environment transport energy invest visit tourism destination enterprise export radio radyo télévision "
    "television international children oxfam unicef greenpeace caritas actionaid pride occupy scouts guides diabetes "
    "universities".split()
)
_CLUBS_AND_BRANCHES = _CLUBS | _BRANCHES
_ORGANISATION_AFTER = frozenset(
    "university institute bank times post news tribune herald journal gazette daily press agency airlines airways "
    "company corporation group club fc united city's college school academy museum hospital church council "
    "chamber commission committee court authority association federation union league party front movement "
    "brigade brigades declaration agreement accord accords treaty protocol convention process summit forum "
    "conference dialogue initiative festival marathon cup open derby orchestra theatre theater opera library "
    "stock exchange board bureau office department center centre foundation fund trust society network television "
    "tv radio studio studios observatory police army navy guard command mission embassy consulate regiment "
    "division parliament petroleum oil gas steel cement electric energy motors hotel tower stadium arena mall "
    "plaza park zoo red high supreme national international central sun star chronicle record review bee examiner "
    "dispatch globe inquirer mercury register sentinel observer independent telegraph guardian mirror express "
    "mail echo standard monitor leader bulls bears giants tigers synagogue mosque cathedral basilica temple shrine "
    "monastery abbey".split()
)


#: What no town has, but a government: "Riyadh's ambassador".
OF_GOVERNMENTS = frozenset(
    "ambassador ambassadors envoy envoys ally allies proxies proxy diplomats negotiators stance policy demand demands "
    "rejection refusal objections insistence backing intentions ambitions sanctions missiles troops navy influence "
    "interference intervention foreign nuclear".split()
)


def kind_of_name(gazetteer: Gazetteer, name_id: int | None) -> str:
    """Return what sort of thing a name mostly is: a seat of government, or the gazetteer's code of it."""
    if name_id is None:
        return "none"
    return "seat" if gazetteer.is_seat(name_id) else gazetteer.code(name_id)[:4]


class RoleModel:
    """The trained sense of place names. Not safe to share between threads."""

    def __init__(self, model: Path, gazetteer: Gazetteer, words: Words) -> None:
        """Open a model file. Raises ModelError if it is missing or no list of weights."""
        self._model = SenseModel(model, words)
        self._words = words
        self._gazetteer = gazetteer

    def roles(
        self,
        document: Document,
        dateline: tuple[int, int],
        toponyms: Sequence[Toponym],
        spans: Sequence[tuple[int, int]],
        name_ids: Sequence[int | None],
    ) -> list[tuple[Role, float]]:
        """
        Return (role, probability of not being meant as a place) for each toponym.

        `spans` are the first and last token of each; `dateline` is the span of the text's dateline in the
        offsets of the toponyms, empty if it has none.
        """
        senses: list[float | None] = [None] * len(toponyms)
        reader = Reader(document, self._words)
        features: dict[int, Features] = {}
        kinds = [kind_of_name(self._gazetteer, name_id) for name_id in name_ids]
        afloat = ships(document, spans, kinds)
        for n, (toponym, (first, last), name_id) in enumerate(zip(toponyms, spans, name_ids, strict=True)):
            fixed = toponym.demonym or n in afloat or name_part(document, first, last)
            if not fixed and not holds_body(document, first, last, name_id is not None):
                features[n] = sense_features(reader, first, last, kinds[n])
        for n, score in zip(features, self._model.scores(list(features.values())).tolist(), strict=True):
            senses[n] = 1.0 / (1.0 + math.exp(-score))
        _agree(document, spans, senses)
        out: list[tuple[Role, float]] = []
        for toponym, (first, last), sense in zip(toponyms, spans, senses, strict=True):
            if toponym.demonym:
                out.append(("demonym", 1.0))
            elif dateline[0] <= toponym.start and toponym.end <= dateline[1]:
                of_agency = _in_longer_brackets(document, first, last)
                out.append(("name_part", 1.0) if of_agency else ("dateline", 0.0))
            elif sense is None:
                out.append(("name_part", 1.0))
            else:
                out.append(("metonym" if sense > 0.5 else "location", sense))
        return out


def _in_longer_brackets(document: Document, first: int, last: int) -> bool:
    """Tell whether tokens stand in brackets with others: "CAIRO (Nile Post) -", not "VALENCIA (Spain) -"."""
    texts = document.texts
    for at in range(first - 1, -1, -1):
        if texts[at] == ")":
            return False
        if texts[at] == "(":
            return not (at == first - 1 and texts[last + 1 : last + 2] == [")"])
    return False


def _agree(document: Document, spans: Sequence[tuple[int, int]], senses: list[float | None]) -> None:
    """Give the two names of "between Paris and Tehran" or "Paris and Tehran" one sense, in place: their mean."""
    for n in range(len(spans) - 1):
        one, other = senses[n], senses[n + 1]
        between = document.lower[spans[n][1] + 1 : spans[n + 1][0]]
        if one is not None and other is not None and between in (["and"], ["and", "the"]):
            senses[n] = senses[n + 1] = (one + other) / 2
