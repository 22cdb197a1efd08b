"""Three kinds of evidence of five make a claim; density alone makes one of clusters of any shape."""

from types import SimpleNamespace

import pytest

from clusterlab.core.message import Message
from clusterlab.metrics.cluster_count.conclusion import Conclusion, conclude
from clusterlab.metrics.cluster_count.density_splits import DensitySplit
from clusterlab.metrics.cluster_count.evidence import list_evidence
from clusterlab.metrics.cluster_count.how_many import how_many
from clusterlab.metrics.cluster_count.votes import Votes, deepest_splits

NOTHING = SimpleNamespace(mixtures={}, partitions=(), splits=(), points=SimpleNamespace(n=100))


def votes(gap=1, silhouette=2, modes=1, mixture=1, coarse=1, fine=1):
    return Votes(gap, silhouette, modes, mixture, coarse, fine)


@pytest.mark.parametrize(
    ("found", "kind", "k", "alternatives"),
    [
        (votes(), "none", None, ()),
        (votes(gap=None, silhouette=None, mixture=None), "none", None, ()),
        (votes(gap=3, silhouette=3, modes=3), "compact", 3, ()),
        (votes(gap=3, silhouette=3, mixture=3), "compact", 3, ()),
        (votes(gap=1, silhouette=3, modes=3, mixture=None, coarse=3, fine=3), "compact", 3, ()),
        (votes(gap=9, silhouette=8, coarse=2, fine=2), "curved", 2, ()),
        (votes(gap=3, silhouette=3), "open", None, (3,)),
        (votes(silhouette=3), "none", None, ()),
        (votes(gap=4, silhouette=2, modes=4, mixture=4, coarse=2, fine=4), "compact", 4, (2, 4)),
        (votes(gap=4, silhouette=2, modes=2, mixture=4, coarse=2, fine=2), "compact", 2, (2, 4)),
        (votes(gap=4, silhouette=2, modes=2, coarse=2, fine=2), "compact", 2, ()),
    ],
)
def test_the_conclusion_follows_from_the_votes(found, kind, k, alternatives):
    assert conclude(found, NOTHING) == Conclusion(kind, k, alternatives)


def test_components_that_overlap_make_overlapping_clusters():
    entry = SimpleNamespace(k=2, collapsed=False, min_mean_responsibility=0.96, value=lambda _: 10.0)
    found = votes(gap=2, silhouette=2, mixture=2)
    assert conclude(found, SimpleNamespace(mixtures={"full": [entry]})).kind == "overlapping"


def test_splits_of_small_groups_and_shallow_ones_are_not_among_the_deepest():
    splits = [DensitySplit(3.0, 6), DensitySplit(2.0, 40), DensitySplit(1.4, 30), DensitySplit(1.0, 30)]
    assert [split.depth for split in deepest_splits(splits, 100)] == [2.0, 1.4]
    assert deepest_splits([DensitySplit(0.5, 40)], 100) == []


def test_evidence_agrees_where_its_k_is_said():
    found = votes(gap=4, silhouette=2, modes=4, mixture=4, coarse=2, fine=4)
    lines = list_evidence(found, NOTHING, conclude(found, NOTHING))
    assert [line.source for line in lines] == ["gap", "silhouette", "modes", "mixture", "density"]
    assert [line.agrees for line in lines] == [True] * 5
    none = list_evidence(votes(), NOTHING, Conclusion("none"))
    assert [line.agrees for line in none] == [True, False, True, True, True]


@pytest.mark.parametrize("table", [[[0.0, 1], [5, 2], [3, 3]], [[7.0]], [[1.0], [1.0], [1.0]]])
def test_every_sentence_is_a_message_of_its_template_and_values(table):
    found = how_many(table)
    for words in (found.words, *found.notes, *(line.words for line in found.evidence)):
        assert isinstance(words, Message)
        assert Message(words.template, **words.values) == words
        assert words.endswith(".")
