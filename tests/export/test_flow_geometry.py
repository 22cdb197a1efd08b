"""The layout of a flow: bars do not overlap, bands are as wide as their points, few cross."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.export.flow_geometry import flow_geometry
from clusterlab.metrics.cluster_flow import cluster_flow


def flows_of(labelings):
    """The flows between neighboring labelings."""
    return [cluster_flow(*map(np.asarray, pair)) for pair in itertools.pairwise(labelings)]


def order(layout, column):
    """The clusters of a column from top to bottom."""
    return [bar.cluster for bar in layout.bars if bar.column == column]


def crossings(layout):
    """How many pairs of bands between the same columns cross."""
    bands = layout.bands
    return sum(
        (one.top - other.top) * (one.end - other.end) < 0
        for place, one in enumerate(bands)
        for other in bands[:place]
        if one.column == other.column
    )


@st.composite
def labelings(draw):
    """Two to four labelings of the same points, with noise."""
    n = draw(st.integers(1, 30))
    column = st.lists(st.integers(-1, 4), min_size=n, max_size=n)
    return draw(st.lists(column, min_size=2, max_size=4))


@given(labelings())
def test_bands_fill_their_bars_and_bars_do_not_overlap(found):
    layout = flow_geometry(flows_of(found))
    for column, labels in enumerate(found):
        bars = [bar for bar in layout.bars if bar.column == column]
        assert {bar.cluster: bar.size for bar in bars} == {c: labels.count(c) for c in set(labels)}
        assert bars[0].top >= -1e-9
        assert bars[-1].top + bars[-1].size <= layout.height + 1e-9
        for above, below in itertools.pairwise(bars):
            assert above.top + above.size < below.top
        for bar in bars:
            leaving = [(b.top, b.size) for b in layout.bands if (b.column, b.source) == (column, bar.cluster)]
            arriving = [
                (b.end, b.size) for b in layout.bands if (b.column + 1, b.target) == (column, bar.cluster)
            ]
            for side in filter(None, (leaving, arriving)):
                assert covers(bar, sorted(side))


def covers(bar, side):
    """Whether bands cover a bar from its top to its end, one after another."""
    top = bar.top
    for at, size in side:
        if at != pytest.approx(top):
            return False
        top += size
    return top == pytest.approx(bar.top + bar.size)


def test_a_cluster_stands_where_its_points_were():
    before = [0] * 4 + [1] * 4 + [2] * 4
    after = [3] * 4 + [0] * 2 + [2] * 2 + [1] * 4
    layout = flow_geometry(flows_of([before, after]))
    assert order(layout, 1) == [3, 0, 2, 1]
    assert crossings(layout) == 0


def test_noise_is_last_wherever_its_points_were():
    layout = flow_geometry(flows_of([[-1, -1, 0, 1], [0, 0, 1, -1]]))
    assert order(layout, 0) == [0, 1, -1]
    assert order(layout, 1) == [1, 0, -1]


def test_columns_stay_in_order_when_another_follows():
    rng = np.random.default_rng(3)
    labels = [rng.integers(0, k, 200) for k in (1, 2, 3, 4, 5)]
    few, many = flow_geometry(flows_of(labels[:4])), flow_geometry(flows_of(labels))
    assert [order(few, column) for column in range(4)] == [order(many, column) for column in range(4)]


def test_a_band_leaves_and_arrives_horizontally():
    band = flow_geometry(flows_of([[0, 0, 1], [0, 1, 1]])).bands[1]
    heights = band.height_at(np.array([0.0, 1e-6, 1 - 1e-6, 1.0]))
    assert heights == pytest.approx([band.top, band.top, band.end, band.end])
