"""What every registered algorithm says it can do is what it can do, so that the program may rely on it."""

import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.marks import Centers, Ellipses
from clusterlab.core.params import declared_params
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shape import SHAPES
from tests.algorithms.registered import EVERY, EVERY_KIND


def marks_of(step, points, kind):
    """Whether a step shows marks of a kind."""
    return any(isinstance(mark, kind) for mark in step.marks(points))


@EVERY_KIND
def test_capabilities_match_the_declared_parameters(kind):
    params = {item.name: item.param for item in declared_params(kind)}
    assert kind.takes_k == ("k" in params)
    assert kind.seeded == ("seed" in params)
    assert dict(kind.init_methods) == (dict(params["init"].choices) if "init" in params else {})
    assert not kind.variant_param or params[kind.variant_param].choices
    assert kind.restarts_per_k == 1 or kind.seeded


@EVERY
def test_capabilities_match_what_the_last_step_shows(algorithm, blobs):
    points = Points(blobs)
    *_, last = algorithm.steps(points)
    assert algorithm.soft == (last.responsibilities(points) is not None)
    assert algorithm.soft == (last.responsibilities_at(points.values) is not None)
    assert algorithm.has_ellipses == marks_of(last, points, Ellipses)
    assert algorithm.has_centers == (last.centers is not None)
    assert algorithm.has_centers == marks_of(last, points, Centers)
    assert not algorithm.gap_statistic or last.inertia(points) is not None


@EVERY_KIND
def test_clusters_are_handed_on_to_an_algorithm_that_can_start_from_them(kind, blobs):
    if not kind.refines_to:
        return
    points, target = Points(blobs), ALGORITHMS.all()[kind.refines_to]
    *_, last = kind().steps(points)
    refined = target().with_k(last.k)
    start = refined.start_from(last, points)
    assert refined.first(points, start).k == last.k


@EVERY_KIND
def test_figures_over_k_differ_by_name_and_key(kind):
    quantities = dict.fromkeys([kind.criterion, *kind.other_criteria])
    assert len({one.key for one in quantities}) == len({one.name for one in quantities}) == len(quantities)


@pytest.mark.parametrize(
    "owner", [*ALGORITHMS.all().values(), *SHAPES.all().values()], ids=lambda one: one.name
)
def test_a_slider_covers_its_default_and_nothing_that_is_refused(owner):
    for item in declared_params(owner):
        if item.param.usual is not None:
            low, high = item.param.usual
            assert low < high
            assert item.validated(item.kind(low)) == low
            assert item.validated(item.kind(high)) == high
            if not item.param.automatic:
                assert low <= item.default <= high or item.default == 0, item.name  # 0 follows from the data
            assert item.param.log == (low > 0 and high / low >= 100), item.name


def test_a_parameter_of_one_name_has_the_same_bounds_and_slider_everywhere():
    found = {}
    for owner in (*ALGORITHMS.all().values(), *SHAPES.all().values()):
        for item in declared_params(owner):
            kind = "seed of data" if owner in SHAPES.all().values() and item.name == "seed" else item.name
            numbers = (item.param.low, item.param.high, item.param.usual, item.param.log, item.param.power)
            found.setdefault(kind, set()).add(numbers)
    found["max_iter"].remove((1, None, (1, 1000), True, 0))  # batches are cheaper than iterations
    assert {name: numbers for name, numbers in found.items() if len(numbers) > 1} == {}


@EVERY_KIND
def test_the_least_value_of_every_parameter_can_be_run(kind, blobs):
    for item in declared_params(kind):
        if item.param.low is not None:
            assert item.kind is not int or item.param.low == (0 if item.name == "seed" else 1)
            *_, last = kind(**{item.name: item.kind(item.param.low)}).steps(Points(blobs[:20]))
            assert last.stopped


def test_a_sweep_starts_what_depends_on_its_start_ten_times_and_what_is_slow_less_often():
    restarts = {name: kind.restarts_per_k for name, kind in ALGORITHMS.all().items()}
    ten_times = dict.fromkeys(("kmeans", "minibatch", "transfers", "spectral", "kernelkmeans"), 10)
    assert restarts.items() >= {**ten_times, "fuzzy": 3, "gmm": 1, "dbscan": 1, "ward": 1}.items()
