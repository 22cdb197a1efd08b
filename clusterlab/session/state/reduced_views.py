"""Views of all features of points that are clustered on principal components of them."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.projection import View, feature_count, with_clustered_features
from clusterlab.session.state.view_choice import ViewChoice, axes_of, component_index

if TYPE_CHECKING:
    from clusterlab.core.pca import Reduction


def component_count(reduction: "Reduction") -> Message:
    """How many components of how many features are clustered on."""
    template = "{m:# component|# components} of {features}"
    return Message(template, m=reduction.m, features=feature_count(reduction.original.d))


def view_of_all_features(
    view: View, reduction: "Reduction", choice: ViewChoice, columns: tuple[str, ...]
) -> View:
    """A view of all features of points that are clustered on components of them.

    It has its own positions of the points, as these do not follow from the components, unless it shows
    those very components.
    """
    whole, m = reduction.original, reduction.m
    badge = with_clustered_features(view.badge, component_count(reduction))
    matrix = whole.back_projection @ view.matrix
    if choice.kind == "components" and max(map(component_index, axes_of(choice, columns))) < m:
        return replace(view, matrix=matrix, badge=badge)
    return replace(view, matrix=matrix, badge=badge, places=np.asfortranarray(whole.values @ view.matrix))
