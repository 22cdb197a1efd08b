"""The panel that chooses the data: a generated shape, an example, or a file."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.datasets.generators.shape import SHAPES, Shape
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.panels.draw_box import DrawBox
from clusterlab.ui.panels.file_options import FileOptions, ReductionBox, SampleBox
from clusterlab.ui.panels.form import Form
from clusterlab.ui.panels.hint_list import HintList
from clusterlab.ui.panels.shape_gallery import ShapeGallery
from clusterlab.ui.widgets.elements import fill_layout, link_button, text_label
from clusterlab.ui.widgets.flow_layout import FlowLayout
from clusterlab.ui.widgets.tooltip import set_tip

EXAMPLES = ("iris", "wine", "penguins")


class DataPanel(QWidget):
    """The shape gallery and the examples, and below them the form of the shape or the options of the file."""

    example_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draw = link_button("Draw", CONTROL_HELP["Draw"])
        self.draw_box = DrawBox(self)
        self.open = link_button("Open file…", CONTROL_HELP["Open file"])
        self.examples = {name: link_button(name) for name in EXAMPLES}
        for name, link in self.examples.items():
            link.clicked.connect(lambda _=False, name=name: self.example_chosen.emit(name))
        self.gallery, self.form = ShapeGallery(SHAPES.all(), self), Form(parent=self)
        self.file, self.basis, self.sample = FileOptions(self), ReductionBox(self), SampleBox(self)
        self.rows, self.hints = SampleBox(self), HintList(self)
        self.shown, self.place = SampleBox(self, "Show all"), SampleBox(self, "Disconnect")
        head = fill_layout(QHBoxLayout(), text_label("Data", "heading"), None, self.draw, self.open)
        links = FlowLayout(None, text_label("Examples", "muted"), *self.examples.values())
        notes = (self.sample, self.rows, self.shown, self.place)
        options = (self.form, self.hints, self.file, self.basis, *notes)
        fill_layout(QVBoxLayout(self), head, self.draw_box, self.gallery, links, *options)
        for part in (self.basis, *notes):
            part.hide()

    @property
    def shows_shape(self) -> bool:
        """Whether the form of a generated shape is shown."""
        return self.form.isVisibleTo(self)

    def show_shape(self, shape: Shape) -> None:
        """Shows a generated shape and its parameters."""
        self.gallery.show_choice(shape.name)
        self.form.show_params(shape)
        self.form.show()
        self.file.hide()

    def show_file(
        self,
        chip: str,
        numeric: Sequence[str],
        chosen: Collection[str],
        reasons: Mapping[str, str],
        scaling: str,
    ) -> None:
        """Shows a file: a summary, its columns, and their scaling.

        `numeric` columns can be chosen; `reasons` says for each other column why it cannot.
        """
        self.gallery.show_choice(None)
        self.form.hide()
        self.file.show()
        self.file.chip.setText(chip)
        set_tip(self.file.chip, CONTROL_HELP["Chip"], chip)
        self.file.columns.show_columns(numeric, chosen, reasons)
        self.file.search.fit()
        self.file.show_scaling(scaling)
