"""The project's own reading of a CRFsuite model answers as CRFsuite does."""

from pathlib import Path

import pycrfsuite
import pytest

from dashboard.errors import ModelError
from dashboard.geoparse.crf import Crf

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


def plain(*features: str) -> list[str]:
    return list(features)


def test_labels_and_probabilities_are_those_of_crfsuite(model: Path) -> None:
    theirs, ours = pycrfsuite.Tagger(), Crf(model)
    theirs.open(str(model))
    lengths = [len(run) for run in RUNS]
    scores = ours.scores([[[(plain, *token[:1]), (plain, *token[1:])] for token in run] for run in (*RUNS, *RUNS)])[
        -sum(lengths) :
    ]
    best, marginals, at = ours.best(scores, lengths), ours.marginals(scores, lengths), 0
    for run in RUNS:
        assert [ours.labels[number] for number in best[at : at + len(run)]] == theirs.tag(run)
        for k in range(len(run)):
            expected = [theirs.marginal(label, k) for label in ours.labels]
            assert marginals[at + k].tolist() == pytest.approx(expected, abs=1e-12)
        at += len(run)


def test_no_run_has_no_label(model: Path) -> None:
    crf = Crf(model)
    assert crf.best(crf.scores([]), []) == []


@pytest.mark.parametrize("length", [0, 40, 60, 500])
def test_a_model_that_is_cut_off_is_refused(model: Path, tmp_path: Path, length: int) -> None:
    cut = tmp_path / "cut.crfsuite"
    cut.write_bytes(model.read_bytes()[:length])
    with pytest.raises(ModelError, match="restore it"):
        Crf(cut)
