"""Sentences on how much farther new rows lie from their clusters than the old ones."""

import numpy as np
import pytest

from clusterlab.session.models.spread import drift, spread_of


def spread(distances):
    return spread_of(np.zeros(len(distances), np.int64), np.array(distances, float), 1)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            [1, 2, 3],
            [8, 9, 10],
            "4.5 times as far from their clusters as the old ones (median distance 9.000,",
        ),
        ([1, 2, 3], [0.1, 0.1], "nearer to their clusters than the old ones"),
        ([1, 2, 3], [1, 2, 3.1], "about as far from their clusters as the old ones"),
        ([0, 0, 0], [9, 9], "farther from their clusters than the old ones (median distance 9.000, was 0)."),
    ],
)
def test_the_medians_are_compared(old, new, words):
    assert words in drift(spread(old), spread(new), ["one"])


def test_nothing_is_said_where_nothing_lies_apart():
    assert drift(spread([0, 0]), spread([0]), ["one"]) == ""
