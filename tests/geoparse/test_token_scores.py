"""What is summed up once and kept gives each token what its features, written out one by one, add up to."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.geoparse import token_scores
from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.document import Document
from dashboard.geoparse.features import attribute_keys

TEXT = (
    "ORLANDO, Fla. - President Georgia Stevens flew to Georgia, the U.S. said. In Paris, Texas, officials of the "
    "University of Basra met Jordan Miller near Deir ez-Zor and Al-Hol. Snow fell in Muscat, Oman and Paris.\n\n"
    "Georgia was calm; the Iranian city of Isfahan, too. Mr. Paris saw it from Tripoli (Lebanon)."
)
OTHER = "Kurdish fighters left Qamishli for Afrin. Talks between Washington and Tehran went on in Muscat."


def written_out(tagger, document: Document) -> np.ndarray:
    """Return the scores by the strings that a trainer takes."""
    encoded = tagger._featurizer.encode(document)
    tokens = [
        features for _, of_run in tagger._featurizer.strings(encoded, [True] * len(encoded.runs)) for features in of_run
    ]
    return np.array([tagger._crf.weights(attribute_keys(features)).sum(axis=0) for features in tokens])


@pytest.mark.parametrize("text", [TEXT, OTHER, TEXT.upper(), "no name at all", ""])
def test_each_token_has_what_its_features_add_up_to(analyser: Analyser, text: str) -> None:
    tagger, document = analyser._tagger, Document(text)
    scores = tagger._scores(tagger._featurizer.encode(document))
    expected = written_out(tagger, document).reshape(-1, len(tagger._crf.labels))
    assert scores.shape == expected.shape
    assert np.allclose(scores, expected)


def test_what_is_kept_is_dropped_when_words_are_numbered_anew(analyser: Analyser) -> None:
    tagger = analyser._tagger
    before = tagger._scores(tagger._featurizer.encode(Document(TEXT)))
    tagger._featurizer.forget()
    tagger._scores(tagger._featurizer.encode(Document(OTHER)))
    assert np.allclose(tagger._scores(tagger._featurizer.encode(Document(TEXT))), before)


def test_a_long_article_is_scored_in_parts(analyser: Analyser, monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = analyser._tagger
    encoded = tagger._featurizer.encode(Document(TEXT))
    whole = tagger._scores(encoded)
    monkeypatch.setattr(token_scores, "_TOGETHER", 7)
    assert len(whole) > 3 * 7
    assert np.allclose(tagger._scores(encoded), whole)


def test_many_words_are_kept(analyser: Analyser) -> None:
    tagger = analyser._tagger
    before = tagger._scores(tagger._featurizer.encode(Document(TEXT)))
    for at in range(0, 6000, 500):
        many = " ".join(f"In Place{number}x." for number in range(at, at + 500))
        tagger._scores(tagger._featurizer.encode(Document(many)))
    assert len(tagger._featurizer.forms) > 6000
    assert np.allclose(tagger._scores(tagger._featurizer.encode(Document(TEXT))), before)
