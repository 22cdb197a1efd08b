"""Profiles of clusters have the figures of their rows."""

import numpy as np
import pytest

from clusterlab.metrics.cluster_profile.profiles import category_profiles, feature_profiles, typical_rows

VALUES = np.array([[1.0, 10.0], [2.0, np.nan], [3.0, 30.0], [10.0, 40.0], [np.nan, 50.0], [99.0, 99.0]])
LABELS = np.array([0, 0, 0, 1, 1, -1])


def test_features_have_the_figures_of_their_rows_without_missing_values():
    first, second = feature_profiles(VALUES, ["a", "b"], LABELS, 2)
    a = next(profile for profile in first if profile.name == "a")
    assert (a.mean, a.median, a.quartiles) == (2.0, 2.0, (1.5, 2.5))
    assert a.deviation == pytest.approx(np.std([1, 2, 3]))
    assert a.difference == pytest.approx((2 - np.nanmean(VALUES[:, 0])) / np.nanstd(VALUES[:, 0]))
    b = next(profile for profile in second if profile.name == "b")
    assert (b.mean, b.median) == (45.0, 45.0)


def test_the_most_different_feature_comes_first():
    values = np.column_stack([np.r_[np.zeros(5), np.ones(5)], np.r_[np.zeros(9), 1.0], np.full(10, 7.0)])
    (_, profiles) = feature_profiles(values, ["split", "once", "constant"], np.repeat([0, 1], 5), 2)
    assert [profile.name for profile in profiles] == ["split", "once", "constant"]
    assert profiles[2].difference == 0


def test_a_cluster_without_rows_or_values_has_no_figures():
    (_, empty) = feature_profiles(np.ones((3, 1)), ["a"], np.zeros(3, int), 2)
    assert np.isnan([empty[0].mean, empty[0].median, empty[0].deviation]).all()


def test_categories_have_their_shares_in_the_cluster_and_overall():
    kinds = ["x", "x", "y", "y", "", "x"]
    first, second = category_profiles({"kind": kinds, "name": list("abcdef")}, LABELS, 2)
    shares = {(c.column, c.category): (c.share, c.overall) for c in first}
    assert shares["kind", "x"] == (pytest.approx(2 / 3), pytest.approx(3 / 5))
    assert [c.category for c in second if c.column == "kind"] == ["y", "x"]
    assert ("name", "a") in shares


def test_texts_that_are_no_categories_are_left_out():
    texts = {"id": [f"row {i}" for i in range(60)], "none": [""] * 60}
    assert category_profiles(texts, np.zeros(60, int), 1) == [[]]


def test_typical_rows_are_nearest_to_the_mean():
    values = np.array([[0.0], [1.0], [2.0], [10.0], [50.0]])
    ((near, far), (none, _)) = typical_rows(values, np.array([0, 0, 0, 0, -1]), 2, 2)
    assert near.tolist() == [2, 1]
    assert far.tolist() == [3, 0]
    assert none.tolist() == []
