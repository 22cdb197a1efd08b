"""The profiles of clusters, as text."""

from collections.abc import Sequence

from clusterlab.cli.text_report import text_table
from clusterlab.core.formatting import format_count, format_list, format_number, format_percent
from clusterlab.export.profile_rows import signed_hundredths
from clusterlab.session.analysis.cluster_profiles import ClusterProfile, in_order
from clusterlab.session.state.cluster_listing import ClusterListing

MAX_FEATURES, MAX_LISTED_SHARES = 12, 3
HEADINGS = ["", "mean", "median", "std", "quartiles", "difference"]
DIFFERENCE = (
    "A difference is the mean of the cluster minus that of all rows, in standard deviations of all rows."
)
NO_PROFILES = "There are no clusters to describe: all points are noise."


def profile_report(profiles: Sequence[ClusterProfile], listing: ClusterListing) -> str:
    """What each cluster is: what singles it out, and its most different columns as a table."""
    if not profiles:
        return NO_PROFILES + "\n"
    paragraphs = [_paragraph(profile, listing) for profile in in_order(profiles, listing)]
    return "\n".join([*paragraphs, DIFFERENCE, ""])


def _paragraph(profile: ClusterProfile, listing: ClusterListing) -> str:
    title = f"{listing.title(profile.cluster)}, {format_count(profile.size, 'point')}"
    lines = [f"{title}\n{profile.words}"]
    if profile.size:
        lines.append(text_table(_rows(profile), left=True).rstrip("\n"))
        lines += _category_lines(profile)
        within, between = format_number(profile.within), format_number(profile.between)
        lines.append(f"sum of squares: {within} within, {between} between")
        lines.append(
            f"most typical rows {_listed(profile.typical)}, most atypical {_listed(profile.atypical)}"
        )
    return "\n".join(lines) + "\n"


def _rows(profile: ClusterProfile) -> list[list[str]]:
    rows = [HEADINGS]
    for feature in profile.features[:MAX_FEATURES]:
        left_out = "" if feature.name in profile.clustered else " (left out of the fit)"
        low, high = map(format_number, feature.quartiles)
        numbers = [format_number(value) for value in (feature.mean, feature.median, feature.deviation)]
        rows.append(
            [feature.name + left_out, *numbers, f"{low} to {high}", signed_hundredths(feature.difference)]
        )
    return rows


def _category_lines(profile: ClusterProfile) -> list[str]:
    lines = []
    for column in dict.fromkeys(category.column for category in profile.categories):
        shares = [
            f"{category.category} {format_percent(category.share)} (all: {format_percent(category.overall)})"
            for category in profile.categories
            if category.column == column and category.share > 0
        ]
        lines.append(f"{column}: {', '.join(shares[:MAX_LISTED_SHARES]) or 'no value'}")
    return lines


def _listed(rows: Sequence[int]) -> str:
    return format_list([str(row) for row in rows])
