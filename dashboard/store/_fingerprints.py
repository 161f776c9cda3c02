"""
Tell copies of one report by their texts: shingles, MinHash and its bands, and the comparison that decides.

Pure; reads nothing. A word is what white space parts, without case and punctuation; in scripts that put no white space
between words, a character. A shingle is five words in a row. Texts that share many shingles share a band of MinHash
(Broder, On the resemblance and containment of documents, 1997), made by `rensa`; what shares a band is compared itself,
so that no estimate decides. Papers cut a report at its end: bands are of how a text begins.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: Goes up when the same text gets another fingerprint, or the same two another answer.
_VERSION = 1

WORDS_OF_A_SHINGLE = 5
#: Texts of fewer shingles are copies only if they and their titles are the same word by word; of fewer words they are
#: no reports.
FEWEST_WORDS, FEWEST_SHINGLES = 8, 30
#: Three slots of MinHash are one band: two texts that share half of their shingles meet in one of the bands with 96 %
#: probability, those that share 70 % nearly always, those that share a tenth with 2 %.
BANDS, SLOTS_OF_A_BAND = 24, 3
SLOTS = BANDS * SLOTS_OF_A_BAND
_SEED = 20_241_028
#: Characters at the beginning of a text that its bands are made of, and that are compared.
LEAD_CHARACTERS, COMPARED_CHARACTERS = 3_000, 20_000

#: Copies share half of all their shingles, or the shorter one lies nearly whole in the longer and is not much shorter.
LEAST_SHARED, LEAST_HELD, LEAST_LENGTH = 0.5, 0.8, 0.4
#: Reports of one form (weather, results, earthquakes) share most of their words and differ in numbers and names: they
#: are no copies. Copies keep the numbers, and what their editors changed is mostly other words.
FEWEST_NUMBERS, LEAST_NUMBERS = 3, 0.6
FEWEST_DIFFERENT, MOST_DETAILS = 2, 0.5

_UNSPACED = 15  # characters between two spaces, on average
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_NOT_WORD = re.compile(r"[\W_]+")
_VERSION_BYTES, _PRINT_BYTES = 4, 8


@cache
def version() -> str:
    """Return what changes when texts get other fingerprints, be it here or in `rensa`."""
    from rensa import RMinHash

    return f"{_VERSION}.{RMinHash.ALGORITHM_VERSION}"


def fingerprints(titles: Sequence[str], texts: Sequence[str]) -> list[bytes]:
    """
    Return what each article keeps to be told from others by: the version, its print, and its bands if it is long.

    Articles of the same words have the same print; one of too few words has 0. About 0.1 ms for an article.
    """
    from rensa import RMinHash

    words, lengths = _words(pa.array([text[:LEAD_CHARACTERS] for text in texts], pa.string()))
    shingles, counts = _shingles(words, lengths)
    long = counts >= FEWEST_SHINGLES
    bands = np.zeros((0, BANDS), dtype="<u4")
    if long.any():
        offsets = np.append(0, np.cumsum(counts[long])).astype(np.uint64)
        kept = shingles[np.repeat(long, counts)]
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(kept, offsets, SLOTS, _SEED)
        bands = _bands(np.array(matrix.to_rows(), dtype=np.uint32))
    made, row = [], iter(bands)
    for title, text, is_long in zip(titles, texts, long.tolist(), strict=True):
        said = _print(text if is_long else f"{title}\n{text}")
        made.append(_tag() + said + (next(row).tobytes() if is_long else b""))
    return made


def unpacked(made: Sequence[bytes | None]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """
    Return of each fingerprint whether it is of this version and its print (uint64); and which of them, by position,
    have bands, and these (uint32, a row each).
    """
    tag, least = _tag(), _VERSION_BYTES + _PRINT_BYTES
    sizes = (least, least + BANDS * 4)
    known = np.array([each is not None and each[:_VERSION_BYTES] == tag and len(each) in sizes for each in made], bool)
    whole = [each for each, is_known in zip(made, known.tolist(), strict=True) if each is not None and is_known]
    prints = np.zeros(len(made), dtype=np.uint64)
    prints[known] = np.frombuffer(b"".join(each[_VERSION_BYTES:least] for each in whole), dtype="<u8")
    long = np.flatnonzero(known)[[len(each) > least for each in whole]] if whole else np.zeros(0, np.int64)
    bands = np.frombuffer(b"".join(each[least:] for each in whole), dtype="<u4").reshape(-1, BANDS)
    return known, prints, long, bands


@cache
def _tag() -> bytes:
    return hashlib.blake2b(version().encode(), digest_size=_VERSION_BYTES).digest()


def _print(text: str) -> bytes:
    """Return a hash of the words of a text, whatever its case, white space and punctuation; zeros for too few."""
    words = _NOT_WORD.sub(" ", text.casefold()).split()
    if len(words) < FEWEST_WORDS and len("".join(words)) < FEWEST_WORDS * _UNSPACED:
        return bytes(_PRINT_BYTES)
    return hashlib.blake2b(" ".join(words).encode(errors="replace"), digest_size=_PRINT_BYTES).digest()


class Report:
    """What a text is compared by: its shingles sorted, each once, and its words, each with whether it is a detail."""

    def __init__(self, text: str, shingles: np.ndarray) -> None:
        self.shingles = np.unique(shingles)
        self._text = text

    @classmethod
    def of(cls, texts: Sequence[str]) -> list[Report]:
        """Read texts, as far as they are compared; details only when they are asked for."""
        texts = [text[:COMPARED_CHARACTERS] for text in texts]
        shingles, counts = _shingles(*_words(pa.array(texts, pa.string())))
        return [cls(text, each) for text, each in zip(texts, np.split(shingles, np.cumsum(counts)), strict=False)]

    @cached_property
    def details(self) -> dict[str, bool]:
        return _details(self._text)


def same_report(one: Report, other: Report) -> bool:
    """Tell whether two texts are copies of one report, as the constants of this module say."""
    first, second = one.shingles, other.shingles
    fewer, more = sorted((len(first), len(second)))
    if fewer < FEWEST_SHINGLES:
        return False
    shared = len(np.intersect1d(first, second, assume_unique=True))
    alike = shared >= LEAST_SHARED * (fewer + more - shared)
    held = shared >= LEAST_HELD * fewer and fewer >= LEAST_LENGTH * more
    return (alike or held) and not _of_one_form(one.details, other.details)


def _details(text: str) -> dict[str, bool]:
    """Return the words of a text, each with whether it is a number or a name, as far as its first letter tells."""
    found: dict[str, bool] = {}
    for piece in text.split():
        if word := _NOT_WORD.sub("", piece):
            detail = word[0].isupper() or any(c.isdigit() for c in word)
            found[word.casefold()] = detail and found.get(word.casefold(), True)
    return found


def _of_one_form(one: dict[str, bool], other: dict[str, bool]) -> bool:
    """Tell whether two texts that share much differ as two reports do for which somebody filled in a form."""
    numbers = [{word for word in words if any(c.isdigit() for c in word)} for words in (one, other)]
    fewer = min(map(len, numbers))
    if fewer >= FEWEST_NUMBERS and len(numbers[0] & numbers[1]) < LEAST_NUMBERS * fewer:
        return True
    own = [[detail for word, detail in words.items() if word not in beside] for words, beside in
           ((one, other), (other, one))]  # fmt: skip
    return all(len(each) >= FEWEST_DIFFERENT and sum(each) > MOST_DETAILS * len(each) for each in own)


def _words(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Return the words of all texts one after the other as numbers, and how many each text has."""
    parted = pc.utf8_split_whitespace(texts)
    lengths = pc.list_value_length(parted).to_numpy(zero_copy_only=False)
    characters = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
    if (unspaced := characters > _UNSPACED * np.maximum(lengths, 1)).any():
        said = texts.to_pylist()
        for at in np.flatnonzero(unspaced).tolist():
            said[at] = " ".join(said[at])
        parted = pc.utf8_split_whitespace(pa.array(said, pa.string()))
        lengths = pc.list_value_length(parted).to_numpy(zero_copy_only=False)
    coded = parted.flatten().dictionary_encode()
    numbers = np.array([_number_of(piece) for piece in coded.dictionary.to_pylist()], dtype=np.uint64)
    words = numbers[coded.indices.to_numpy(zero_copy_only=False)] if len(numbers) else numbers
    row = np.repeat(np.arange(len(texts)), lengths)
    return words[words != 0], np.bincount(row[words != 0], minlength=len(texts))


