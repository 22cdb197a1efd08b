"""The bar above the canvas that chooses the view of more than two features."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clusterlab.session.analysis.embedding import EMBEDDINGS, MAX_NEIGHBORS, MIN_NEIGHBORS
from clusterlab.session.state.view_choice import (
    MULTI_AXIS_VIEWS,
    VIEW_SENTENCES,
    VIEWS,
    ViewChoice,
    axes_of,
    default_view,
)
from clusterlab.ui.widgets.check_menu import ColumnMenu
from clusterlab.ui.widgets.controls import ChoiceBox, Slider
from clusterlab.ui.widgets.elements import text_label
from clusterlab.ui.widgets.flow_layout import FlowLayout
from clusterlab.ui.widgets.tooltip import set_tip

VIEW_TIP = "Chooses what is shown. Clustering uses all chosen features."
TURN_STEPS, TILT_STEPS = 360, 180
MIN_AXIS_LETTERS, MAX_AXIS_LETTERS, MAX_MEASURED_NAMES = 8, 20, 100
"""The letters for which the boxes of the axes have room, and of how many names the longest is looked for."""
MIN_KIND_LETTERS = 5
MIN_SLIDER_WIDTH = 96


class ViewBar(QWidget):
    """The kind of view, and its options: axes, rotation, number of neighbors."""

    view_chosen = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = ViewChoice()
        self._columns: tuple[str, ...] = ()
        self.kind = self._box("View")
        self.axes = [self._box(f"{name}: what is on this axis") for name in ("Across", "Up", "Deep")]
        self.shown = ColumnMenu(self)
        self.turn, self.tilt = self._slider("Turn", TURN_STEPS), self._slider("Tilt", TILT_STEPS)
        self.near = Slider(MAX_NEIGHBORS - MIN_NEIGHBORS, self)
        self.near.setMinimumWidth(MIN_SLIDER_WIDTH)
        self.labels = {name: text_label(name, "muted") for name in ("View", "Turn", "Tilt", "Near")}
        self._lay_out()
        self._connect()
        self.hide()

    def show_views(
        self, columns: Sequence[str], components: Mapping[str, str], choice: ViewChoice | None
    ) -> None:
        """Shows the chosen or default view and its options; hidden for up to two columns."""
        self.setVisible(len(columns) > 2)
        self._choice, self._columns = choice or default_view(columns), tuple(columns)
        self.kind.set_choices(VIEWS, {kind: embedding.missing for kind, embedding in EMBEDDINGS.items()})
        self.kind.widen_list()
        self.kind.setProperty(
            "help", f"{VIEW_SENTENCES[self._choice.kind]} Clustering uses all chosen features."
        )
        self.kind.show_choice(self._choice.kind)
        self.kind.setMinimumContentsLength(max(MIN_KIND_LETTERS, len(VIEWS[self._choice.kind])))
        self._show_axes(components)
        max_axes = MULTI_AXIS_VIEWS.get(self._choice.kind, 0)
        self.shown.setVisible(bool(max_axes))
        if max_axes:
            self.shown.set_choices(self._columns, axes_of(self._choice, self._columns), max_axes)
        self.turn.show_position(round(self._choice.turn) % TURN_STEPS)
        self.tilt.show_position(round(self._choice.tilt) + TILT_STEPS // 2)
        for part in (self.turn, self.tilt, self.labels["Turn"], self.labels["Tilt"]):
            part.setVisible(self._choice.kind == "space")
        self._show_near()

    def _show_near(self) -> None:
        """Shows the number of neighbors of an embedding, under its own name for that parameter."""
        embedding = EMBEDDINGS.get(self._choice.kind)
        for part in (self.near, self.labels["Near"]):
            part.setVisible(embedding is not None)
        if embedding is not None:
            near = self._choice.near or embedding.default_neighbors
            self.near.show_position(near - MIN_NEIGHBORS)
            self.near.setAccessibleName(embedding.near)
            set_tip(self.near, embedding.help)
            self.labels["Near"].setText(f"{embedding.near} {near}")

    def _show_axes(self, components: Mapping[str, str]) -> None:
        columns = {name: name for name in self._columns}
        axes = {"columns": columns, "components": components, "space": {**columns, **components}}
        offered = axes.get(self._choice.kind, {})
        shown = axes_of(self._choice, self._columns) if offered else ()
        for i, box in enumerate(self.axes):
            box.setVisible(i < len(shown))
            if i < len(shown):
                longest = max(map(len, islice(offered.values(), MAX_MEASURED_NAMES)))
                limit = MIN_AXIS_LETTERS if self._choice.kind == "space" else MAX_AXIS_LETTERS
                box.setMinimumContentsLength(min(max(MIN_AXIS_LETTERS, longest), limit))
                box.set_choices(offered)
                box.show_choice(shown[i])

    def _choose_axis(self, axis: int, name: object) -> None:
        """Sets an axis; if another axis has that name, the two are swapped."""
        axes = list(axes_of(self._choice, self._columns))
        if name in axes:
            axes[axes.index(str(name))] = axes[axis]
        axes[axis] = str(name)
        self._choose(axes=tuple(axes))

    def _choose(self, finished: bool = True, **changes: Any) -> None:
        self.view_chosen.emit(replace(self._choice, **changes), finished)

    def _lay_out(self) -> None:
        labels = self.labels
        views = (labels["View"], self.kind, *self.axes, self.shown)
        rotation = (labels["Turn"], self.turn, labels["Tilt"], self.tilt)
        parts = (*views, *rotation, labels["Near"], self.near)
        FlowLayout(self, *parts)

    def _connect(self) -> None:
        self.kind.chosen.connect(lambda kind: self.view_chosen.emit(ViewChoice(kind), True))
        for axis, box in enumerate(self.axes):
            box.chosen.connect(lambda name, axis=axis: self._choose_axis(axis, name))
        self.shown.columns_chosen.connect(lambda columns: self._choose(axes=columns))
        self.turn.moved.connect(lambda place, finished: self._choose(finished, turn=float(place)))
        self.tilt.moved.connect(lambda place, finished: self._choose(finished, tilt=place - TILT_STEPS / 2))
        self.near.moved.connect(lambda place, finished: self._choose(finished, near=place + MIN_NEIGHBORS))

    def _box(self, name: str) -> ChoiceBox:
        box = ChoiceBox(self)
        box.setAccessibleName(name)
        box.setProperty("help", VIEW_TIP)
        return box

    def _slider(self, name: str, last: int) -> Slider:
        slider = Slider(last, self)
        slider.setAccessibleName(name)
        set_tip(slider, f"{name} the view, in degrees; the mouse does it on the canvas")
        slider.setMinimumWidth(MIN_SLIDER_WIDTH)
        return slider
