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


def test_keys_that_fall_into_one_bucket_are_told_apart() -> None:
    to_bucket = pow(0x9E3779B97F4A7C15, -1, 2**64)
    keys = np.array([number * to_bucket % 2**64 for number in range(1, 9)], dtype=np.uint64)
    unknown = np.array([number * to_bucket % 2**64 for number in range(9, 99)], dtype=np.uint64)
    table = KeyTable(keys)
    assert len(set(table._bucket(np.concatenate([keys, unknown])).tolist())) == 1
    assert table.find(keys).tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert not table.find(unknown).any()


def test_no_key_is_found_nowhere() -> None:
    keys = np.array([3, 2**63, 7, 2**64 - 1], dtype=np.uint64)
    found = KeyTable(keys).find(np.array([[0, 3, 2**63], [7, 2**64 - 1, 0]], dtype=np.uint64))
    assert found.tolist() == [[0, 1, 2], [3, 4, 0]]


def test_a_table_holds_many_keys_with_numbers_of_their_own() -> None:
    keys = np.random.default_rng(7).integers(1, 2**64, 50_000, dtype=np.uint64)
    numbers = np.arange(50_000) // 2 + 1
    table = KeyTable(keys, numbers)
    assert (table.find(keys) == numbers).all()
    assert not table.find(keys + np.uint64(1)).any()


def test_a_key_that_is_there_twice_has_its_first_number() -> None:
    assert KeyTable(np.array([5, 9, 5], dtype=np.uint64)).find(np.array([9, 5], dtype=np.uint64)).tolist() == [2, 1]


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
