"""
Find what governs a name, without a parser: "talks *between* Paris and [Tehran]", "[Qatar]'s offer", "[Iran] said".

A *bearing* is the grammatical relation of the name to its clause and the words that matter in it. It is found by
walking from the name to both sides over what may stand between: adjectives, numbers, quotation marks, coordinated
names, brackets, appositions, relative clauses, adverbs and auxiliaries. It is often right and never sure; the sense of
the name is learned from it (`senses`), errors included.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.geoparse.document import Document
from dashboard.geoparse.words import Words

#: How many tokens a walk may go: coordination to the left, brackets, apposition, noun phrase.
_COORDINATION, _BRACKET, _APPOSITION, _PHRASE = 25, 14, 18, 9
#: How far outside of the document a walk may look: it ends at the first token that is not there.
_OUTSIDE = 32


@dataclass(slots=True)
class Bearing:
    """
    How a name stands in its clause.

    `relation`: poss ("Qatar's offer"), nn ("Iran deal"), dash ("Iran-backed"), p (after a preposition), subj, cop
    (before an auxiliary), obj (after a verb), n and x (after a noun or a name), o (none of them).
    `left` and `right` are the first tokens that were not stepped over; `letters` are the parts of speech around.
    """

    relation: str
    left: int
    right: int
    left_letter: str
    preposition: str = ""
    governor: str = ""
    governor_letter: str = ""
    governing_verb: str = ""
    head: str = ""
    head_at: int = -1
    verb: str = ""
    verb_letter: str = ""
    verb_at: int = -1
    auxiliary: str = ""
    own_preposition: str = ""
    coordination: str = ""
    apposition: str = ""
    bracket: bool = False


class _Letters(dict[int, str]):
    """Token -> its part of speech, asked when it is looked at: most of an article stands far from any name."""

    def __init__(self, texts: Sequence[str], words: Words) -> None:
        self._texts, self._words = texts, words

    def __missing__(self, at: int) -> str:
        self[at] = letter = self._words.letter(self._texts[at]) if 0 <= at < len(self._texts) else "."
        return letter


class Reader:
    """Reads the bearings of the names of one document."""

    def __init__(self, document: Document, words: Words) -> None:
        self.document = document
        self.words = words
        self._lower = document.lower
        self._count = len(document.lower)
        # a method of a list or dictionary is called hundreds of times an article; what the list holds behind its end
        # also answers for places before its start
        #: A token in lower case, "<>" outside of the document.
        self.word: Callable[[int], str] = [*document.lower, *["<>"] * _OUTSIDE].__getitem__
        #: The part of speech of a token (`words`), "." outside of the document.
        self.letter: Callable[[int], str] = _Letters(document.texts, words).__getitem__

    def bearing(self, first: int, last: int) -> Bearing:
        """Return how the name at tokens `first` to `last` stands in its clause."""
        left, coordination = self._walk_left(first)
        right, more, apposition, bracket = self._walk_right(last)
        possessive = self._is_possessive(right)
        if possessive:
            right += 1
        out = Bearing("o", left, right, self.letter(left))
        out.coordination, out.apposition, out.bracket = coordination + more, apposition, bracket
        if possessive or right == last + 1 or "H" in more:
            self._find_head(out, possessive)
        self._find_verb(out)
        self._find_governor(out)
        dash = self.word(right) == "-" and self._joined(right)
        out.relation = self._relation(out, possessive, dash)
        return out

    def skip_names(self, at: int) -> int:
        """Return the first token from `at` on that is no capitalised word, nor "of" before one."""
        letter, word = self.letter, self.word
        while at < self._count and (letter(at) == "X" or word(at) == "of" and letter(at + 1) == "X"):
            at += 1
        return at

    def _walk_left(self, first: int) -> tuple[int, str]:
        letter, word = self.letter, self.word
        at, coordination = first - 1, ""
        while at >= 0 and first - at < _COORDINATION:
            here = letter(at)
            if here in "TJMq" and word(at) not in "([":
                at -= 1
            elif word(at) == "as" and word(at - 1) == "well":
                at -= 2
            elif here in "C," and word(at) != "but" and self._name_before(at):
                coordination = "L"
                at = self._before_names(at - 2 if letter(at - 1) == "," else at - 1)
            elif here == "-" and letter(at - 1) == "X" and self._joined(at):
                coordination = "H"
                at = self._before_names(at - 1)
            else:
                break
        return at, coordination

    def _before_names(self, at: int) -> int:
        """Return the last token up to `at` that belongs to no name."""
        letter, word = self.letter, self.word
        while at >= 0 and (
            letter(at) == "X" or word(at) == "the" or (word(at) == "of" or letter(at) == "-") and letter(at - 1) == "X"
        ):
            at -= 1
        return at

    def _joined(self, at: int) -> bool:
        """Tell whether a dash joins what stands before and after it: "Israel-Lebanon"."""
        starts, ends = self.document.starts, self.document.ends
        return 0 < at < self._count - 1 and ends[at - 1] == starts[at] == starts[at + 1] - 1

    def _name_before(self, at: int) -> bool:
        """Tell whether a conjunction or comma follows a name: "Paris and", "Paris, and"."""
        before = self.letter(at - 1)
        return before == "X" or (self.letter(at) == "C" and before == "," and self.letter(at - 2) == "X")

    def _walk_right(self, last: int) -> tuple[int, str, str, bool]:
        letter, word, count = self.letter, self.word, self._count
        at, coordination, apposition, bracket = last + 1, "", "", False
        for _ in range(6):
            here = letter(at)
            if here in "C," and word(at) != "but" and letter(at + 1) == "X":
                coordination += "R" if here == "C" else "c"
                at = self.skip_names(at + 1)
            elif here == "-" and letter(at + 1) == "X" and self._joined(at):
                coordination += "H"
                at = self.skip_names(at + 1)
            elif here == "q" and word(at) in "([":
                stop = min(count, at + _BRACKET)
                close = next((k for k in range(at, stop) if self._lower[k] in ")]"), -1)
                if close < 0:
                    break
                at, bracket = close + 1, True
            elif here == "," and letter(at + 1) in "TWJGDENPR":
                stop, k = min(count, at + _APPOSITION), at + 1
                while k < stop and letter(k) not in ",.":
                    k += 1
                if k >= count or letter(k) != ",":
                    break
                apposition = word(at + 1) if letter(at + 1) == "W" else letter(at + 1)
                coordination += "a"
                at = k + 1
            else:
                break
        return at, coordination, apposition, bracket

    def _is_possessive(self, at: int) -> bool:
        word = self.word(at)
        return word in ("'s", "’s") or (word in ("'", "’") and self.letter(at + 1) in "NJZX")

    def _find_head(self, out: Bearing, possessive: bool) -> None:
        """Note the head of the noun phrase that starts at `out.right`: the last of its nouns."""
        letter = self.letter
        at, stop = out.right, min(self._count, out.right + _PHRASE + 1)
        if not possessive and letter(at) not in "NZJ":
            return
        modifiers = "JMTqREDG" if possessive else "JMTqRE"
        while at < min(stop, out.right + 6) and letter(at) in modifiers:
            at += 1
        while at < stop and letter(at) in "NZX":
            verb = letter(at) == "Z" and (letter(at + 1) in "TPUXA" or self.word(at + 1) == "to")
            if verb and out.head_at >= 0:
                break
            out.head_at = at
            at += 1
        if out.head_at >= 0:
            out.head = self.word(out.head_at)

    def _find_verb(self, out: Bearing) -> None:
        """Note the verb that follows, over adverbs, auxiliaries and one postmodifier: "Iran, in 1990, had not sold"."""
        letter, word = self.letter, self.word
        at = out.right
        for _ in range(10):
            here = letter(at)
            if here in "Rq":
                at += 1
            elif here == "A":
                out.auxiliary = out.auxiliary or word(at)
                at += 1
            elif here == "P" and at == out.right and word(at) != "to" and not out.own_preposition:
                out.own_preposition = word(at)
                k = at + 1
                while k < self._count and k < at + _PHRASE and letter(k) in "TJMXNSq":
                    k += 1
                at = k + 1 if letter(k) == "," else k
            elif here == "," and letter(at + 1) in "RP":
                k = at + 1
                while k < at + 12 and letter(k) not in ",.":
                    k += 1
                if letter(k) != ",":
                    break
                at = k + 1
            else:
                break
        if letter(at) in "VDEGZ":
            out.verb, out.verb_letter, out.verb_at = word(at), letter(at), at
        elif word(out.right) == "to" and letter(out.right + 1) in "VZ":
            out.verb, out.verb_letter, out.verb_at = word(out.right + 1), "I", at
            out.auxiliary = "to"

    def _find_governor(self, out: Bearing) -> None:
        """Note what stands to the left: verb or noun, or preposition, the word that it belongs to and the verb."""
        letter, word = self.letter, self.word
        here = out.left_letter
        if here in "VDEGZN":
            out.governor = word(out.left)
        elif here == "X":
            out.governor = "<X>"
        elif here == "S":
            out.governor = word(out.left - 1)
        elif here == "P":
            out.preposition = word(out.left)
            at = out.left - 1
            while at >= 0 and letter(at) in "Rq":
                at -= 1
            if letter(at) == "P":
                at -= 1
            out.governor_letter = kind = letter(at)
            out.governor = {"X": "<X>", "M": "<M>", ",": ",", ".": "."}.get(kind) or word(at)
            for k in range(at, max(-1, at - _PHRASE), -1):
                if letter(k) in ".W":
                    break
                verb = letter(k) == "Z" and letter(k - 1) in "AUXR" or letter(k) in "ZV" and word(k - 1) == "to"
                if verb or letter(k) in "VDEG":
                    out.governing_verb = word(k)
                    break

    def _relation(self, out: Bearing, possessive: bool, dash: bool) -> str:
        left = out.left_letter
        if possessive:
            return "poss"
        if out.head:
            verb = out.verb and out.head_at == out.right and self.letter(out.head_at) == "Z"
            if not verb or left in "PVD":
                return "nn"
        if dash:
            return "dash"
        if left == "P":
            return "p"
        if left in "VDEG":
            return "obj"
        if out.verb:
            return "subj"
        if out.auxiliary:
            return "cop"
        return {"N": "n", "Z": "n", "X": "x"}.get(left, "o")
