"""The profiles of clusters, as plain values by name."""

from collections.abc import Sequence
from typing import Any

from clusterlab.export.json_text import Summary
from clusterlab.session.analysis.cluster_profiles import ClusterProfile, in_order
from clusterlab.session.state.cluster_listing import ClusterListing


def profile_summary(profiles: Sequence[ClusterProfile], listing: ClusterListing) -> list[Summary]:
    """One entry for each cluster as listed; columns that were left out of the fit have `clustered` false."""
    return [_entry(profile, listing) for profile in in_order(profiles, listing)]


def _entry(profile: ClusterProfile, listing: ClusterListing) -> Summary:
    return {
        "cluster": listing.number(profile.cluster),
        **({"name": listing.title(profile.cluster)} if listing.has_names else {}),
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
                "whiskers": [feature.whiskers.low, feature.whiskers.high],
                "outliers": feature.whiskers.outliers,
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
