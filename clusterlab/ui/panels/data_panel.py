"""The panel that chooses the data: a generated shape, an example, or a file."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.datasets.generators.shape import SHAPES, Shape
from clusterlab.ui.panels.file_options import FileOptions, ReductionBox, SampleBox
from clusterlab.ui.panels.form import Form
from clusterlab.ui.panels.shape_gallery import ShapeGallery
from clusterlab.ui.widgets.elements import fill_layout, link_button, text_label

EXAMPLES = ("iris", "wine", "penguins")


class DataPanel(QWidget):
    """The shape gallery and the examples, and below them the form of the shape or the options of the file."""

    shape_chosen = Signal(str)
    shape_changed = Signal(str, object, bool)
    open_requested = Signal()
    example_chosen = Signal(str)
    columns_chosen = Signal(tuple)
    scaling_chosen = Signal(str)
    reduction_chosen = Signal(int)
    all_rows_requested = Signal()
    input_rejected = Signal(str)

    def __init__(
        self,
        shapes: Mapping[str, type[Shape]] | None = None,
        examples: Sequence[str] = EXAMPLES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.open = link_button("Open file…", self.open_requested.emit)
        self.examples = {
            name: link_button(name, partial(self.example_chosen.emit, name)) for name in examples
        }
        self.gallery, self.form = ShapeGallery(shapes or SHAPES.all(), self), Form(parent=self)
        self.file, self.basis, self.sample = FileOptions(self), ReductionBox(self), SampleBox(self)
        self._lay_out()
        self._connect()
        for part in (self.file, self.basis, self.sample):
            part.hide()

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
        self.file.columns.show_columns(numeric, chosen, reasons)
        self.file.show_scaling(scaling)

    def show_reduction(self, kept: Sequence[float], m: int) -> None:
        """Shows to how many components (0: none) the features are reduced, and the cumulative variance."""
        self.basis.show_reduction(kept, m)

    def _lay_out(self) -> None:
        head = fill_layout(QHBoxLayout(), text_label("Data", "heading"), None, self.open)
        examples = fill_layout(QHBoxLayout(), text_label("Examples", "muted"), *self.examples.values(), None)
        options = (self.form, self.file, self.basis, self.sample)
        fill_layout(QVBoxLayout(self), head, self.gallery, examples, *options)

    def _connect(self) -> None:
        self.gallery.chosen.connect(self.shape_chosen)
        self.form.changed.connect(self.shape_changed)
        self.form.input_rejected.connect(self.input_rejected)
        self.file.columns.columns_chosen.connect(self.columns_chosen)
        self.file.scaling.chosen.connect(self.scaling_chosen.emit)
        self.basis.basis.chosen.connect(self.reduction_chosen.emit)
        self.sample.sample_removed.connect(self.all_rows_requested)
