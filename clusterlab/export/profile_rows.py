"""The profiles of clusters as tables of cells."""

from collections.abc import Sequence

from clusterlab.core.formatting import format_number, format_percent, shortened
from clusterlab.core.message import Message
from clusterlab.export.table_cell import Cell
from clusterlab.metrics.cluster_profile.profiles import FeatureProfile
from clusterlab.session.analysis.cluster_profiles import ClusterProfile, in_order
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing

_Rows = tuple[list[Cell], list[list[Cell]]]

MAX_COMPARED_CLUSTERS = 8
"""More clusters do not fit beside each other."""
MAX_SHOWN_CATEGORIES = 6
STRONG_DIFFERENCE, STRONGEST_TINT = 2.0, 0.5
"""A standardized difference from which on the tint is strongest."""
LEAST_HEADING, MOST_HEADING, HEADINGS_LENGTH = 3, 10, 36
"""The fewest and the most characters of a cluster's name above its column, and those of all columns."""
LEFT_OUT = "left out of the fit"


def difference_rows(profiles: Sequence[ClusterProfile], listing: ClusterListing = PLAIN_LISTING) -> _Rows:
    """The standardized difference of every column in every cluster, tinted by its size."""
    profiles = in_order(profiles, listing)
    names = columns_by_strength(profiles)
    found = [{feature.name: feature for feature in profile.features} for profile in profiles]
    header = [Cell(""), *cluster_cells([profile.cluster for profile in profiles], listing)]
    rows = [
        [_name_cell(name, profiles[0]), *(_difference_cell(features[name]) for features in found)]
        for name in names
    ]
    return header, rows


def feature_rows(profile: ClusterProfile) -> _Rows:
    """The columns of a cluster with their figures, the most different first."""
    header = [Cell(title) for title in ("", "mean", "median", "std", "differs")]
    rows = [
        [
            _name_cell(feature.name, profile),
            *(_number_cell(value) for value in (feature.mean, feature.median, feature.deviation)),
            _difference_cell(feature),
        ]
        for feature in profile.features
    ]
    return header, rows


def category_rows(profile: ClusterProfile) -> _Rows:
    """The most frequent categories of a cluster by column, with their shares there and among all rows."""
    header = [Cell(title) for title in ("", "here", "all")]
    rows, counts = [], dict[str, int]()
    for category in profile.categories:
        counts[category.column] = counts.get(category.column, 0) + 1
        if category.share > 0 and counts[category.column] <= MAX_SHOWN_CATEGORIES:
            shares = (category.share, category.overall)
            title = Cell(f"{category.column}: {category.category}")
            rows.append([title, *(Cell(format_percent(share), share, tint=share / 2) for share in shares)])
    return header, rows


def box_words(feature: FeatureProfile, name: str) -> Message:
    """The figures of a box plot, of a cluster by its name."""
    ends = feature.whiskers
    if feature.median != feature.median:
        return Message("{name}: no value", name=name)
    return Message(
        "{name}: median {median}, quartiles {low} to {high}, whiskers {least} to {most}, "
        "{outliers:# outlier|# outliers}",
        name=name,
        median=feature.median,
        low=feature.quartiles[0],
        high=feature.quartiles[1],
        least=ends.low,
        most=ends.high,
        outliers=ends.outliers,
    )


def cluster_cells(labels: Sequence[int], listing: ClusterListing) -> list[Cell]:
    """The headings of the columns of clusters: their numbers, or their given names, cut so that all fit."""
    length = min(max(LEAST_HEADING, HEADINGS_LENGTH // max(1, len(labels))), MOST_HEADING)
    clusters = [listing.reference(label) for label in labels]
    return [Cell(shortened(one.name, length) or str(one.shown_number), tip=one.name) for one in clusters]


def columns_by_strength(profiles: Sequence[ClusterProfile]) -> list[str]:
    """The names of the columns, first those that differ most in some cluster."""
    strongest: dict[str, FeatureProfile] = {}
    for profile in profiles:
        for feature in profile.features:
            if feature.name not in strongest or _size(feature) > _size(strongest[feature.name]):
                strongest[feature.name] = feature
    return [feature.name for feature in sorted(strongest.values(), key=_size, reverse=True)]


def _size(feature: FeatureProfile) -> float:
    return abs(feature.difference) if feature.difference == feature.difference else -1.0


def _name_cell(name: str, profile: ClusterProfile) -> Cell:
    left_out = name not in profile.clustered
    return Cell(name, tip=f"{name}: {LEFT_OUT}" if left_out else "", muted=left_out)


def _number_cell(value: float) -> Cell:
    return Cell(format_number(value), value)


def _difference_cell(feature: FeatureProfile) -> Cell:
    if feature.difference != feature.difference:
        return Cell("–")
    tint = min(abs(feature.difference) / STRONG_DIFFERENCE, 1.0) * STRONGEST_TINT
    tip = f"mean {format_number(feature.mean)}, median {format_number(feature.median)}"
    return Cell(signed_hundredths(feature.difference), feature.difference, tip, tint)


def signed_hundredths(value: float) -> str:
    """A number with its sign and two decimals; one that rounds to 0 has no sign."""
    text = f"{value:+.2f}"
    return text[1:] if float(text) == 0 else text
