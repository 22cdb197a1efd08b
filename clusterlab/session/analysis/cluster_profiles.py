"""What each cluster of a step is: its features in the units of the data, and what singles it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from clusterlab.core.message import Message, sentences
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats
from clusterlab.metrics.certainty import certainty
from clusterlab.metrics.cluster_profile.conditions import Condition, Description, describe
from clusterlab.metrics.cluster_profile.profiles import (
    CategoryProfile,
    FeatureProfile,
    category_profiles,
    feature_profiles,
    typical_rows,
)
from clusterlab.metrics.sums_of_squares import sums_of_squares
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.prepared import Prepared

ROWS_COUNTED = Message("These count rows, not weights.")


@dataclass(frozen=True, eq=False)
class ClusterProfile:
    """One cluster of `size` rows: its features, the most different first, and its categories.

    `clustered` names the columns of the fit; the others were left out of it. The `description` is of columns
    of the fit; `typical` and `atypical` rows of the table are counted from 1. `within` and `between` are its
    sums of squares. Of `weighted` rows features, categories and sums are weighted, sizes and conditions count
    rows.
    """

    cluster: int
    size: int
    features: tuple[FeatureProfile, ...]
    categories: tuple[CategoryProfile, ...]
    clustered: tuple[str, ...]
    description: Description | None
    typical: tuple[int, ...]
    atypical: tuple[int, ...]
    within: float
    between: float
    weighted: bool = False

    def feature(self, name: str) -> FeatureProfile:
        """The profile of a column."""
        return next(feature for feature in self.features if feature.name == name)

    @property
    def words(self) -> Message:
        """The conditions that single out the cluster, with how many rows they hold for."""
        found = self.description
        if found is None or not found.conditions:
            return Message("No condition on the columns singles it out.")
        template = "{conditions}: {covered} of {size}, and {others:# other|# others}."
        conditions = [_condition_words(condition, self.clustered) for condition in found.conditions]
        found_words = Message(
            template, conditions=conditions, covered=found.covered, size=found.size, others=found.others
        )
        return sentences(found_words, ROWS_COUNTED if self.weighted else Message())


def cluster_profiles(prepared: Prepared, step: Step) -> tuple[ClusterProfile, ...]:
    """The profile of each cluster of a step; none where it has no labels yet."""
    if step.labels is None:
        return ()
    selection, table, points, k = prepared.selection, prepared.table, prepared.points, step.k
    labels = points.to_row_order(step.labels)
    values, names = _columns(prepared)
    features = feature_profiles(values, names, labels, k, selection.weights)
    texts = {name: [column[row] for row in selection.kept.tolist()] for name, column in table.texts.items()}
    categories = category_profiles(texts, labels, k, selection.weights)
    sums = sums_of_squares(points, step.labels, k)
    typical = typical_rows(points.to_row_order(points.values), labels, k)
    found = []
    for c in range(k):
        inside = labels == c
        near, far = (tuple(table.row_numbers[selection.kept[rows]].tolist()) for rows in typical[c])
        found.append(
            ClusterProfile(
                c,
                int(inside.sum()),
                tuple(features[c]),
                tuple(categories[c]),
                selection.columns,
                describe(selection.matrix, inside) if inside.any() else None,
                near,
                far,
                float(sums.within[c]),
                float(sums.between[c]),
                selection.weights is not None,
            )
        )
    return tuple(found)


def in_order(profiles: Sequence[ClusterProfile], listing: ClusterListing) -> list[ClusterProfile]:
    """Profiles in the order in which their clusters are listed."""
    return sorted(profiles, key=lambda profile: listing.number(profile.cluster))


def partition_words(prepared: Prepared, step: Step) -> Message:
    """How much of the sum of squares lies between the clusters of a step, and how certain memberships are."""
    if step.labels is None or step.labels.max(initial=-1) < 0:
        return Message()
    share = sums_of_squares(prepared.points, step.labels, step.k).explained
    words = (
        []
        if isnan(share)
        else [Message("{share:percent} of the sum of squares lies between clusters.", share=share)]
    )
    found = certainty(step, prepared.points)
    if found is not None:
        template = "Relative entropy {entropy:hundredths}, classification error {error:percent}."
        words.append(Message(template, entropy=found.relative_entropy, error=found.classification_error))
    if found is not None and found.icl is not None:
        words.append(Message("ICL {icl}.", icl=found.icl))
    return sentences(*words)


def _columns(prepared: Prepared) -> tuple[Floats, tuple[str, ...]]:
    """The columns of the fit, then the other numeric ones, in the rows that were clustered."""
    selection, table = prepared.selection, prepared.table
    others = [j for j, name in enumerate(table.columns) if name not in selection.columns]
    left_out = table.values[selection.kept][:, others]
    return np.hstack([selection.matrix, left_out]), (*selection.columns, *(table.columns[j] for j in others))


def _condition_words(condition: Condition, names: Sequence[str]) -> Message:
    template = "{name} over {threshold:exact}" if condition.above else "{name} under {threshold:exact}"
    return Message(template, name=names[condition.column], threshold=condition.threshold)
