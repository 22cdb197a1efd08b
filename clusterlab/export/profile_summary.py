"""The profiles of clusters, as plain values by name."""

from collections.abc import Sequence
from typing import Any

from clusterlab.export.json_text import Summary
from clusterlab.export.tables import cluster_number
from clusterlab.session.analysis.cluster_profiles import ClusterProfile


def profile_summary(profiles: Sequence[ClusterProfile]) -> list[Summary]:
    """One entry for each cluster; columns that were left out of the fit have `clustered` false."""
    return [_entry(profile) for profile in profiles]


def _entry(profile: ClusterProfile) -> Summary:
    return {
        "cluster": cluster_number(profile.cluster),
        "size": profile.size,
        "words": profile.words,
        "within": profile.within,
        "between": profile.between,
        "conditions": _conditions(profile),
        "features": [
            {
                "column": feature.name,
                "clustered": feature.name in profile.clustered,
                "mean": feature.mean,
                "median": feature.median,
                "standard_deviation": feature.deviation,
                "quartiles": list(feature.quartiles),
                "standardized_difference": feature.difference,
            }
            for feature in profile.features
        ],
        "categories": [vars(category) for category in profile.categories],
        "typical_rows": list(profile.typical),
        "atypical_rows": list(profile.atypical),
    }


def _conditions(profile: ClusterProfile) -> dict[str, Any] | None:
    found = profile.description
    if found is None:
        return None
    return {
        "all_of": [
            {
                "column": profile.clustered[condition.column],
                "is": "over" if condition.above else "under",
                "threshold": condition.threshold,
            }
            for condition in found.conditions
        ],
        "covered": found.covered,
        "others": found.others,
        "coverage": found.coverage,
        "precision": found.precision,
    }
