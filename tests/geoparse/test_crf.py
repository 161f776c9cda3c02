"""The project's own reading of a CRFsuite model answers as CRFsuite does."""

from pathlib import Path
from zlib import crc32

import numpy as np
import pycrfsuite
import pytest

from dashboard.errors import ModelError
from dashboard.geoparse.crf import Crf, KeyTable
from dashboard.geoparse.features import attribute_keys

RUNS = [
    [["b", "w=rome", "sh=Xx"]],
    [["b", "w=new", "sh=Xx"], ["b", "w=york", "sh=Xx"], ["b", "w=times", "sh=Xx"]],
    [["b", "w=never seen"], ["b", "w=tyre", "w=tyre", "sh=Xx"]],
    [["b", "w=said"]],
]
LABELS = [["B-P"], ["B-P", "I-P", "O"], ["O", "B-P"], ["O"]]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crf") / "small.crfsuite"
    trainer = pycrfsuite.Trainer(verbose=False)
    for run, labels in zip(RUNS[:2] + RUNS[3:], LABELS[:2] + LABELS[3:], strict=True):
        trainer.append(run, labels)
    trainer.train(str(path))
    return path


def hashed(features: list[str]) -> np.ndarray:
    """Return a key of each feature."""
    return np.array([crc32(feature.encode()) for feature in features], dtype=np.uint64)


def table(runs: list[list[list[str]]]) -> np.ndarray:
    """Return the keys of the tokens of runs, (features, tokens), 0 where a token has fewer than another."""
    tokens = [token for run in runs for token in run]
    keys = np.zeros((max(map(len, tokens), default=0), len(tokens)), dtype=np.uint64)
    for number, token in enumerate(tokens):
        keys[: len(token), number] = hashed(token)
    return keys


def test_labels_and_probabilities_are_those_of_crfsuite(model: Path) -> None:
    theirs, ours = pycrfsuite.Tagger(), Crf(model, hashed)
    theirs.open(str(model))
    lengths = [len(run) for run in RUNS]
    scores = ours.scores(table(RUNS))
    best, marginals, at = ours.best(scores, lengths), ours.marginals(scores, lengths), 0
    for run in RUNS:
        assert [ours.labels[number] for number in best[at : at + len(run)]] == theirs.tag(run)
        for k in range(len(run)):
            expected = [theirs.marginal(label, k) for label in ours.labels]
            assert marginals[at + k].tolist() == pytest.approx(expected, abs=1e-12)
        at += len(run)


def test_keys_that_fall_on_one_slot_are_told_apart(model: Path) -> None:
    unscatter = pow(0x9E3779B97F4A7C15, -1, 2**64)

    def on_slot_zero(count: int) -> np.ndarray:
        return np.array([number * unscatter % 2**64 for number in range(1, count + 1)], dtype=np.uint64)

    crf = Crf(model, lambda features: on_slot_zero(len(features)))
    known = len({feature for run in RUNS[:2] + RUNS[3:] for token in run for feature in token})
    weights = crf.weights(on_slot_zero(known + 5))
    assert len({tuple(row) for row in weights[:known].tolist()}) == known
    assert not weights[known:].any()


def test_no_key_is_found_nowhere() -> None:
    unscatter = pow(0x9E3779B97F4A7C15, -1, 2**64)
    first_slot, four_on_another = [1], [(8 << 59) + number for number in range(4)]
    keys = [value * unscatter % 2**64 for value in first_slot + four_on_another]
    found = KeyTable(np.array(keys, dtype=np.uint64)).find(np.array([0, *keys, 0], dtype=np.uint64))
    assert found.tolist() == [0, 1, 2, 3, 4, 5, 0]


def test_no_run_has_no_label(model: Path) -> None:
    crf = Crf(model, hashed)
    assert crf.best(crf.scores(table([])), []) == []


@pytest.mark.parametrize("length", [0, 40, 60, 500])
def test_a_model_that_is_cut_off_is_refused(model: Path, tmp_path: Path, length: int) -> None:
    cut = tmp_path / "cut.crfsuite"
    cut.write_bytes(model.read_bytes()[:length])
    with pytest.raises(ModelError, match="restore it"):
        Crf(cut, hashed)


def test_a_model_of_other_features_is_refused(model: Path) -> None:
    with pytest.raises(ModelError, match="train again"):
        Crf(model, attribute_keys)
