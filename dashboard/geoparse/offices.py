"""
Who is meant by an office: "the US president" in an article of May 2025 is whoever held that office then.

Offices and their holders come from the catalogue (`actor_table.Tenure`): "prime minister of Israel" is the role "prime
minister" of the owner Israel. A text names the owner before ("the Israeli prime minister", "Israel's premier") or after
("the emir of Qatar"). Without a date, and only then, the one holder that the article names itself is taken. A phrase
beside a name ("the Turkish foreign minister, Hakan Fidan") is left to the name; "a former US president" means nobody.
Opens no file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import compress, count

from dashboard.geoparse.document import Document
from dashboard.geoparse.text import name_parts
from dashboard.model import Actor

#: Sure of the holder, unsure whether the writer was exact. With the article's own word only, less.
DATED, UNDATED = 0.75, 0.6

#: What English news also calls a role.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "prime minister": ("premier", "pm"),
    "foreign minister": ("minister of foreign affairs", "foreign affairs minister", "top diplomat", "chief diplomat"),
    "foreign secretary": ("top diplomat",),
    "secretary of state": ("top diplomat", "chief diplomat"),
    "foreign policy chief": ("top diplomat", "high representative"),
    "defence minister": ("defense minister", "minister of defence", "minister of defense"),
    "defence secretary": (
        "defense secretary", "secretary of defense", "defense chief", "secretary of war", "war secretary",
    ),
    "treasury secretary": ("secretary of the treasury",),
    "national security adviser": ("national security advisor",),
    "secretary-general": ("general secretary",),
    "director general": ("director",),
    "supreme leader": ("spiritual leader",),
    "emir": ("amir", "ruler"),
    "king": ("monarch",),
    "sultan": ("ruler",),
    "chief of the general staff": ("chief of staff", "chief of general staff"),
    "army chief": ("military chief", "army commander"),
    "political chief": ("political leader", "political bureau chief", "political bureau head"),
    "leader in gaza": ("chief in gaza", "head in gaza"),
    "high commissioner for human rights": ("rights chief", "human rights chief", "human rights commissioner"),
    "high commissioner for refugees": ("refugee chief", "refugees chief"),
    "humanitarian chief": ("aid chief", "relief chief"),
    "prosecutor": ("chief prosecutor",),
    "ambassador to the united nations": ("un ambassador", "ambassador to the un", "un envoy"),
}  # fmt: skip
#: Roles for which an organisation's "chief", "head" or "leader" is said as well.
_HEADS = (
    "leader", "secretary-general", "director general", "director-general", "director", "commander", "chief of staff",
    "chief of the general staff", "head", "political chief", "executive director", "managing director",
    "commissioner-general", "supreme leader", "chairman", "chairperson", "president",
)  # fmt: skip
_HEAD_WORDS = ("chief", "head", "leader", "boss")
#: Before an owner or a role these say that its holder is not meant, or only as one of several.
_NOT_THE_HOLDER = frozenset(
    "a an any no every each another as be is are was were been being become becomes became becoming remains remained "
    "elected named appointed former ex then late next future previous ousted deposed two three onetime aspiring deputy "
    "vice assistant would-be".split()
)
#: These may stand between an owner and a role.
_STILL = frozenset("new current outgoing acting interim own longtime caretaker".split())
_TEMPORARY = ("acting ", "interim ", "transitional ", "caretaker ")
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
_LONGEST_OWNER = 6
#: So long an office that nobody took over is still said of who held it last.
_GRACE = timedelta(days=3)
#: Said of one office without its owner.
_ALONE = {"pope": "actor:catholic-church"}


@dataclass(frozen=True, slots=True)
class Held:
    """One time in office of one person."""

    role: str
    owner: str
    person: Actor
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class OfficeSpan:
    """A phrase that means the holder of an office: tokens `first` to `last`, included."""

    first: int
    last: int
    actor: Actor
    confidence: float


class Offices:
    """All offices of a catalogue and the phrases for them. Read only."""

    def __init__(
        self, held: Iterable[Held], names: Callable[[str], Iterable[str]], states: Mapping[str, str], armies: Set[str]
    ) -> None:
        """
        `names` gives all names of an owner, demonyms too; `states` the state that an owner is a body of; `armies` are
        the owners that are the army of theirs.
        """
        by_office: dict[tuple[str, str], list[Held]] = defaultdict(list)
        self._ever: dict[str, set[str]] = defaultdict(set)  # owner -> ids of all who held an office of it
        self._owners: dict[tuple[str, ...], str] = {}
        #: phrase for a role -> owner -> its offices so called, the likeliest first
        self._offices: dict[tuple[str, ...], dict[str, list[tuple[int, list[Held]]]]] = defaultdict(dict)
        self._by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for each in held:
            by_office[each.role, each.owner].append(each)
            self._ever[each.owner].add(each.person.actor_id)
        for (role, owner), tenures in by_office.items():
            for rank, phrase in _phrases(role, is_state=owner.startswith("iso:")):
                self._add(phrase, owner, rank, tenures)
            state = states.get(owner)
            if state and role in _ARMY_ROLES and owner in armies:  # "the Lebanese army chief"
                for phrase in (*_ARMY_PHRASES, role):
                    self._add(phrase, state, 0, tenures)
            elif state and role in _OF_GOVERNMENT and (role, state) not in by_office:  # "the Palestinian president"
                for rank, phrase in _phrases(role, is_state=True):
                    self._add(phrase, state, rank, tenures)
        for owner in {owner for _, owner in by_office} | {states[o] for _, o in by_office if o in states}:
            for name in names(owner):
                self._owners.setdefault(_parts(name), owner)
        for parts, owners in self._offices.items():
            self._by_first[parts[0]].append(parts)
            for offices in owners.values():
                offices.sort(key=lambda each: each[0])
        for phrases in self._by_first.values():
            phrases.sort(key=len, reverse=True)
        self._owners.pop((), None)
        #: What can stand before a role that means its holder.
        self._before = frozenset({name[-1] for name in self._owners} | _STILL | {"the", "s", ""})

    def _add(self, phrase: str, owner: str, rank: int, tenures: list[Held]) -> None:
        self._offices[_parts(phrase)].setdefault(owner, []).append((rank, tenures))

    def find(self, document: Document, people: Sequence[tuple[int, int, Actor]], day: date | None) -> list[OfficeSpan]:
        """
        Return the phrases of a document that mean one holder, in order; they do not overlap.

        `people` are the persons that it names: first token, last token, who. `day` is the article's.
        """
        out: list[OfficeSpan] = []
        by_first, last = self._by_first, -1
        starts = {first: actor for first, _, actor in people}
        ends = {end: actor for _, end, actor in people}
        for at in compress(count(), map(by_first.__contains__, document.folded)):
            if at <= last:
                continue
            if day is not None and (titled := self._titled(document, at, day, starts)):
                out.append(titled)
                last = titled.last
                continue
            if not at or document.folded[at - 1] not in self._before:
                continue
            for first, end, owner, offices in self._read(document, at):
                if first <= last:
                    break
                if self._is_beside_a_name(document, first, end, owner, starts, ends):
                    break
                person = _holder(offices, day, [actor for _, _, actor in people])
                if person is not None:
                    out.append(OfficeSpan(first, end, person, DATED if day else UNDATED))
                    last = end
                break
        return out

    def _titled(self, document: Document, at: int, day: date, starts: Mapping[int, Actor]) -> OfficeSpan | None:
        """
        Return who is named by a title and one name: "President Lahoud", "Crown Prince Abdullah"; None if unsure.

        It is the one holder of such an office on the day who has that name, of any owner or of the one that is named.
        """
        texts, folded = document.texts, document.folded
        if not texts[at][0].isupper():
            return None
        for phrase in self._by_first[folded[at]]:
            end = _ends(document, at, phrase)
            name = end + 1
            if end < 0 or name >= len(texts) or not _is_name(document, name):
                continue
            while name + 1 < len(texts) and (folded[name] in ("al", "el") or texts[name] == "-"):
                name += 1
            goes_on = name + 1 < len(texts) and _is_name(document, name + 1)
            if end + 1 in starts or goes_on or not _is_name(document, name):
                return None
            owners = self._offices[phrase]
            _, owner = self._owner_before(document, at, owners)
            people = {
                held.person.actor_id: held.person
                for each in ([owner] if owner else owners)
                for _, tenures in owners[each]
                for held in tenures
                if held.start <= day and (held.end is None or day <= held.end)
                if folded[name] in _parts(held.person.name)
            }
            if len(people) != 1:
                return None
            first = at if phrase[-1] in _ROYAL else end + 1
            return OfficeSpan(first, name, next(iter(people.values())), DATED)
        return None

    def _read(self, document: Document, at: int) -> Iterator[tuple[int, int, str, list[tuple[int, list[Held]]]]]:
        """Yield (first, last, owner, offices) of the office that a role at a token is, longest role first."""
        lower, folded = document.lower, document.folded
        for phrase in self._by_first[folded[at]]:
            end = _ends(document, at, phrase)
            if end < 0:
                continue
            owners = self._offices[phrase]
            first, owner = self._owner_before(document, at, owners)
            last = end
            if not owner and at and lower[at - 1] == "the":
                last, owner = self._owner_after(document, end, owners)
                first = at
            if not owner and at and lower[at - 1] == "the" and _ALONE.get(folded[at]) in owners:
                first, owner = at, _ALONE[folded[at]]
            if not owner:
                continue
            while first and lower[first - 1] in _STILL:  # "the new Lebanese premier"
                first -= 1
            if first and lower[first - 1] == "the":
                first -= 1
            before = first - 1
            while before >= 0 and lower[before] in ("-", "–"):
                before -= 1
            if before >= 0 and lower[before] in _NOT_THE_HOLDER:
                return
            yield first, last, owner, owners[owner]

    def _owner_before(self, document: Document, at: int, owners: Mapping[str, object]) -> tuple[int, str]:
        """Return the first token and the id of the owner whose name ends before a token; (at, "") without one."""
        lower, k = document.lower, at - 1
        while k >= 0 and lower[k] in _STILL:
            k -= 1
        if k > 0 and (lower[k] in ("'s", "’s") or lower[k] in ("'", "’") and lower[k - 1].endswith("s")):
            k -= 1
        found = at, ""
        parts: tuple[str, ...] = ()
        while k >= 0 and len(parts) < _LONGEST_OWNER:
            if not document.folded[k]:
                if lower[k] not in ("-", "–"):
                    break
            else:
                parts = (document.folded[k], *parts)
                owner = self._owners.get(parts)
                if owner in owners and document.texts[k][0].isupper():
                    found = k, owner  # type: ignore[assignment]
            k -= 1
        return found

    def _owner_after(self, document: Document, end: int, owners: Mapping[str, object]) -> tuple[int, str]:
        """Return the last token and the id of the owner named after "of"; (end, "") without one."""
        lower, k = document.lower, end + 1
        if lower[k : k + 1] != ["of"]:
            return end, ""
        k += 2 if lower[k + 1 : k + 2] == ["the"] else 1
        found = end, ""
        parts: tuple[str, ...] = ()
        while k < len(lower) and len(parts) < _LONGEST_OWNER:
            if document.folded[k]:
                parts = (*parts, document.folded[k])
                owner = self._owners.get(parts)
                if owner in owners:
                    found = k, owner  # type: ignore[assignment]
            elif lower[k] not in ("-", "–"):
                break
            k += 1
        return found

    def _is_beside_a_name(
        self, document: Document, first: int, end: int, owner: str,
        starts: Mapping[int, Actor], ends: Mapping[int, Actor],
    ) -> bool:  # fmt: skip
        """Tell whether a phrase stands by the name of who is meant, or goes on: "-elect", "'s office"."""
        texts, lower, after = document.texts, document.lower, end + 1
        following = lower[after : after + 2]
        if following[:1] in (["-"], ["–"]) and document.starts[after] == document.ends[end]:
            return True
        if following in (["'s", "office"], ["’s", "office"], ["'s", "residence"], ["’s", "residence"]):
            return True
        if after < len(texts) and _is_name(document, after):
            return True
        if following[:1] == [","] and after + 1 < len(texts) and _is_name(document, after + 1):
            named = starts.get(after + 1)
            if named is not None:
                return named.actor_id in self._ever[owner]
            return (document.folded[after + 1],) not in self._owners
        if first > 1 and lower[first - 1] == ",":
            named = ends.get(first - 2)
            if named is not None:
                return named.actor_id in self._ever[owner]
            return first > 2 and _is_name(document, first - 2) and _is_name(document, first - 3)
        return False


#: Titles that are a part of the name.
_ROYAL = frozenset("king queen prince emir amir sultan pope patriarch".split())
_ARMY_ROLES = ("commander", "chief of staff", "chief of the general staff", "army chief")
_OF_GOVERNMENT = ("president", "prime minister", "foreign minister", "vice president")
_ARMY_PHRASES = ("army chief", "military chief", "army commander", "armed forces chief", "chief of staff")


def _phrases(role: str, *, is_state: bool) -> Iterator[tuple[int, str]]:
    """Yield how a text may call a role, each with a rank: 0 its own name, higher ones are said of others as well."""
    plain = next((role.removeprefix(each) for each in _TEMPORARY if role.startswith(each)), role)
    rank = 0 if plain == role else 1
    yield 0, role
    if rank:
        yield rank, plain
    for each in _ALSO.get(plain, ()):
        yield rank, each
    if plain == "first vice president":
        yield 1, "vice president"
    if plain.endswith(" minister"):
        yield rank, f"minister of {plain.removesuffix(' minister')}"
    for kind in ("special envoy", "envoy", "coordinator"):
        rest = plain.removeprefix(kind)
        if rest != plain and rest.startswith((" for ", " to ")):
            subject = rest.split(" ", 2)[2]
            bare = subject.removeprefix("the ")
            for word in ("envoy", "special envoy", *(("coordinator",) if kind == "coordinator" else ())):
                yield 0, f"{bare} {word}"
                for preposition in ("for", "to", "on"):
                    yield 0, f"{word} {preposition} {subject}"
    if not is_state and plain in _HEADS:
        for word in _HEAD_WORDS:
            yield 2 + _HEADS.index(plain), word


def split_title(title: str, known: Callable[[str], str | None]) -> tuple[str, str] | None:
    """
    Return the role and the owner's id of an office's title; None if its owner is not known.

    "secretary of state of the United States" has its role end where a known name begins.
    """
    parts = title.split(" of ")
    for at in range(1, len(parts)):
        owner = " of ".join(parts[at:])
        for name in (owner, owner.removeprefix("the ")):
            if found := known(name):
                return " of ".join(parts[:at]).casefold(), found
    return None


def _holder(offices: Iterable[tuple[int, list[Held]]], day: date | None, named: Sequence[Actor]) -> Actor | None:
    """Return who held an office on a day, the first office of several that had one holder then; None if unsure."""
    if day is None:
        ever = {held.person.actor_id for _, tenures in offices for held in tenures}
        people = {actor.actor_id: actor for actor in named if actor.actor_id in ever}
        return next(iter(people.values())) if len(people) == 1 else None
    for _, tenures in offices:
        people = {h.person.actor_id: h.person for h in tenures if h.start <= day and (h.end is None or day < h.end)}
        if people:
            return next(iter(people.values())) if len(people) == 1 else None
    left = {  # news of a fall or a death still calls by the office who held it
        h.person.actor_id: h.person
        for _, tenures in offices
        for h in tenures
        if h.end and h.end <= day <= h.end + _GRACE
    }
    return next(iter(left.values())) if len(left) == 1 else None


def _parts(name: str) -> tuple[str, ...]:
    return tuple([folded for folded, _ in name_parts(name)])


def _ends(document: Document, at: int, parts: Sequence[str]) -> int:
    """Return the last token of a name that starts at a token, hyphens allowed between its parts; -1 if it does not."""
    folded, k = document.folded, at
    for n, part in enumerate(parts):
        if n:
            k += 1
            while k < len(folded) and not folded[k] and document.texts[k] in "-–":
                k += 1
        if k >= len(folded) or folded[k] != part:
            return -1
    return k


def _is_name(document: Document, at: int) -> bool:
    """Tell whether a token looks like a part of a name."""
    text = document.texts[at]
    return text[0].isupper() and text.isalpha() and document.lower[at] not in _DAYS
