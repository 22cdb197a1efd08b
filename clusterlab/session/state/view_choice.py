"""The view that a person chose, and the projection that follows from it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.multi_axis_view import matrix_view, parallel_view
from clusterlab.core.points import Units
from clusterlab.core.principal_components import Features, component_directions, component_shares
from clusterlab.core.projection import (
    COMPONENT_PREFIX,
    View,
    column_view,
    component_name,
    component_view,
    line_view,
    space_view,
)
from clusterlab.kernels.typing import Floats

VIEWS = {
    "columns": "Two columns",
    "components": "Principal components",
    "space": "3-D",
    "matrix": "Scatter matrix",
    "parallel": "Parallel coordinates",
    "tsne": "t-SNE",
    "umap": "UMAP",
}
VIEW_SENTENCES = {
    "columns": "Two columns against each other, in their own units.",
    "components": "Two principal components: the directions in which the points vary most.",
    "space": "Three columns or components in a box that can be turned.",
    "matrix": "Every two columns against each other, and a histogram of each.",
    "parallel": "An axis for each column, and a line for each point (Inselberg 1985).",
    "tsne": "A map in which near points stay near; distances between groups mean little "
    "(van der Maaten and Hinton 2008).",
    "umap": "A map in which near points stay near; distances between groups mean little "
    "(McInnes, Healy and Melville 2018).",
}
"""What each kind of view shows. Clustering always uses all chosen columns."""
MULTI_AXIS_VIEWS = {"matrix": 6, "parallel": 20}
"""The kinds of view that show several columns side by side, and the greatest number of these."""
MAX_COMPONENTS = 20
"""The greatest number of components that can be chosen as axes."""


@dataclass(frozen=True)
class ViewChoice:
    """A kind of view, its axes, its rotation in degrees, and the number of neighbors of an embedding.

    Without `axes`, and with 0 neighbors (`near`), the default is used.
    """

    kind: str = "components"
    axes: tuple[str, ...] = ()
    turn: float = 30.0
    tilt: float = 20.0
    near: int = 0

    def fits(self, columns: Collection[str]) -> bool:
        """Whether its axes are among these columns and their components."""
        of_columns = self.kind == "columns" or self.kind in MULTI_AXIS_VIEWS
        offered = set() if of_columns else set(component_names(len(columns)))
        named = set() if self.kind == "components" else set(columns)
        return set(self.axes) <= offered | named


def default_view(columns: Sequence[str]) -> ViewChoice:
    """The view where none was chosen: up to two columns themselves, else the components."""
    return ViewChoice("components" if len(columns) > 2 else "columns")


def axes_of(choice: ViewChoice, columns: Sequence[str]) -> tuple[str, ...]:
    """The axes of a view, the default ones where none were chosen."""
    if choice.axes and choice.fits(columns):
        return choice.axes
    if choice.kind in MULTI_AXIS_VIEWS:
        return tuple(columns[: MULTI_AXIS_VIEWS[choice.kind]])
    match choice.kind:
        case "columns":
            return tuple(columns[:2])
        case "space" if len(columns) == 3:
            return tuple(columns)
        case _:
            return tuple(component_names(3 if choice.kind == "space" else 2))


def offered_components(features: Features) -> dict[str, Message]:
    """The components that can be axes, each with its share of the variance."""
    shares = component_shares(features)[:MAX_COMPONENTS]
    names = [component_name(i) for i in range(len(shares))]
    return {
        name: Message("{name} · {share:percent}", name=name, share=float(share))
        for name, share in zip(names, shares, strict=True)
    }


def view_of(
    features: Features, columns: Sequence[str], choice: ViewChoice, equal: bool, units: Units | None = None
) -> View:
    """The projection of features for a choice; an embedding that is not ready is shown by components.

    The axes of columns are in other `units` where these are given, such as those before scaling.
    """
    if features.d == 1:
        return line_view(features, columns[0], units)
    if choice.kind == "space" and features.d > 2:
        axes = axes_of(choice, columns)
        base = _directions(features, columns, axes)
        return space_view(features, base, axes, choice.turn, choice.tilt, equal)
    if choice.kind in MULTI_AXIS_VIEWS and features.d > 2:
        return _multi_axis_view(features, columns, choice, units)
    if choice.kind == "columns" or features.d == 2:
        pair = axes_of(replace(choice, kind="columns"), columns)
        indices = columns.index(pair[0]), columns.index(pair[1])
        return column_view(features, columns, indices, equal, units)
    first, second = axes_of(choice if choice.kind == "components" else ViewChoice(), columns)
    return component_view(features, equal, (component_index(first), component_index(second)), columns)


def _multi_axis_view(
    features: Features, columns: Sequence[str], choice: ViewChoice, units: Units | None
) -> View:
    axes = axes_of(choice, columns)
    left_out = axes != choice.axes and len(axes) < len(columns)
    make = matrix_view if choice.kind == "matrix" else parallel_view
    return make(features, columns, [columns.index(name) for name in axes], left_out, units)


def component_names(d: int) -> list[str]:
    """The names of the components of so many features."""
    return [component_name(i) for i in range(d)]


def component_index(name: str) -> int:
    """The 0-based index of a component by its name."""
    return int(name.removeprefix(COMPONENT_PREFIX)) - 1


def _directions(features: Features, columns: Sequence[str], axes: Sequence[str]) -> Floats:
    """The direction of each named axis in feature space: (d, m)."""
    base = np.zeros((features.d, len(axes)))
    for i, name in enumerate(axes):
        if name in columns:
            base[columns.index(name), i] = 1.0
        else:
            base[:, i] = component_directions(features, [component_index(name)])[:, 0]
    return base
