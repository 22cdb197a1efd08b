"""The panel that chooses the data: a generated shape, an example, or a file."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from clusterlab.datasets.generators.shape import SHAPES, Shape
from clusterlab.ui.panels.file_options import FileOptions, ReductionBox, SampleBox
from clusterlab.ui.panels.form import Form
from clusterlab.ui.panels.shape_gallery import ShapeGallery
from clusterlab.ui.theme.theme import Theme

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
        self.open = self._link("Open file…")
        self.examples = {name: self._link(name) for name in examples}
        self.gallery, self.form = ShapeGallery(shapes or SHAPES.all(), self), Form(parent=self)
        self.file, self.basis, self.sample = FileOptions(self), ReductionBox(self), SampleBox(self)
        self._lay_out()
        self._connect()
        self.file.hide()
        self.basis.hide()
        self.sample.hide()

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

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self.gallery.set_theme(theme)
        self.form.set_theme(theme)
        self.file.set_theme(theme)

    def _link(self, words: str) -> QPushButton:
        link = QPushButton(words, self)
        link.setProperty("class", "link")
        link.setMinimumHeight(24)
        link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        return link

    def _lay_out(self) -> None:
        heading = QLabel("Data", self)
        heading.setProperty("class", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(_row(heading, None, self.open))
        column.addWidget(self.gallery)
        label = QLabel("Examples", self)
        label.setProperty("class", "muted")
        column.addLayout(_row(label, *self.examples.values(), None))
        for part in (self.form, self.file, self.basis, self.sample):
            column.addWidget(part)

    def _connect(self) -> None:
        self.open.clicked.connect(lambda: self.open_requested.emit())
        for name, link in self.examples.items():
            link.clicked.connect(lambda _=False, name=name: self.example_chosen.emit(name))
        self.gallery.chosen.connect(self.shape_chosen)
        self.form.changed.connect(self.shape_changed)
        self.form.input_rejected.connect(self.input_rejected)
        self.file.columns_chosen.connect(self.columns_chosen)
        self.file.scaling_chosen.connect(self.scaling_chosen)
        self.basis.reduction_chosen.connect(self.reduction_chosen)
        self.sample.sample_removed.connect(self.all_rows_requested)


def _row(*parts: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None is a stretch."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    return row
