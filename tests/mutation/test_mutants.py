"""The planted faults are what they say, in the place that they say, and spare what no test can see."""

import pytest

from tests.mutation.__main__ import is_asked, spread
from tests.mutation.coverage_map import RecordedTest, chosen_tests, is_mirror
from tests.mutation.mutants import mutants


def planted(source):
    """Every mutated source of a module."""
    return {one.applied(source) for one in mutants("m.py", source)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < b <= c", {"x = (a <= b <= c)", "x = (a < b < c)"}),
        ("x = a + b", {"x = (a - b)"}),
        ("x += y", {"x -= y"}),
        ("x = a and b", {"x = (a or b)"}),
        ("x = not a", {"x = (a)"}),
        ("x = True", {"x = (False)"}),
        ("x = 1, 7.0", {"x = (0), 7.0", "x = (2), 7.0", "x = 1, (8.0)"}),
        ("x = max(a)", {"x = (min)(a)"}),
        ("x = a.all()", {"x = (a.any)()"}),
        ("x = a[:b]", {"x = a[:(b + 1)]"}),
        ("x = a if b else c", {"x = a if (not b) else c"}),
        ("def f(a=0):\n    return a", {"def f(a=(1)):\n    return a", "def f(a=0):\n    return None"}),
        ("é = 'é'; f()", {"é = 'é'; pass"}),
        ("k: Annotated[int, Param('K', 2)]", {"k: Annotated[int, Param('K', (3))]"}),
    ],
)
def test_each_fault_is_planted_alone(source, expected):
    assert planted(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""A text."""',
        "x = 'a' + b",
        "x = f'{1 + 1}'",
        "x: Literal[1] | None",
        "x = int | None",
        "@f(1)\ndef g(): ...",
        "def __repr__(self):\n    return 1",
        "log.warning(1)",
        "if TYPE_CHECKING:\n    x = 1",
        "x = zip(a, strict=True)",
    ],
)
def test_texts_types_decorators_logging_and_guards_are_left_as_they_are(source):
    assert planted(source) == set()


def test_a_mutant_names_its_line_and_the_function_that_holds_it():
    source = "class A:\n    x = 2\n    def f(self):\n        return [g for _ in 3]\n"
    found = {(one.line, one.scope, one.before) for one in mutants("m.py", source)}
    assert found == {(2, "", "2"), (4, "A.f", "3"), (4, "A.f", "return [g for _ in 3]")}


def test_tests_of_the_module_come_first_and_then_the_quick_ones_that_call_its_function():
    (one,) = mutants("clusterlab/metrics/knee.py", "def f():\n    g()")
    calls = frozenset({"metrics/knee.py::f"})
    near = RecordedTest("tests/metrics/test_knee.py::a", 1.0, frozenset())
    slow, quick = (RecordedTest(f"tests/metrics/test_gap.py::{s}", s, calls) for s in (5.0, 1.0))
    far = RecordedTest("tests/cli/test_main.py::a", 0.5, calls)
    other = RecordedTest("tests/metrics/test_gap.py::b", 0.1, frozenset({"metrics/gap.py::f"}))
    assert chosen_tests(one, [slow, far, quick, other, near], 9.0) == [[near], [quick, slow, far]]
    assert chosen_tests(one, [slow, far, quick, other, near], 5.0) == [[near], [quick]]


def test_a_file_of_tests_mirrors_the_module_of_its_name_or_its_folder():
    assert is_mirror("tests/metrics/test_gap.py", "clusterlab/metrics/gap.py")
    assert not is_mirror("tests/metrics/test_knee.py", "clusterlab/metrics/gap.py")
    assert is_mirror("tests/algorithms/gmm/test_starts.py", "clusterlab/algorithms/gmm/step.py")
    assert not is_mirror("tests/algorithms/test_odd.py", "clusterlab/algorithms/fuzzy_cmeans.py")


def test_a_sample_takes_the_same_part_of_every_module():
    few, many = (mutants(name, f"x = [{'2, ' * n}]") for name, n in (("few.py", 10), ("many.py", 90)))
    drawn = sorted([*spread(few, 0), *spread(many, 0)], key=lambda pair: pair[0])[:20]
    assert [one.path for _, one in drawn].count("few.py") == 2
    assert [*spread(many, 0)] == [*spread(many, 0)]
    assert [*spread(many, 0)] != [*spread(many, 1)]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("clusterlab/metrics", 2),
        ("clusterlab/metric", 0),
        ("clusterlab/metrics/gap.py", 2),
        ("clusterlab/metrics/gap.py:2", 1),
        ("clusterlab/metrics/gap.py:9", 0),
        ("clusterlab/metrics/knee.py", 0),
    ],
)
def test_folders_modules_and_lines_can_be_asked_for(name, asked):
    found = mutants("clusterlab/metrics/gap.py", "x = 2\ny = 3\n")
    assert sum(is_asked(one, [name]) for one in found) == asked
