"""
What the features of a token add up to for each label of the tagger: what a word or a set of cues alone gives is summed
up once and kept, all else is looked up in the model at once.

Arrays are (tokens, labels), the tokens of a document's runs one after another.
"""

from __future__ import annotations

import numpy as np

from dashboard.geoparse.crf import Crf
from dashboard.geoparse.features import WORD_TEMPLATES, Encoded, Featurizer

#: Tokens that are scored together: bounds the memory that the features of a long article take.
_TOGETHER = 4096


class TokenScores:
    """Encoded documents -> scores. Not safe to share between threads."""

    def __init__(self, crf: Crf, featurizer: Featurizer) -> None:
        self._crf, self._featurizer = crf, featurizer
        self._start()

    def _start(self) -> None:
        self._forms = self._featurizer.forms
        #: (word form, how far it stands from the token, label), filled as far as `_words` forms go.
        self._of_words = np.zeros((len(self._forms.table), len(WORD_TEMPLATES), len(self._crf.labels)))
        self._words = 0
        self._of_cues = np.zeros((1024, len(self._crf.labels)))
        self._cues = 1  # the first is the set of none

    def __call__(self, encoded: Encoded) -> np.ndarray:
        """Return the score of each label for each token."""
        if self._forms is not self._featurizer.forms:  # which has forgotten all
            self._start()
        self._learn()
        scores = self._of_words[encoded.forms, np.arange(len(WORD_TEMPLATES))].sum(axis=1)
        scores += self._of_cues[encoded.cues]
        for at in range(0, len(scores), _TOGETHER):
            part = slice(at, at + _TOGETHER)
            scores[part] += self._crf.scores(self._featurizer.keys(encoded, part))
        return scores

    def _learn(self) -> None:
        """Sum up what the words and sets of cues give that were met since the last time."""
        words, cues = len(self._forms), len(self._featurizer.cues)
        if words > self._words:
            self._of_words = _with_room(self._of_words, words)
            rows = slice(self._words, words)
            for number, step in enumerate(WORD_TEMPLATES):
                self._of_words[rows, number] = self._crf.scores(self._featurizer.word_keys(step, rows))
            self._words = words
        if cues > self._cues:
            self._of_cues = _with_room(self._of_cues, cues)
            for number in range(self._cues, cues):
                self._of_cues[number] = self._crf.weights(self._featurizer.cue_keys(number)).sum(axis=(0, 1))
            self._cues = cues


def _with_room(rows: np.ndarray, count: int) -> np.ndarray:
    """Return rows with room for so many, twice as many as before at least."""
    if count <= len(rows):
        return rows
    room = np.zeros((max(count, 2 * len(rows)), *rows.shape[1:]))
    room[: len(rows)] = rows
    return room
