"""Clusters by eye: labels from 0 without gaps in the order of the rows, whatever is put where."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.datasets.table import LoadError
from clusterlab.session.state.hand_partition import HandPartition, labels_of_rows

EDITS = st.lists(st.tuples(st.sets(st.integers(0, 11)), st.integers(-1, 4)), max_size=12)


def edited(clusters, rows, label):
    """Clusters as sets of rows after some rows were put into one, as a person would do it with piles."""
    left = [cluster - rows for cluster in clusters]
    left += [set()] * (label == len(left))
    if label >= 0:
        left[label] = left[label] | rows
    return [cluster for cluster in left if cluster]


@given(EDITS)
def test_rows_are_put_into_clusters_as_into_piles(edits):
    partition, clusters = HandPartition.empty(12), []
    for rows, place in edits:
        label = min(place, partition.k)
        partition, clusters = partition.with_rows_in(label, rows), edited(clusters, rows, label)
        assert [set(partition.rows_of(found)) for found in range(partition.k)] == clusters
        assert HandPartition.holding(partition.labels) == partition


def test_gaps_are_closed_in_the_order_of_the_clusters_and_equal_ones_are_equal():
    partition = HandPartition.holding(np.array([7, -1, 3, 7, 5]))
    assert partition.labels.tolist() == [2, -1, 0, 2, 1]
    assert partition == HandPartition.holding(np.array([2, -1, 0, 2, 1]))
    assert hash(partition) == hash(HandPartition.holding(np.array([9, -1, 0, 9, 1])))
    assert partition.with_rows_in(0, [4]).labels.tolist() == [1, -1, 0, 1, 0]
    assert partition.rows_of(2) == [0, 3]
    assert partition.rows_of(-1) == [1]


def test_more_clusters_than_a_byte_holds_take_two_bytes_each():
    many = HandPartition.holding(np.arange(300))
    assert (many.k, many.labels.dtype, HandPartition.empty(300).labels.dtype) == (300, "int16", "int8")
    assert many.with_rows_in(0, range(200, 300)).labels.dtype == np.int16
    assert many.with_rows_in(0, range(100, 300)).labels.dtype == np.int8


def test_a_part_of_the_rows_has_labels_without_gaps_and_its_clusters_are_known():
    partition, rows = HandPartition.holding(np.array([0, 1, 2, -1, 2])), np.array([4, 3, 0])
    assert labels_of_rows(partition, rows).tolist() == [1, -1, 0]
    assert partition.labels_in(rows) == [0, 2]
    assert labels_of_rows(None, rows).tolist() == [-1, -1, -1]
    with pytest.raises(LoadError, match=r"are of 5 rows, and the data have more"):
        labels_of_rows(partition, np.array([5]))


@pytest.mark.parametrize(
    ("of", "labels"),
    [
        (3, b"\0\0"),
        (2, b"\0" * 6),
        (2, b"\0\2"),
        (2, b"\0\xfe"),
        (2, np.array([0, 2**31 - 1], "<i4").tobytes()),
        (2, np.array([0, 1], "<i2").tobytes()),
        (-1, b""),
        (0, b"\0"),
    ],
)
def test_labels_of_a_damaged_file_are_refused(of, labels):
    with pytest.raises(LoadError, match="Clusters by eye"):
        HandPartition(of, labels)


def test_no_rows_have_no_clusters():
    assert HandPartition.empty(0).k == 0
    assert HandPartition.empty(0).labels.tolist() == []
