"""Profiles as tables: differences have signs unless they round to 0, and a tint that grows with them."""

import pytest

from clusterlab.export.profile_rows import difference_rows, feature_rows, signed_hundredths
from clusterlab.metrics.cluster_profile.profiles import FeatureProfile
from clusterlab.session.analysis.cluster_profiles import ClusterProfile


def profile(cluster, **differences):
    features = [FeatureProfile(name, 1.0, 2.0, 3.0, (0.0, 4.0), value) for name, value in differences.items()]
    return ClusterProfile(cluster, 5, tuple(features), (), ("a", "b"), None, (), (), 0.0, 0.0)


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0.00"), (-0.001, "0.00"), (1.005, "+1.00"), (-2.0, "-2.00")]
)
def test_a_difference_that_rounds_to_zero_has_no_sign(value, text):
    assert signed_hundredths(value) == text


def test_the_column_that_differs_most_in_any_cluster_comes_first():
    header, rows = difference_rows([profile(0, a=0.1, b=0.5), profile(1, a=-1.8, b=0.2)])
    assert [cell.text for cell in header] == ["", "1", "2"]
    assert [[cell.text for cell in row] for row in rows] == [["a", "+0.10", "-1.80"], ["b", "+0.50", "+0.20"]]
    assert rows[0][2].tint > rows[0][1].tint > 0


def test_what_is_not_known_is_a_dash_and_a_column_outside_the_fit_is_pale():
    _, rows = feature_rows(profile(0, a=float("nan"), c=3.0))
    assert rows[0][-1].text == "–"
    assert rows[1][0].muted
    assert rows[1][-1].tint == 0.5
