"""Z-scores are right at every magnitude, and are suggested when they matter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clusterlab.datasets import examples, read_table, scaling, select, suggests_scaling


@pytest.fixture(scope="module")
def iris():
    return select(read_table(examples()["iris"])).matrix


@pytest.fixture(scope="module")
def scores(iris):
    return (iris - iris.mean(axis=0)) / iris.std(axis=0)


def test_none_changes_nothing(iris):
    plain = scaling(iris, "none")
    assert plain.apply(iris) is iris
    assert plain.shift.tolist() == [0] * 4
    assert plain.factor.tolist() == [1] * 4


def test_z_scores_have_the_deviation_of_ddof_0(iris):
    made = scaling(iris, "z-score")
    np.testing.assert_allclose(made.shift, iris.mean(axis=0), rtol=1e-15)
    np.testing.assert_allclose(made.factor, iris.std(axis=0), rtol=1e-15)


@pytest.mark.parametrize("size", [1e-300, 1e-160, 1e-3, 1.0, 1e160, 2e307])
def test_z_scores_do_not_depend_on_the_unit(iris, scores, size):
    np.testing.assert_allclose(
        scaling(iris * size, "z-score").apply(iris * size), scores, rtol=1e-12, atol=1e-13
    )


def test_z_scores_are_finite_for_huge_and_tiny_numbers():
    matrix = np.array([[1.7e308], [-1.7e308]])
    np.testing.assert_array_equal(scaling(matrix, "z-score").apply(matrix), [[1], [-1]])
    matrix = np.array([[5e-324], [0.0]])
    np.testing.assert_array_equal(scaling(matrix, "z-score").apply(matrix), [[1], [0]])


def test_z_scores_do_not_depend_on_the_origin(iris, scores):
    far = iris + 1e8
    np.testing.assert_allclose(scaling(far, "z-score").apply(far), scores, atol=1e-6)
    whole = np.array([[1.0], [2.0], [4.0]]) + 2.0**52
    np.testing.assert_allclose(scaling(whole, "z-score").factor, np.sqrt(14 / 9), rtol=1e-15)


@given(arrays(float, st.tuples(st.integers(2, 20), st.integers(1, 3)), elements=st.floats(-1e300, 1e300)))
def test_every_column_that_varies_gets_mean_0_and_deviation_1(matrix):
    made = scaling(matrix, "z-score")
    scored = made.apply(matrix)
    varies = matrix.min(axis=0) < matrix.max(axis=0)
    assert not scored[:, ~varies].any()
    assert (made.factor[~varies] == 1).all()
    normal = varies & (made.factor > 1e-300)
    # A spread of a few units in the last place leaves few digits to be exact in.
    digits = made.factor / np.abs(matrix).max(axis=0, initial=1e-300) > 1e-8
    np.testing.assert_allclose(scored[:, normal & digits].mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(scored[:, normal & digits].std(axis=0), 1, rtol=1e-6)


def test_an_unknown_scaling_gives_a_sentence(iris):
    kinds = "none, z-score, min-max, robust"
    with pytest.raises(ValueError, match=f"scale must be one of {kinds}; it was 'log'"):
        scaling(iris, "log")


@given(
    arrays(float, st.tuples(st.integers(2, 20), st.integers(1, 3)), elements=st.floats(-1e6, 1e6, width=32))
)
def test_min_max_and_robust_scaling_agree_with_scikit_learn(matrix):
    from sklearn.preprocessing import MinMaxScaler, RobustScaler

    scaled, wide = scaling(matrix, "min-max").apply(matrix), np.ptp(matrix, axis=0) > 1e-3
    np.testing.assert_allclose(scaled[:, wide], MinMaxScaler().fit_transform(matrix)[:, wide], atol=1e-9)
    found, expected = scaling(matrix, "robust"), RobustScaler().fit(matrix)
    quartiles = np.quantile(matrix, (0.25, 0.75), axis=0)
    spread = quartiles[1] > quartiles[0] + 1e-6  # scikit-learn takes tiny columns as constant
    np.testing.assert_allclose(found.shift, expected.center_, rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(found.factor[spread], expected.scale_[spread], rtol=1e-6)


def test_min_max_scaling_is_exact_at_both_ends_and_finite():
    matrix = np.array([[-1.7e308, 0.1, 5.0], [1.7e308, 0.3, 5.0], [0.0, 0.2, 5.0]])
    scaled = scaling(matrix, "min-max").apply(matrix)
    assert scaled[:2, 1].tolist() == [0, 1]
    assert np.isfinite(scaled).all()
    assert not scaled[:, 2].any()


def test_robust_scaling_uses_the_deviation_where_half_of_the_values_are_equal():
    matrix = np.array([[0.0], [0.0], [0.0], [0.0], [10.0]])
    assert scaling(matrix, "robust").factor.tolist() == [4.0]
    assert scaling(matrix, "robust").shift.tolist() == [0.0]


@pytest.mark.parametrize("kind", ["min-max", "robust"])
@pytest.mark.parametrize("size", [1e-300, 1e-3, 1e160, 2e307])
def test_other_scalings_do_not_depend_on_the_unit(iris, kind, size):
    expected = scaling(iris, kind).apply(iris)
    found = scaling(iris * size, kind).apply(iris * size)
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13)


def test_scaling_is_suggested_when_ranges_differ_more_than_ten_fold(iris):
    assert suggests_scaling(iris, "abcd") == ""
    wine = select(read_table(examples()["wine"]))
    assert suggests_scaling(wine.matrix, wine.columns) == (
        '"proline" will dominate: its range is 2,645 times larger. Scale columns equally?'
    )
    assert suggests_scaling(np.array([[0.0, 0.0], [10.0, 1.0]]), "ab") == ""
    assert suggests_scaling(np.array([[0.0, 0.0], [10.1, 1.0]]), "ab") != ""
    assert suggests_scaling(np.array([[0.0, 5.0], [10.1, 5.0]]), "ab") == ""
    assert "over a million" in suggests_scaling(np.array([[-1.7e308, 0.0], [1.7e308, 1e-300]]), "ab")


@pytest.mark.parametrize(
    ("width", "times"),
    [
        (10.5, "10"),
        (11.6, "12"),
        (999_999.0, "999,999"),
        (1e6, "over a million times"),
        (1e12, "over a million"),
    ],
)
def test_the_suggestion_says_how_many_times_wider_the_widest_column_is(width, times):
    """A million times and more is said in words; a column that does not vary does not count."""
    table = np.array([[0.0, 3.0, 7.0], [width, 4.0, 7.0], [width / 2, 3.5, 7.0]])
    said = suggests_scaling(table, "abc")
    assert f" {times} " in said
    assert said.startswith('"a" will dominate')
    assert suggests_scaling(table[:, ::-1], "cba") == suggests_scaling(-table, "abc") == said