@lru_cache(maxsize=1 << 18)
def _number_of(piece: str) -> int:
    """Return 64 bits for what white space parts, 0 for what holds no word."""
    word = _NOT_WORD.sub("", piece.casefold())
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little") | 1 if word else 0


def _shingles(words: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the shingles of all texts one after the other, and how many each text has."""
    counts = np.maximum(lengths - WORDS_OF_A_SHINGLE + 1, 0)
    total = max(len(words) - WORDS_OF_A_SHINGLE + 1, 0)
    made = np.zeros(total, dtype=np.uint64)
    for at in range(WORDS_OF_A_SHINGLE):
        made = made * _MULTIPLIER + words[at : at + total]
    made ^= made >> np.uint64(29)
    made *= _MULTIPLIER
    begins = np.cumsum(lengths) - lengths
    first = np.repeat(begins - (np.cumsum(counts) - counts), counts)
    return made[first + np.arange(len(first))], counts


def _bands(slots: np.ndarray) -> np.ndarray:
    """Return 32 bits for each band of some sketches, which differ from band to band."""
    parts = slots.reshape(len(slots), BANDS, SLOTS_OF_A_BAND).astype(np.uint64)
    made = np.broadcast_to(np.arange(1, BANDS + 1, dtype=np.uint64), parts.shape[:2])
    for at in range(SLOTS_OF_A_BAND):
        made = (made ^ parts[:, :, at]) * _MULTIPLIER
        made ^= made >> np.uint64(32)
    return (made & np.uint64(0xFFFFFFFF)).astype(np.uint32)
