"""
Say how each toponym is meant: location, dateline, metonym, demonym or name_part.

Datelines and parts of names are told by form, demonyms by the tagger. Whether a place name stands for its government,
team or institution ("Tehran rejected") or for the place ("flew to Tehran") is told by a logistic regression on what
governs the name: the preposition before it, the word after it, both looked up across a coordination ("between Paris
and Tehran"), possessives, compounds, and the words around. Trained by `train_roles`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pycrfsuite

from dashboard.errors import ModelError
from dashboard.geoparse.document import Document
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.toponyms import Toponym
from dashboard.model import Role

PREPOSITIONS = frozenset(
    "in at from to into near of on by with between against for across around inside outside toward towards through "
    "throughout within over under off along via above below beyond beside behind before after since until about among "
    "like unlike as than versus v vs without amid despite including excluding".split()
)
_DETERMINERS = frozenset(
    "the a an this that these those its his her their our my northern southern eastern western central north "
    "south east west northeastern northwestern southeastern southwestern nearby neighbouring neighboring mainland "
    "downtown upper lower greater rural both all parts most much".split()
)
_SAYING = frozenset(
    "said says say told tells rejected rejects reject accused accuses denied denies warned warns demanded demands "
    "insisted insists argued argues wants want wanted hopes hoped fears feared believes believed agreed agrees "
    "refused refuses offered offers proposed proposes announced announces imposed imposes lifted lifts signed "
    "signs vowed vows called calls condemned condemns welcomed welcomes backed backs supports supported opposes "
    "opposed urged asked asks expelled recalled recalls recognised recognized severed restored launched launches "
    "won wins win beat beats lost loses defeated drew qualified scored will would has had have is was should "
    "could can may might must did does decided decides considers considered responded responds replied pledged "
    "promised promises threatened threatens seeks sought tried tries claims claimed maintains maintained blamed "
    "blames denounced protested sent sends bought sold deployed fired invaded attacked occupied annexed withdrew "
    "hosted hosts mediated urges".split()
)
_ORGANISATION_OF = frozenset(
    "university bank institute museum embassy ministry college chamber council academy hospital port club church "
    "archbishop bishop patriarch library theatre opera parliament journal school centre center consulate society "
    "federation association court national central islamic american".split()
)
_KIND_WORDS = frozenset(
    "province governorate state county district city town village region river sea strait gulf lake island islands "
    "mountains desert valley peninsula camp airport base crossing border port coast north south east west street road "
    "highway prefecture corridor plain plateau heights hills bay canal dam area".split()
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
    tokens, lower = document.tokens, document.lower
    if last + 1 < len(tokens):
        after = tokens[last + 1]
        if (
            after.text[0].isupper()
            and after.text.isalpha()
            and len(after.text) > 1
            and after.start == tokens[last].end + 1
            and lower[last + 1] in _ORGANISATION_AFTER
            and not (tokens[last].text.isupper() and len(tokens[last].text) > 3 and not after.text.isupper())
        ):
            return True
    at = first - 1
    if at > 0 and lower[at] == "the":
        at -= 1
    if at > 0 and lower[at] in ("of", "in", "for"):
        before = tokens[at - 1].text
        return before[0].isupper() and before.lower() in _ORGANISATION_OF
    return False


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
    "mail echo standard monitor leader bulls bears giants tigers".split()
)


def kind_of_name(gazetteer: Gazetteer, name_id: int | None) -> str:
    """Return what sort of thing a name mostly is: a seat of government, or the gazetteer's code of it."""
    if name_id is None:
        return "none"
    return "seat" if gazetteer.is_seat(name_id) else gazetteer.code(name_id)[:4]


