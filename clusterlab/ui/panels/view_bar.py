"""The bar above the canvas that says how more than two features are looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from clusterlab.session.analysis.embedding import EMBEDDINGS, FEWEST, MOST
from clusterlab.session.state.view_choice import BOARDS, VIEWS, ViewChoice, axes_of, suiting
from clusterlab.ui.widgets.column_menu import ColumnMenu
from clusterlab.ui.widgets.controls import Choice, Slider

SEEN = "What is seen, not what is clustered: that is done on all chosen features."
TURNS, TILTS = 360, 180
SCROLL = 24  # beside the words of a list


class ViewBar(QWidget):
    """The kind of view, and what can be chosen about it: its axes, how it is turned."""

    view_chosen = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice, self._columns = ViewChoice(), ()
        self.kind = self._box("View", SEEN)
        self.kind.setMinimumContentsLength(max(map(len, VIEWS.values())))
        self.axes = [self._box(f"{name}: what is on this axis", SEEN) for name in ("Across", "Up", "Deep")]
        self.shown = ColumnMenu(self)
        self.turn, self.tilt = self._slider("Turn", TURNS), self._slider("Tilt", TILTS)
        self.near = Slider(MOST - FEWEST, self)
        self.near.setMinimumWidth(48)
        self.labels = {name: self._label(name) for name in ("View", "Turn", "Tilt", "Near")}
        self._lay_out()
        self._connect()
        self.hide()

    def show_views(
        self, columns: Sequence[str], components: Mapping[str, str], choice: ViewChoice | None
    ) -> None:
        """Shows the view that is taken, with the columns and components it can have; up to two need none."""
        self.setVisible(len(columns) > 2)
        self._choice, self._columns = choice or suiting(columns), tuple(columns)
        self.kind.offer(VIEWS, {kind: embedding.missing for kind, embedding in EMBEDDINGS.items()})
        self.kind.view().setMinimumWidth(self.kind.view().sizeHintForColumn(0) + SCROLL)
        self.kind.show_choice(self._choice.kind)
        self._show_axes(components)
        most = BOARDS.get(self._choice.kind, 0)
        self.shown.setVisible(bool(most))
        if most:
            self.shown.offer(self._columns, axes_of(self._choice, self._columns), most)
        self.turn.show_place(round(self._choice.turn) % TURNS)
        self.tilt.show_place(round(self._choice.tilt) + TILTS // 2)
        for part in (self.turn, self.tilt, self.labels["Turn"], self.labels["Tilt"]):
            part.setVisible(self._choice.kind == "space")
        self._show_near()

    def _show_near(self) -> None:
        """Shows of how many neighbors an embedding takes account, in its own word for that."""
        embedding = EMBEDDINGS.get(self._choice.kind)
        for part in (self.near, self.labels["Near"]):
            part.setVisible(embedding is not None)
        if embedding is not None:
            near = self._choice.near or embedding.usual
            self.near.show_place(near - FEWEST)
            self.near.setAccessibleName(embedding.near)
            self.near.setToolTip(embedding.help)
            self.labels["Near"].setText(f"{embedding.near} {near}")

    def _show_axes(self, components: Mapping[str, str]) -> None:
        offered = {
            "columns": dict(zip(self._columns, self._columns, strict=True)),
            "components": dict(components),
            "space": {**dict(zip(self._columns, self._columns, strict=True)), **components},
        }.get(self._choice.kind, {})
        shown = axes_of(self._choice, self._columns) if offered else ()
        for i, box in enumerate(self.axes):
            box.setVisible(i < len(shown))
            if i < len(shown):
                box.offer(offered)
                box.show_choice(shown[i])

    def _choose_axis(self, axis: int, name: object) -> None:
        """An axis that meets another one changes places with it."""
        axes = list(axes_of(self._choice, self._columns))
        if name in axes:
            axes[axes.index(str(name))] = axes[axis]
        axes[axis] = str(name)
        self._say(axes=tuple(axes))

    def _choose_kind(self, kind: object) -> None:
        self.view_chosen.emit(ViewChoice(str(kind)), True)

    def _say(self, settled: bool = True, **what: object) -> None:
        self.view_chosen.emit(replace(self._choice, **what), settled)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        turning = (self.labels["Turn"], self.turn, self.labels["Tilt"], self.tilt)
        nearness = (self.labels["Near"], self.near)
        for part in (self.labels["View"], self.kind, *self.axes, self.shown, *turning, *nearness):
            row.addWidget(part, 1 if isinstance(part, (Choice, Slider)) else 0)
        row.addStretch(1)

    def _connect(self) -> None:
        self.kind.chosen.connect(self._choose_kind)
        for axis, box in enumerate(self.axes):
            box.chosen.connect(lambda name, axis=axis: self._choose_axis(axis, name))
        self.shown.columns_chosen.connect(lambda columns: self._say(axes=columns))
        self.turn.moved.connect(lambda place, settled: self._say(settled, turn=float(place)))
        self.near.moved.connect(lambda place, settled: self._say(settled, near=place + FEWEST))
        self.tilt.moved.connect(lambda place, settled: self._say(settled, tilt=float(place - TILTS // 2)))

    def _box(self, name: str, tip: str) -> Choice:
        box = Choice(self)
        box.setAccessibleName(name)
        box.setProperty("help", tip)
        return box

    def _slider(self, name: str, last: int) -> Slider:
        slider = Slider(last, self)
        slider.setAccessibleName(name)
        slider.setToolTip(f"{name} the view, in degrees; the mouse does it on the canvas")
        slider.setMinimumWidth(48)
        return slider

    def _label(self, words: str) -> QLabel:
        label = QLabel(words, self)
        label.setProperty("class", "muted")
        return label
