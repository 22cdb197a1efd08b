"""The lines of a dendrogram."""

import numpy as np
import pytest

from clusterlab.core.charts import Dendrogram
from clusterlab.export.dendrogram_layout import branches, node_positions


@pytest.fixture
def tree():
    """Three leaves: the first two merge at 1, the third joins them at 4."""
    return Dendrogram(
        "Dendrogram",
        "",
        sizes=np.ones(3, int),
        pairs=np.array([[0, 1], [3, 2]]),
        heights=np.array([1.0, 4.0]),
        labels=np.array([0, 0, 1, 0, 0]),
        floor=0.0,
        k=2,
        left=1,
        param="k",
    )


def lines(tree, low, high):
    """Each line as its node and both its ends."""
    nodes, xs, ys = branches(tree, low, high)
    return {
        (node, *zip(x, y, strict=True))
        for node, x, y in zip(nodes.tolist(), xs.tolist(), ys.tolist(), strict=True)
    }


def test_merges_are_centered_over_their_children(tree):
    assert node_positions(tree).tolist() == [0.5, 1.5, 2.5, 1.0, 1.75]


def test_every_node_has_a_line_up_to_its_merge_and_every_merge_one_across(tree):
    assert lines(tree, -np.inf, np.inf) == {
        (0, (0.5, 0), (0.5, 1)),
        (1, (1.5, 0), (1.5, 1)),
        (3, (1.0, 1), (1.0, 4)),
        (2, (2.5, 0), (2.5, 4)),
        (3, (0.5, 1), (1.5, 1)),
        (4, (1.0, 4), (2.5, 4)),
    }


def test_lines_are_cut_at_the_limits_of_a_part(tree):
    assert lines(tree, 1, 2) == {(3, (1.0, 1), (1.0, 2)), (2, (2.5, 1), (2.5, 2))}
    assert lines(tree, -np.inf, 1) >= {(3, (0.5, 1), (1.5, 1)), (2, (2.5, 0), (2.5, 1))}
    assert lines(tree, 3, 2) == set()


def test_the_line_of_the_cut_stands_for_k(tree):
    assert tree.at == 2.5
    assert [tree.param_at(height) for height in (-1, 0.5, 2, tree.top)] == [3, 3, 2, 1]
    assert [tree.nudged(up) for up in (True, False)] == [1, 3]
    assert tree.subtitle == ""