def metonym_features(document: Document, first: int, last: int, kind: str) -> list[str]:
    """
    Return the features of the sense of the name at tokens `first` to `last`; `kind` is of `kind_of_name`.

    Coordinations are stepped over on both sides, so that both names of "between Paris and Tehran" see "between".
    """
    tokens, lower = document.tokens, document.lower
    count = len(tokens)

    def word(i: int) -> str:
        return lower[i] if 0 <= i < count else "<>"

    def capital(i: int) -> bool:
        return 0 <= i < count and tokens[i].text[0].isupper()

    left = first - 1
    coordinated = ""
    while left >= 0:
        if word(left) in _DETERMINERS:
            left -= 1
        elif word(left) in (",", "and", "or", "&", "-") and capital(left - 1) and left - 1 > 0 and first - left < 14:
            coordinated = "L"
            left -= 1
            while left >= 0 and (capital(left) or word(left) in ("of", "the") and capital(left - 1)):
                left -= 1
        else:
            break
    right = last + 1
    while right < count:
        if word(right) in (",", "and", "or", "&") and capital(right + 1):
            coordinated += "R"
            right += 1
            while right < count and (capital(right) or word(right) == "of" and capital(right + 1)):
                right += 1
        else:
            break
    possessive = word(right) in ("'s", "’s", "'", "’")
    after = right + 1 if possessive else right
    governor = word(left)
    follower = word(after)
    preposition, distance = "-", 0
    for i in range(first - 1, max(-1, first - 7), -1):
        distance = first - 1 - i
        if word(i) in PREPOSITIONS:
            preposition = word(i)
            break
        if word(i) in (".", ";", ":", "!", "?"):
            preposition = "<s>"
            break
    verb = next((w for w in (word(k) for k in range(after, min(count, after + 4))) if w in _SAYING), "-")
    starts = left < 0 or governor in ".;:!?\"“”''``"
    clause = governor in (
        ",",
        "that",
        "and",
        "but",
        "if",
        "when",
        "while",
        "because",
        "as",
        "although",
        "which",
        "what",
    )
    features = [
        "b",
        "k=" + kind,
        "g=" + governor,
        "gk=" + governor + kind,
        "fk=" + follower + kind,
        "g2=" + word(left - 1) + " " + governor,
        "g2w=" + word(left - 1),
        "g3w=" + word(left - 2),
        "f=" + follower,
        "f2=" + follower + " " + word(after + 1),
        "f2w=" + word(after + 1),
        "f3w=" + word(after + 2),
        "fs3=" + follower[-3:],
        "fs2=" + follower[-2:],
        "f2s3=" + word(after + 1)[-3:],
        "gs3=" + governor[-3:],
        "g2s3=" + word(left - 1)[-3:],
        "gf=" + governor + "|" + follower,
        "gfs=" + governor + "|" + follower[-2:],
        "P=" + preposition,
        f"Pd={preposition}{min(distance, 3)}",
        "Pf=" + preposition + "|" + follower,
        "Pk=" + preposition + kind,
        "poss" if possessive else "nopo",
        "-1=" + word(first - 1),
        "+1=" + word(last + 1),
        "+2=" + word(last + 2),
        "-2=" + word(first - 2),
        "co=" + coordinated,
        "n=" + " ".join(lower[first : last + 1]),
    ]
    if possessive:
        features += ["pf=" + follower, "pfs=" + follower[-3:], "pf2=" + word(after + 1), "pg=" + governor]
    if verb != "-":
        features += ["V", "Vg=" + governor, "Vp=" + ("prep" if governor in PREPOSITIONS else "free"), "v=" + verb]
    if starts:
        features += ["S", "Sf=" + follower, "Sfs=" + follower[-2:], "SV" if verb != "-" else "Sv"]
    elif clause:
        features += ["C", "Cfs=" + follower[-2:], "CV" if verb != "-" else "Cv"]
    features.append("gp" if governor in PREPOSITIONS else "gn")
    if capital(after):
        features.append("fX")
    if capital(left):
        features += ["gX", "gXf=" + follower]
    for i in range(max(0, first - 6), first):
        features.append("L=" + lower[i])
    for i in range(last + 1, min(count, last + 7)):
        features.append("R=" + lower[i])
    return features


class RoleModel:
    """The trained sense of place names. Not safe to share between threads."""

    def __init__(self, model: Path, gazetteer: Gazetteer) -> None:
        """Open a model file. Raises ModelError if it is missing or no CRFsuite model."""
        if not model.is_file():
            raise ModelError(f"{model}: no such file; restore it, or run: python -m dashboard train FOLDER")
        self._tagger = pycrfsuite.Tagger()
        try:
            self._tagger.open(str(model))
        except ValueError as error:
            raise ModelError(f"{model}: no CRFsuite model ({error}); restore it, or train again") from error
        self._gazetteer = gazetteer

    def metonymy(self, document: Document, first: int, last: int, name_id: int | None) -> float:
        """Return the probability, 0 to 1, that the name at these tokens does not mean the place itself."""
        self._tagger.set([metonym_features(document, first, last, kind_of_name(self._gazetteer, name_id))])
        return self._tagger.marginal("M", 0)

    def roles(
        self,
        document: Document,
        dateline: int,
        toponyms: Sequence[Toponym],
        spans: Sequence[tuple[int, int]],
        name_ids: Sequence[int | None],
    ) -> list[tuple[Role, float]]:
        """
        Return (role, probability of not being meant as a place) for each toponym.

        `spans` are the first and last token of each; `dateline` is where the text's dateline ends, in the offsets of
        the toponyms, or 0.
        """
        senses: list[float | None] = []
        for toponym, (first, last), name_id in zip(toponyms, spans, name_ids, strict=True):
            fixed = toponym.demonym or name_part(document, first, last)
            senses.append(None if fixed else self.metonymy(document, first, last, name_id))
        _agree(document, spans, senses)
        out: list[tuple[Role, float]] = []
        for toponym, sense in zip(toponyms, senses, strict=True):
            if toponym.demonym:
                out.append(("demonym", 1.0))
            elif dateline and dateline - 90 < toponym.start and toponym.end <= dateline:
                out.append(("dateline", 0.0))
            elif sense is None:
                out.append(("name_part", 1.0))
            else:
                out.append(("metonym" if sense > 0.5 else "location", sense))
        return out


def _agree(document: Document, spans: Sequence[tuple[int, int]], senses: list[float | None]) -> None:
    """Give the two names of "between Paris and Tehran" or "Paris and Tehran" one sense, in place: their mean."""
    for n in range(len(spans) - 1):
        one, other = senses[n], senses[n + 1]
        between = document.lower[spans[n][1] + 1 : spans[n + 1][0]]
        if one is not None and other is not None and between in (["and"], ["and", "the"]):
            senses[n] = senses[n + 1] = (one + other) / 2
