"""The content of a picture: places, marks, layers and notes."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.marks import (
    AssignmentLines,
    Centers,
    CenterTrajectories,
    Ellipses,
    Highlights,
    PointMarks,
    Regions,
)
from clusterlab.core.multi_axis_view import matrix_view, parallel_view
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view, component_view, embedded_view, line_view
from clusterlab.core.step import Step
from clusterlab.export.legend_rows import all_legend_rows
from clusterlab.export.picture import (
    MAX_ASSIGNMENT_LINES,
    center_trajectories,
    pair_picture,
    picture,
)
from clusterlab.export.stacked_histograms import HISTOGRAM_BINS
from clusterlab.session.state.layers import DEFAULT_LAYERS, LAYERS

ALL = frozenset(LAYERS)


class Moment(Step):
    """A step with given marks."""

    def __init__(self, *marks, centers=None):
        super().__init__(phase="E")
        object.__setattr__(self, "_marks", marks)
        object.__setattr__(self, "_centers", centers)

    @property
    def centers(self):
        return self._centers

    def marks(self, points):
        return self._marks

    def caption(self, points, before):
        return ""

    def classify(self, places):
        return np.zeros(len(places), np.int8)


def table(n=60, d=2, seed=0):
    return Points(np.random.default_rng(seed).normal(size=(n, d)))


def flat(points, pair=(0, 1)):
    return column_view(points, [f"c{i}" for i in range(points.d)], pair, True)


def last(points, k=3):
    return list(KMeans(k=k).steps(points))[-1]


def test_places_are_the_projected_points_and_are_cached():
    points = table()
    view = flat(points, (1, 0))
    drawn = picture(points, view, None)
    assert np.array_equal(drawn.places, points.values[:, ::-1])
    assert picture(points, view, last(points)).places is drawn.places


def test_points_without_a_step_have_no_clusters():
    drawn = picture(table(), flat(table()), None)
    assert (drawn.k, drawn.sizes, drawn.marks, drawn.point_marks.labels) == (0, (), (), None)


def test_sizes_count_the_points_of_each_cluster():
    points = table()
    step = last(points)
    drawn = picture(points, flat(points), step)
    assert drawn.sizes == tuple(np.bincount(step.labels, minlength=3).tolist())
    assert sum(drawn.sizes) == points.n
    names = [row.name for row in all_legend_rows(drawn)]
    assert names == ["Cluster 1", "Cluster 2", "Cluster 3"]


def test_the_sizes_that_a_step_knows_are_those_of_its_labels():
    values = np.concatenate([np.linspace(0, 1, 9), [5.0]])[:, None].repeat(2, axis=1)
    points, start = Points(values), [[0, 0], [1, 1], [-9, -9]]  # nothing is nearest to the last
    steps = list(KMeans(k=3).steps(points, start))
    assert any(step.moved_points for step in steps)
    for step in steps[1:]:
        assert picture(points, flat(points), step).sizes == tuple(np.bincount(step.labels, minlength=3))


def test_noise_is_counted_separately():
    drawn = picture(table(4), flat(table(4)), Moment(PointMarks(np.array([-1, 0, 1, -1], np.int8))))
    assert (drawn.sizes, drawn.noise) == ((1, 1), 2)


def test_there_are_no_sizes_before_there_are_labels():
    points = table()
    first = KMeans(k=3).first(points)
    assert picture(points, flat(points), first).sizes == ()


def test_colors_are_the_given_ones_and_new_clusters_get_new_ones():
    points = table()
    assert picture(points, flat(points), last(points)).colors == (0, 1, 2)
    assert picture(points, flat(points), last(points), colors=(4, 0, 2)).colors == (4, 0, 2)
    assert len(set(picture(points, flat(points), last(points), colors=(2,)).colors)) == 3


@pytest.mark.parametrize(
    ("layer", "kind"), [("regions", Regions), ("links", AssignmentLines), ("paths", CenterTrajectories)]
)
def test_a_layer_shows_its_mark_and_hides_it(layer, kind):
    points = table()
    assert picture(points, flat(points), last(points), layers=ALL).mark(kind) is not None
    assert picture(points, flat(points), last(points), layers=ALL - {layer}).mark(kind) is None


def test_ellipses_are_a_layer_and_are_projected():
    points = table(d=3)
    covariance = np.diag([1.0, 4.0, 9.0])[None]
    step = Moment(Ellipses(np.array([[1.0, 2.0, 3.0]]), covariance, np.ones(1)))
    view = flat(points, (2, 0))
    seen = picture(points, view, step).mark(Ellipses)
    assert seen.means.tolist() == [[3.0, 1.0]]
    assert seen.covariances.tolist() == [[[9.0, 0.0], [0.0, 1.0]]]
    assert picture(points, view, step, layers=()).mark(Ellipses) is None


def test_regions_classify_places_on_the_plane():
    points = table()
    step = last(points)
    regions = picture(points, flat(points, (1, 0)), step, layers=ALL).mark(Regions)
    assert np.array_equal(regions.classify(step.centers[:, ::-1]), [0, 1, 2])


@pytest.mark.parametrize(
    "view_of", [lambda points: component_view(points, True), lambda points: flat(points, (0, 2))]
)
def test_regions_are_left_out_with_a_note_where_the_plane_does_not_show_all(view_of):
    points = table(d=3)
    drawn = picture(points, view_of(points), last(points), layers=ALL)
    assert drawn.mark(Regions) is None
    assert any("Regions" in note for note in drawn.notes)


def test_a_single_column_is_a_line():
    points = table(d=1)
    drawn = picture(points, line_view(points, "c"), last(points), layers=ALL)
    assert not drawn.places[:, 1].any()
    assert drawn.mark(Regions) is None


def test_links_are_left_out_with_a_note_where_there_are_too_many():
    points = table(MAX_ASSIGNMENT_LINES + 1)
    drawn = picture(points, flat(points), last(points), layers=ALL)
    assert drawn.mark(AssignmentLines) is None
    assert drawn.notes == ("Links are drawn for up to 5,000 points; there are 5,001.",)
    assert not picture(points, flat(points), last(points)).notes


def test_responsibilities_are_kept_only_for_a_layer_that_shows_them():
    points = table(4)
    step = Moment(PointMarks(np.zeros(4, np.int8), np.full((4, 2), 0.5)))
    view = flat(points)
    assert picture(points, view, step, layers={"soft"}).point_marks.responsibilities is not None
    assert picture(points, view, step, layers={"uncertainty"}).point_marks.responsibilities is not None
    assert picture(points, view, step, layers=DEFAULT_LAYERS - {"soft"}).point_marks.responsibilities is None


def test_highlights_keep_their_rows():
    points = table(6)
    step = Moment(Highlights(np.array([4]), "picked"), Centers(points.values[[4]]))
    drawn = picture(points, flat(points), step)
    highlights = next(mark for mark in drawn.marks if isinstance(mark, Highlights))
    assert np.array_equal(drawn.places[highlights.rows], drawn.mark(Centers).positions)


def test_trajectories_have_the_moves_of_each_center_without_repeats():
    a, b = np.array([[0.0, 0.0]]), np.array([[0.0, 0.0], [5.0, 5.0]])
    c = np.array([[1.0, 0.0], [5.0, 5.0]])
    trajectories = center_trajectories([Moment(centers=x) for x in (a, b, b.copy(), c)])
    assert [trajectory.tolist() for trajectory in trajectories] == [[[0, 0], [1, 0]], [[5, 5]]]


def test_steps_without_centers_have_no_trajectories():
    assert center_trajectories([]) == ()
    assert center_trajectories([Moment()]) == ()


def test_trajectories_end_at_the_centers():
    points = table()
    steps = list(KMeans(k=4).steps(points))
    ends = [trajectory[-1] for trajectory in center_trajectories(steps)]
    assert np.array_equal(ends, steps[-1].centers)


def test_the_histograms_of_a_matrix_count_the_points_of_every_cluster_on_every_axis():
    points = table(d=4)
    view, step = matrix_view(points, "abcd", range(4), left_out=False), last(points)
    histograms = picture(points, view, step).histograms
    assert histograms.sum(axis=1).tolist() == [[*np.bincount(step.labels, minlength=3).tolist(), 0]] * 4
    for axis, (low, high) in enumerate(view.axis_limits.T):
        expected = np.histogram(view.project(points.values)[:, axis], HISTOGRAM_BINS, (low, high))[0]
        assert histograms[axis].sum(axis=1).tolist() == expected.tolist()
    noise = picture(points, view, Moment(PointMarks(np.full(60, -1, np.int8)))).histograms
    assert noise.sum(axis=1).tolist() == [[60]] * 4
    assert picture(points, flat(points), step).histograms is None


def test_later_points_are_placed_in_the_multi_axis_views_and_embeddings_of_earlier_ones():
    before, after = table(60, 3), Points(table(40, 3, seed=1).values * 3)
    names = "abc"
    views = [make(before, names, range(3), left_out=False) for make in (matrix_view, parallel_view)]
    assert picture(after, views[0], last(after)).histograms.sum(axis=(1, 2)).tolist() == [40] * 3
    assert len(picture(after, views[1], last(after)).places) == 40
    embedded = embedded_view(before.values[:, :2], before.values, "")
    assert picture(before, embedded, None).places is embedded.places
    nearest = np.linalg.norm(before.values[:, None] - after.values, axis=2).argmin(axis=0)
    assert np.array_equal(picture(after, embedded, None).places, embedded.places[nearest])


def test_a_panel_of_a_matrix_has_the_places_and_centers_of_its_two_columns():
    points = table(d=4)
    view, step = matrix_view(points, "abcd", range(4), left_out=False), last(points)
    small = pair_picture(picture(points, view, step), view, 1, 3)
    alone = picture(points, flat(points, (1, 3)), step)
    assert np.array_equal(small.places, alone.places)
    assert np.array_equal(small.mark(Centers).positions, alone.mark(Centers).positions)
    assert small.point_marks is alone.point_marks or np.array_equal(
        small.point_marks.labels, alone.point_marks.labels
    )


def test_links_and_regions_are_left_out_of_a_matrix_with_a_note():
    points = table(d=3)
    drawn = picture(points, matrix_view(points, "abc", range(3), left_out=False), last(points), layers=ALL)
    assert drawn.mark(AssignmentLines) is drawn.mark(Regions) is None
    assert len(drawn.notes) == 2


def test_a_note_says_how_many_lines_are_drawn_across_parallel_axes():
    few, many = table(60, 3), table(3_500, 3)
    views = [parallel_view(points, "abc", range(3), left_out=False) for points in (few, many)]
    assert picture(few, views[0], last(few)).notes == ()
    drawn = picture(many, views[1], last(many))
    assert drawn.notes == ("Showing 3,000 of 3,500 lines (random sample).",)
    assert drawn.mark(Centers).positions.shape == (3, 3)


def test_a_picture_cannot_be_changed():
    drawn = picture(table(), flat(table()), None)
    assert not drawn.places.flags.writeable
    assert replace(drawn, title="t").title == "t"


def test_names_and_notes_of_a_picture_are_messages():
    points = table(MAX_ASSIGNMENT_LINES + 1)
    drawn = picture(points, flat(points), last(points), layers=ALL)
    assert [row.name.template for row in all_legend_rows(drawn)] == ["{cluster:capital}"] * 3
    assert [note.template for note in drawn.notes] == [
        "Links are drawn for up to {limit:# point|# points}; there are {n}."
    ]
