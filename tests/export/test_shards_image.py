"""Points in shards are counted by pixel, and drawn one by one where few are in view."""

import pickle

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.export import shards_image as module
from clusterlab.export.picture import picture
from clusterlab.export.shards_image import shards_image
from clusterlab.export.theme import LIGHT, parse_color
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.raster.pixel_counts import PixelCounts
from clusterlab.session.state.cluster_emphasis import ClusterEmphasis
from tests.shards import PartsOfPoints, all_values, in_shards


def two_groups(n=20_000):
    """Points (n, 2) in two groups that are far apart."""
    rng = np.random.default_rng(1)
    return rng.normal(size=(n, 2)) + np.where(rng.random(n) < 0.3, 0.0, 40.0)[:, None]


@pytest.fixture(scope="module")
def shards():
    return in_shards(Points(two_groups()))


@pytest.fixture(scope="module")
def view(shards):
    return column_view(shards, ("a", "b"), (0, 1), True)


@pytest.fixture(scope="module")
def last_step(shards):
    return list(KMeans(k=2).steps(shards))[-1]


def whole(shards, size=(200, 150)):
    """A viewport with all points."""
    low, high = shards.bounds
    margin = 0.01 * (high - low)
    return Viewport(size, tuple((low - margin).tolist()), tuple((high + margin).tolist()))


def pixels_with_points(values, view, viewport):
    """Which pixels (h, w) points with these values are in, one by one."""
    x, y = viewport.data_to_pixel().pixels(values @ view.matrix)
    w, h = viewport.size
    found = np.zeros((h, w), bool)
    inside = (x >= 0) & (x < w) & (y >= 0) & (y < h)
    found[y[inside].astype(int), x[inside].astype(int)] = True
    return found


def test_a_pixel_is_drawn_where_a_point_is(shards, view, monkeypatch):
    monkeypatch.setattr(module, "MAX_GLYPH_POINTS", 0)
    viewport = whole(shards, (900, 700))
    found = shards_image(picture(shards, view, None), viewport, LIGHT)
    expected = pixels_with_points(all_values(shards), view, viewport)
    alpha = found.pixels >> np.uint32(24)
    assert found.is_complete
    assert ((alpha > 0) <= expected).all()  # a block below a pixel is drawn where its mean is
    assert (alpha > 0).sum() > 0.9 * expected.sum()


def test_pixels_have_the_color_of_their_cluster(shards, view, last_step, monkeypatch):
    monkeypatch.setattr(module, "MAX_GLYPH_POINTS", 0)
    drawn = picture(shards, view, last_step)
    image = shards_image(drawn, whole(shards), LIGHT).pixels
    channels = [(image[image > 0] >> np.uint32(shift)) & np.uint32(255) for shift in (24, 16, 8, 0)]
    alpha, *rgb = np.array(channels, float)
    colors = [parse_color(LIGHT.line_color(number)) for number in drawn.colors]
    apart = [np.abs(rgb - color[:, None] * alpha / 255).max(axis=0) for color in colors]
    assert np.min(apart, axis=0).max() <= 1
    assert [int((one <= 1).sum()) > 100 for one in apart] == [True, True]
    assert sorted(drawn.sizes) == sorted(last_step.counts.tolist())
    assert sum(drawn.sizes) == shards.n


def test_hidden_clusters_are_left_out(shards, view, last_step, monkeypatch):
    monkeypatch.setattr(module, "MAX_GLYPH_POINTS", 0)
    hidden = ClusterEmphasis(hidden=frozenset([0]))
    drawn = picture(shards, view, last_step, emphasis=hidden)
    image = shards_image(drawn, whole(shards), LIGHT).pixels
    expected = pixels_with_points(
        all_values(shards)[last_step.classify(all_values(shards)) == 1], view, whole(shards)
    )
    assert ((image > 0) <= expected).all()
    assert (image > 0).any()


