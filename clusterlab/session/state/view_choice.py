"""How points are looked at: what a person may choose, and the view that comes of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clusterlab.core.formatting import format_percent
from clusterlab.core.multi_axis_view import matrix_view, parallel_view
from clusterlab.core.projection import (
    COMPONENT_PREFIX,
    Features,
    View,
    column_view,
    component_name,
    component_view,
    components,
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
MULTI_AXIS_VIEWS = {"matrix": 6, "parallel": 20}
"""Kinds of view that show several columns side by side, and how many at most."""
MOST_COMPONENTS = 20  # that are offered


@dataclass(frozen=True)
class ViewChoice:
    """A kind of view, the names of its axes where they were chosen, how it is turned, and of how many
    neighbors an embedding takes account, 0 for as many as usual."""

    kind: str = "components"
    axes: tuple[str, ...] = ()
    turn: float = 30.0
    tilt: float = 20.0
    near: int = 0

    def fits(self, columns: Collection[str]) -> bool:
        """Whether its axes can be had from these columns."""
        of_columns = self.kind == "columns" or self.kind in MULTI_AXIS_VIEWS
        offered = set() if of_columns else set(component_names(len(columns)))
        named = set() if self.kind == "components" else set(columns)
        return set(self.axes) <= offered | named


def default_view(columns: Sequence[str]) -> ViewChoice:
    """The view that suits when none was chosen: up to two columns themselves, else the components."""
    return ViewChoice("components" if len(columns) > 2 else "columns")


def axes_of(choice: ViewChoice, columns: Sequence[str]) -> tuple[str, ...]:
    """The axes of a view, those that suit where none were chosen."""
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


def offered_components(features: Features) -> dict[str, str]:
    """The components that can be axes, each with the share of the variance that it holds."""
    shares = components(features)[1][:MOST_COMPONENTS]
    return {
        component_name(i): f"{component_name(i)} · {format_percent(share)}" for i, share in enumerate(shares)
    }


def view_of(features: Features, columns: Sequence[str], choice: ViewChoice, equal: bool) -> View:
    """The plane on which features are seen; views that are no plane are seen on their components."""
    if features.d == 1:
        return line_view(features, columns[0])
    if choice.kind == "space" and features.d > 2:
        axes = axes_of(choice, columns)
        base = _directions(features, columns, axes)
        return space_view(features, base, axes, choice.turn, choice.tilt, equal)
    if choice.kind in MULTI_AXIS_VIEWS and features.d > 2:
        return _multi_axis_view(features, columns, choice)
    if choice.kind == "columns" or features.d == 2:
        pair = axes_of(replace(choice, kind="columns"), columns)
        return column_view(features, columns, (columns.index(pair[0]), columns.index(pair[1])), equal)
    first, second = axes_of(choice if choice.kind == "components" else ViewChoice(), columns)
    return component_view(features, equal, (component_index(first), component_index(second)), columns)


def _multi_axis_view(features: Features, columns: Sequence[str], choice: ViewChoice) -> View:
    axes = axes_of(choice, columns)
    left_out = axes != choice.axes and len(axes) < len(columns)
    make = matrix_view if choice.kind == "matrix" else parallel_view
    return make(features, columns, [columns.index(name) for name in axes], left_out)


def component_names(d: int) -> list[str]:
    """What the components of so many features are called."""
    return [component_name(i) for i in range(d)]


def component_index(name: str) -> int:
    """Which component goes by a name, counted from 0."""
    return int(name.removeprefix(COMPONENT_PREFIX)) - 1


def _directions(features: Features, columns: Sequence[str], axes: Sequence[str]) -> Floats:
    """Where each named axis points among the features: (d, m)."""
    base = np.zeros((features.d, len(axes)))
    for i, name in enumerate(axes):
        if name in columns:
            base[columns.index(name), i] = 1.0
        else:
            base[:, i] = components(features)[0][:, component_index(name)]
    return base
