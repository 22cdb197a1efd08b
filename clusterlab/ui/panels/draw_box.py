"""The part of the data panel with the options of drawing: what a stroke does, and how its brush is."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout

from clusterlab.core.formatting import format_count
from clusterlab.core.params import ParamError
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.panels.form import Form
from clusterlab.ui.widgets.controls import ChoiceBox
from clusterlab.ui.widgets.elements import add_field, fill_layout, form_layout, link_button, text_label
from clusterlab.ui.widgets.flow_layout import FlowLayout
from clusterlab.ui.widgets.late_part import LatePart
from clusterlab.ui.widgets.segmented_control import Segment
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.datasets.strokes import StrokeOptions

NO_GROUP = "none"
GROUPED = ("brush", "move")
"""The strokes that drop or select points, which can be in a group."""
HELP_OF_KIND = {
    "brush": "Drag or click to drop points.",
    "eraser": "Drag over points to erase them.",
    "move": "Drag around points to select them, then drag one of them.",
    "jitter": "Drag over points to scatter them.",
}


class DrawBox(LatePart):
    """What a stroke does, the radius, the rate and the spread of its brush, and the group of the points.

    `changed` tells that something was chosen; `group_asked` that selected points are to be put in the group.
    """

    changed = Signal()
    group_asked, empty_asked = Signal(), Signal()
    input_rejected = Signal(str)

    @cached_property
    def options(self) -> "StrokeOptions":
        """The chosen options."""
        from clusterlab.datasets.strokes import StrokeOptions

        return StrokeOptions()

    @property
    def chosen_group(self) -> str:
        """The group of the points that are dropped; empty for none."""
        return str(self.group.choice() or "") if self.is_made else ""

    def choose(self, **values: Any) -> None:
        """Chooses other options, by name; an invalid one is reported."""
        try:
            self.options = replace(self.options, **values)
        except ParamError as error:
            self.input_rejected.emit(error.message)
        if self.is_made:
            self._show_options()
        self.changed.emit()

    def _show_options(self) -> None:
        self.kinds[self.options.kind].setChecked(True)
        self.form.show_params(self.options)
        self.words.setText(HELP_OF_KIND[self.options.kind])
        self._groups.setRowVisible(self.group, self.options.kind in GROUPED)

    def show_groups(self, groups: Sequence[str]) -> None:
        """Offers groups; the chosen one stays if it is among them."""
        chosen = self.chosen_group
        self.group.set_choices({"": NO_GROUP, **{name: name for name in groups}})
        self.group.show_choice(chosen if chosen in groups else "")

    def show_selected(self, n: int) -> None:
        """Offers to put the selected points in the group, if there are some."""
        if not self.is_made:
            return
        self.give_group.setText(f"Give to {format_count(n, 'point')}")
        self.give_group.setVisible(bool(n))

    def _make_widgets(self) -> None:
        from clusterlab.datasets.strokes import EDITS_BY_STROKE

        self.form, self.group = Form(("kind",), self), ChoiceBox(self)
        self.kinds = {kind: Segment(title, self) for kind, title in EDITS_BY_STROKE.items()}
        exclusive = QButtonGroup(self)
        for kind, button in self.kinds.items():
            exclusive.addButton(button)
            button.setProperty("place", "only")
            set_tip(button, CONTROL_HELP[f"Draw: {EDITS_BY_STROKE[kind]}"])
        self.words = text_label("", "muted", wraps=True)
        self.group.setAccessibleName("Group")
        self.group.setProperty("help", CONTROL_HELP["Group"])
        self.give_group = link_button("", CONTROL_HELP["Give to selected"])
        self.new_drawing = link_button("New empty drawing…", CONTROL_HELP["New empty drawing"])
        self._groups = form_layout()
        add_field(self._groups, "Group", self.group, self.group, CONTROL_HELP["Group"])
        links = FlowLayout(None, self.give_group, None, self.new_drawing)
        kinds = FlowLayout(None, *self.kinds.values(), spacing=4)
        fill_layout(QVBoxLayout(self), kinds, self.words, self.form, self._groups, links, spacing=6)
        self._connect()
        self.show_groups(())
        self.show_selected(0)
        self._show_options()

    def _connect(self) -> None:
        for kind, button in self.kinds.items():
            button.clicked.connect(lambda _=False, kind=kind: self.choose(kind=kind))
        self.form.changed.connect(lambda name, value, _: self.choose(**{name: value}))
        self.form.input_rejected.connect(self.input_rejected)
        self.group.chosen.connect(lambda _: self.changed.emit())
        self.give_group.clicked.connect(self.group_asked)
        self.new_drawing.clicked.connect(self.empty_asked)