def test_a_coarse_image_is_of_a_part_of_the_points(shards, view, monkeypatch):
    monkeypatch.setattr(module, "MAX_GLYPH_POINTS", 0)
    monkeypatch.setattr(module, "COARSE_VALUES", 4_000)
    drawn, viewport = picture(shards, view, None), whole(shards, (900, 700))
    coarse, complete = (shards_image(drawn, viewport, LIGHT, one) for one in (True, False))
    assert (coarse.is_complete, complete.is_complete) == (False, True)
    assert 0 < (coarse.pixels > 0).sum() < (complete.pixels > 0).sum()


def test_few_points_in_view_are_drawn_one_by_one(shards, view, last_step):
    values = all_values(shards)
    middle = values[5]
    viewport = Viewport((300, 300), tuple((middle - 0.01).tolist()), tuple((middle + 0.01).tolist()))
    found = shards_image(picture(shards, view, last_step), viewport, LIGHT)
    inside = np.flatnonzero((np.abs(values - middle) < 0.01).all(axis=1))
    assert len(inside) > 1
    np.testing.assert_array_equal(np.sort(found.near.indices), inside)
    np.testing.assert_array_equal(found.near.places, shards.take(found.near.indices) @ view.matrix)
    np.testing.assert_array_equal(found.near.labels, last_step.classify(shards.take(found.near.indices)))
    assert found.pixels.any()


class PickledShards(PartsOfPoints):
    """Shards that are elsewhere: work on them is pickled, and so is what it returns."""

    are_here = False

    def map(self, work, numbers, threads):
        """What `work` makes of shards."""
        found = (pickle.loads(pickle.dumps(work))(i, self.blocks(i)) for i in numbers)
        return map(pickle.loads, map(pickle.dumps, found))


@pytest.mark.parametrize("hidden", [(), (1,)])
@pytest.mark.parametrize("span", [None, 0.01])
def test_points_that_are_elsewhere_are_counted_there(shards, view, last_step, hidden, span, monkeypatch):
    there = ShardedPoints(PickledShards(shards.shards.points), shards.units, shards.size, shards.shard_rows)
    middle = all_values(shards)[5]
    viewport = whole(shards)
    if span is None:
        monkeypatch.setattr(module, "MAX_GLYPH_POINTS", 0)
    else:
        viewport = Viewport((300, 300), tuple((middle - span).tolist()), tuple((middle + span).tolist()))
    for step in (None, last_step):
        emphasis = ClusterEmphasis(hidden=frozenset(hidden))
        mine, other = (
            shards_image(picture(points, view, step, emphasis=emphasis), viewport, LIGHT)
            for points in (shards, there)
        )
        np.testing.assert_array_equal(mine.pixels, other.pixels)
        assert (mine.near is None, other.near is None) == (span is None, span is None)
        assert mine.pixels.any() or hidden


def test_where_no_points_are_nothing_is_drawn(shards, view):
    found = shards_image(picture(shards, view, None), Viewport((50, 50), (90, 90), (91, 91)), LIGHT)
    assert not found.pixels.any()
    assert len(found.near.indices) == 0


def test_counts_and_colors_add_up():
    colors = np.array([[200, 0, 0], [0, 100, 0], [7, 7, 7]])
    counts = PixelCounts((3, 2), colors)
    counts.add(np.array([0, 0, 4]), np.array([0, 1, -1]), np.array([1.0, 3.0, 64.0]))
    counts.add(np.array([4]), np.array([-1]), np.array([1.0]))
    assert counts.counts.tolist() == [4, 0, 0, 0, 65, 0]
    image = counts.image()
    assert image.shape == (2, 3)
    assert image[1, 1] == 0xFF070707
    alpha = int(image[0, 0] >> np.uint32(24))
    assert 0 < alpha < 255
    mixed = [int(image[0, 0] >> np.uint32(shift)) & 255 for shift in (16, 8, 0)]
    np.testing.assert_allclose(mixed, np.array([50, 75, 0]) * alpha / 255, atol=1)
    assert (image == 0).sum() == 4
