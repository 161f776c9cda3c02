"""
From annotated articles to what the tagger learns from: the features and labels of each run, also of changed copies.

A copy has the start of an article in title case, or a person called like a place: corpora hold few of either. Reads
nothing and writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import pycrfsuite

from dashboard.geoparse.document import Document
from dashboard.geoparse.features import Featurizer
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.text import fold
from dashboard.geoparse.words import Words


def labels_of(document: Document, article: dict, gazetteer: Gazetteer, demonyms: bool) -> dict[int, str]:
    """
    Return the label of each token that an annotation covers.

    Where a corpus does not annotate demonyms (`demonyms` false), a token that the gazetteer knows as nothing but a
    demonym gets the demonym's label all the same: or the tagger would learn that "Syrian" is a word like any other.
    """
    labels: dict[int, str] = {}
    spans = sorted((t["start"], t["end"], bool(t.get("demonym"))) for t in article["toponyms"])
    token, count = 0, len(document.tokens)
    for start, end, demonym in spans:
        while token < count and document.tokens[token].end <= start:
            token += 1
        k, begin = token, True
        while k < count and document.tokens[k].start < end:
            if k not in labels:
                labels[k] = ("B-" if begin else "I-") + ("D" if demonym else "P")
                begin = False
            k += 1
    if not demonyms:
        for k, folded in enumerate(document.folded):
            if k not in labels and document.tokens[k].text[0].isupper() and folded:
                name = gazetteer.key_id(folded + " ")
                if name is not None and gazetteer.code(name) == "demonym":
                    labels[k] = "B-D"
    return labels


#: What the tagger learns from: the features of the tokens of one run, and their labels.
Example = tuple[pycrfsuite.ItemSequence, list[str]]


def examples(
    article: dict, number: int, gazetteer: Gazetteer, featurizer: Featurizer, demonyms: bool
) -> Iterator[Example]:
    """
    Yield the examples of an article, the `number`th of its corpus, and of the runs of a copy that hold a person called
    like a place: the copy's other runs would only count twice, and make the model a third larger.
    """
    renamed = rename_person(article, number, gazetteer)
    if renamed is not None:
        yield from _examples(renamed, gazetteer, featurizer, demonyms, fold(_NAMESAKES[number % len(_NAMESAKES)]))
    if number % 4 == 0:
        yield from _examples(recase(article, str.title), gazetteer, featurizer, demonyms)
    yield from _examples(article, gazetteer, featurizer, demonyms)


#: How much of an article is made a headline, in code points.
_HEADLINE = 160


def recase(article: dict, case: Callable[[str], str]) -> dict:
    """Return the start of an article in another case: corpora hold few headlines in title case."""
    text = article["text"][:_HEADLINE]
    marks = [mark for mark in article["toponyms"] if mark["end"] <= len(text)]
    if any(mark["start"] < len(text) < mark["end"] for mark in article["toponyms"]):
        text = text[: min(mark["start"] for mark in article["toponyms"] if mark["end"] > len(text))]
    changed = "".join(new if len(new := case(word)) == len(word) else word for word in re.split(r"(\s+)", text))
    return {**article, "text": changed, "toponyms": marks, "ignore": []}


#: Names of places that persons have, in turn.
_NAMESAKES = (
    "Jordan Georgia Chad Israel Paris Sydney Austin Dallas Virginia Carolina Florence Chelsea Brooklyn Madison "
    "Alexandria Sidon Kenya India China Adelaide Victoria Savannah Dakota Cairo Phoenix London Lourdes Siena Holland "
    "Ireland Lincoln Jackson Houston Preston Chester Lancaster Kent Devon Troy Tyrone Medina Santiago Valencia Lorraine"
).split()


def rename_person(article: dict, number: int, gazetteer: Gazetteer) -> dict | None:
    """
    Return a copy of an article in which one person's given name is that of a place, None if it names no person.

    Corpora hold few persons called Jordan or Georgia, and readers are quick to see them pinned.
    """
    text = article["text"]
    document = Document(text)
    covered = {k for t in article["toponyms"] for k in _cover(document, t)}
    tokens = document.tokens
    for i in range(len(tokens) - 1):
        one, other = tokens[i], tokens[i + 1]
        if i in covered or i + 1 in covered or other.start != one.end + 1:
            continue
        if not (one.text.istitle() and other.text.istitle() and len(one.text) > 2):
            continue
        if gazetteer.word(document.folded[i])[1] and gazetteer.word(document.folded[i + 1])[2]:
            given = one.text
            break
    else:
        return None
    namesake = _NAMESAKES[number % len(_NAMESAKES)]
    out, marks, at = "", [], 0
    shifts: list[tuple[int, int]] = []
    for k, token in enumerate(tokens):
        if token.text == given and k not in covered:
            out += text[at : token.start] + namesake
            at = token.end
            shifts.append((token.end, len(namesake) - len(given)))
    out += text[at:]
    for mark in article["toponyms"]:
        shift = sum(by for end, by in shifts if end <= mark["start"])
        marks.append({**mark, "start": mark["start"] + shift, "end": mark["end"] + shift})
    return {**article, "text": out, "toponyms": marks, "ignore": []}


def _cover(document: Document, mark: dict) -> range:
    first, last = document.tokens_of(mark["start"], mark["end"])
    return range(first, last + 1)


def _examples(
    article: dict, gazetteer: Gazetteer, featurizer: Featurizer, demonyms: bool, holding: str | None = None
) -> Iterator[Example]:
    """Yield an example for each run of an article, or for those that hold a folded word."""
    document = Document(article["text"])
    labels = labels_of(document, article, gazetteer, demonyms)
    ignored = [(s["start"], s["end"]) for s in article.get("ignore", ())]
    encoded = featurizer.encode(document)
    wanted = [
        not any(a < document.ends[last] and document.starts[first] < b for a, b in ignored)
        and (holding is None or holding in document.folded[first : last + 1])
        for first, last in encoded.runs
    ]
    for (first, last), features in featurizer.strings(encoded, wanted):
        yield pycrfsuite.ItemSequence(features), [labels.get(k, "O") for k in range(first, last + 1)]


#: The examples of some corpora, by corpus and article.
Examples = list[list[list[Example]]]


def read_examples(
    corpora: Iterable[tuple[list[dict], bool]], gazetteer: Gazetteer, words: Words, progress: Callable[[float], None]
) -> Examples:
    """Return the examples of corpora, each given with whether it annotates demonyms; `progress` gets 0 to 1."""
    featurizer = Featurizer(gazetteer, words)
    corpora = list(corpora)
    count = sum(len(articles) for articles, _ in corpora)
    out: Examples = []
    done = 0
    for articles, demonyms in corpora:
        out.append([])
        for number, article in enumerate(articles):
            out[-1].append(list(examples(article, number, gazetteer, featurizer, demonyms)))
            done += 1
            progress(done / count)
    return out
