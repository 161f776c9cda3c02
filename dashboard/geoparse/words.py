"""
Know words a little: which part of speech a word mostly is, and which words are like it.

Reads `data/words.tsv`, a word a line: the word in lower case, a letter for its part of speech, and its number in three
divisions of 30,000 words into 64, 256 and 800 groups of similar use. The letters: N noun, V finite verb, D verb in
-ed that may be either finite or participle, E participle, G -ing, Z noun or verb, J adjective, R adverb. Words of
grammar, listed here: A auxiliary, P preposition, T determiner, W relative or subordinating, C conjunction, U pronoun.
From the token alone: X capitalised, M number, S possessive, q quotation mark or bracket, "." end of a clause, ",", "-".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from dashboard.errors import DataFileError

_GRAMMAR = {
    "A": "is are was were be been being am has have had having do does did will would can could shall should may might "
    "must 'll 're 've wo ca need not never",
    "P": "in at from to into near of on by with between against for across around inside outside toward towards "
    "through throughout within over under off along via above below beyond beside besides behind before after since "
    "until about among amongst amid like unlike as than versus vs without despite including excluding per during upon "
    "onto except regarding concerning v",
    "C": "and or but nor & /",
    "W": "that if when while because although though whether where unless once which who whom whose what how why",
    "T": "the a an this these those its his her their our my your both all some any no each every another either "
    "neither most many few several such",
    "U": "he she it they we i you him them us me himself itself themselves there",
    "R": "already also now later still only just even recently ever yet again then today yesterday soon however "
    "meanwhile too always often therefore thus alone",
    "J": "northern southern eastern western central north south east west northeastern northwestern southeastern "
    "southwestern north-east mainland downtown upper lower greater rural nearby neighbouring neighboring former post "
    "pre non anti pro",
    "q": "\" ' “ ” ‘ ’ ` ( ) [ ]",
    ".": ". ; : ! ?",
    ",": ",",
    "-": "- – —",
    "S": "'s ’s",
}
#: Adverbs and compass words are told from names by their small letter.
_MAY_BE_NAMES = "RJ"
_ADJECTIVE_ENDINGS = ("ous", "ful", "ive", "al", "ic", "able", "less", "ible", "ary", "ish")
#: What stands for the groups of a word that the table does not hold.
_UNKNOWN = ("?", "?", "?")


#: Tokens whose part of speech is kept ready; an article has some hundreds.
_KEPT = 50_000


class _Kept(dict[str, str]):
    """What a function says of a string, asked once; forgets all when it is full. Half the cost of `lru_cache`."""

    def __init__(self, ask: Callable[[str], str]) -> None:
        self._ask = ask

    def __missing__(self, text: str) -> str:
        if len(self) >= _KEPT:
            self.clear()
        self[text] = found = self._ask(text)
        return found


class Words:
    """The table of words, and the part of speech of a document's tokens."""

    def __init__(self, entries: dict[str, tuple[str, tuple[str, str, str]]]) -> None:
        #: What the groups of words are, coarse to fine; the first is of words that the table does not hold.
        self.divisions = list(dict.fromkeys([_UNKNOWN, *(groups for _, groups in entries.values())]))
        numbers = {groups: number for number, groups in enumerate(self.divisions)}
        self._numbers = {word: numbers[groups] for word, (_, groups) in entries.items()}
        self._open = {word: letter for word, (letter, _) in entries.items()}
        self._closed: dict[str, str] = {}
        self._letters = _Kept(self._letter)
        for letter, words in _GRAMMAR.items():
            for word in words.split():
                if letter in _MAY_BE_NAMES:
                    self._open[word] = letter
                else:
                    self._closed[word] = letter

    @classmethod
    def open(cls, path: Path) -> Words:
        """Read the table. Raises DataFileError, with file and line, if it is missing or broken."""
        entries: dict[str, tuple[str, tuple[str, str, str]]] = {}
        shared: dict[tuple[str, str, str], tuple[str, str, str]] = {}
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise DataFileError(f"{path}: cannot be read ({error}); restore it") from error
        for number, line in enumerate(lines, start=1):
            try:
                word, letter, coarse, middle, fine = line.split("\t")
            except ValueError as error:
                raise DataFileError(f"{path}:{number}: {line!r} is not a word, a letter and three numbers") from error
            groups = (coarse, middle, fine)
            entries[word] = (letter, shared.setdefault(groups, groups))
        return cls(entries)

    def holds(self, word: str) -> bool:
        """Tell whether the table holds a lower-cased word."""
        return word in self._numbers

    def groups(self, word: str) -> tuple[str, str, str]:
        """Return the numbers of the three groups, coarse to fine, that a lower-cased word belongs to."""
        return self.divisions[self._numbers.get(word, 0)]

    def numbers(self, words: Iterable[str]) -> list[int]:
        """Return where the groups of lower-cased words stand in `divisions`."""
        get = self._numbers.get
        return [get(word, 0) for word in words]

    def letter(self, text: str) -> str:
        """Return the part of speech of a token."""
        return self._letters[text]

    def _letter(self, text: str) -> str:
        lower = text.lower()
        letter = self._closed.get(lower)
        if letter is not None:
            return "X" if text == "US" else letter
        if text[0].isdigit():
            return "M"
        if text[0].isupper():
            return "X"
        return self._open.get(lower) or _by_ending(lower)


def _by_ending(word: str) -> str:
    """Guess the part of speech of a word that the table does not hold."""
    if word.endswith("ed"):
        return "D"
    if word.endswith("ing"):
        return "G"
    if word.endswith("ly"):
        return "R"
    return "J" if word.endswith(_ADJECTIVE_ENDINGS) else "N"
