"""The dialog that asks which steps a film shows, how long, in which size and format; then for its path."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QDoubleSpinBox, QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.export.film.film_file import FILM_FORMATS
from clusterlab.export.film.film_plan import PACE_PARAM, FilmPlan
from clusterlab.export.film.mp4 import mp4_missing
from clusterlab.export.frame import step_frames
from clusterlab.export.theme import Theme
from clusterlab.session.playback.shown import ShownRun
from clusterlab.ui.dialogs.file_dialogs import ask_path, suggested_name
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE, ChoiceBox, NumberBox
from clusterlab.ui.widgets.elements import add_field, fill_layout, form_layout, push_button, text_label
from clusterlab.ui.widgets.tooltip import set_tip

MIN_FILM_SIZE, FILM_SIZES = QSize(640, 480), ((1280, 720), (1920, 1080), (1024, 768))
DIALOG_LINES = 24  # the width in line heights, in which no row wraps
RESOLUTIONS = {1: "1×", 2: "2×"}
"""Frames of more pixels would take the thread of the window too long."""
OFFERED_FORMATS = {suffix: title for suffix, title in FILM_FORMATS.items() if suffix != ".png"}
ONE_PANE = "The film shows the selected pane only."
FILM_HELP = {
    "Format": "GIF plays everywhere, with 256 colors; an animated PNG has all colors; MP4 is for slides, "
    "by the package av; numbered PNG files are for other programs.",
    "Steps": "The first and the last step that the film shows.",
    "Pace": "How many seconds each step is shown; the last one is shown two seconds longer.",
    "Size": "The width and height of the film.",
    "Resolution": "How many pixels the film has for each of its size, each way.",
}
"""What each choice of a film does."""


class FilmDialog(QDialog):
    """Format, steps, pace, size and resolution of a film, with its number of frames and its length.

    `requested` carries the suffix and the plan.
    """

    requested = Signal(str, FilmPlan)

    def __init__(
        self, steps: int, pace: float, size: tuple[int, int], parent: QWidget, note: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Save film")
        self.setModal(True)
        self.format, self.size_box, self.resolution = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.first, self.last, self.pace = NumberBox(), NumberBox(), QDoubleSpinBox()
        self.estimate, self.note = text_label("", "muted", wraps=True), text_label(note, "muted", wraps=True)
        self.save_button, self.cancel_button = push_button("Save…"), push_button("Cancel")
        self.save_button.setProperty("class", "primary")
        self._set_up(steps, pace, size)
        self._lay_out()
        self.note.setHidden(not note)
        self._connect()
        self._show_estimate()
        width = min(DIALOG_LINES * self.fontMetrics().height(), parent.screen().availableSize().width())
        self.setMinimumWidth(width)

    @property
    def plan(self) -> FilmPlan:
        """The film as it is chosen."""
        size, resolution = self.size_box.choice(), self.resolution.choice()
        assert isinstance(size, tuple)
        assert isinstance(resolution, int)
        return FilmPlan(self.first.value() - 1, self.last.value() - 1, self.pace.value(), size, resolution)

    def _set_up(self, steps: int, pace: float, size: tuple[int, int]) -> None:
        self.format.set_choices(OFFERED_FORMATS, {".mp4": mp4_missing()})
        self.size_box.set_choices(_size_choices(size))
        self.resolution.set_choices(RESOLUTIONS)
        for box, name, value in ((self.first, "First step", 1), (self.last, "Last step", steps)):
            box.setRange(1, steps)
            box.setValue(value)
            box.setAccessibleName(name)
        low, high = PACE_PARAM.param.low, PACE_PARAM.param.high
        self.pace.setRange(low or 0, high or 0)
        self.pace.setSingleStep(0.1)
        self.pace.setSuffix(" s a step")
        self.pace.setValue(pace)
        for spin in (self.first, self.last, self.pace):
            spin.lineEdit().setTextMargins(6, 0, 0, 0)
            spin.setMinimumHeight(MIN_TARGET_SIZE)

    def _lay_out(self) -> None:
        steps = QWidget()
        fill_layout(QHBoxLayout(steps), (self.first, 1), text_label("to", "muted"), (self.last, 1))
        rows: list[tuple[QWidget, QWidget]] = [(self.format, self.format), (steps, self.first)]
        rows += [(box, box) for box in (self.pace, self.size_box, self.resolution)]
        form = form_layout()
        for (name, tip), (field, buddy) in zip(FILM_HELP.items(), rows, strict=True):
            buddy.setAccessibleName(buddy.accessibleName() or name)
            buddy.setProperty("help", tip)
            set_tip(buddy, tip)
            add_field(form, name, field, buddy, tip)
        set_tip(self.last, FILM_HELP["Steps"])
        foot = fill_layout(QHBoxLayout(), None, self.save_button, self.cancel_button)
        fill_layout(
            QVBoxLayout(self), self.note, form, self.estimate, foot, spacing=16, margins=(20, 20, 20, 16)
        )

    def _connect(self) -> None:
        self.first.valueChanged.connect(self.last.setMinimum)
        self.last.valueChanged.connect(self.first.setMaximum)
        for spin in (self.first, self.last, self.pace):
            spin.valueChanged.connect(self._show_estimate)
        for box in (self.format, self.size_box, self.resolution):
            box.chosen.connect(self._show_estimate)
        self.save_button.clicked.connect(self._request)
        self.cancel_button.clicked.connect(self.reject)

    def _show_estimate(self) -> None:
        self.estimate.setText(self.plan.words)

    def _request(self) -> None:
        self.accept()
        self.requested.emit(self.format.choice(), self.plan)


def ask_film(presenter: Presenter, theme: Theme) -> None:
    """Asks how a film of the run on screen is to be, then for its path, and saves it in the background."""
    run, window = presenter.shown.run, presenter.window
    if presenter.shown.session.zoo:
        return presenter.show_error("A film shows one run. Open one of the zoo first.")
    if run.scene.prepared is None or run.view is None or not len(run.scene.run):
        return presenter.show_error("Nothing to film yet. Run the algorithm first (Space).")
    size = window.canvas.size().expandedTo(MIN_FILM_SIZE)
    pace = min(max(1 / presenter.player.rate, PACE_PARAM.param.low or 0), PACE_PARAM.param.high or 0)
    note = ONE_PANE if presenter.shown.panes_compared else ""
    dialog = FilmDialog(len(run.scene.run), round(pace, 2), (size.width(), size.height()), window, note)
    dialog.requested.connect(partial(_ask_path, presenter, theme, run))
    dialog.finished.connect(dialog.deleteLater)
    return dialog.open()


def _ask_path(presenter: Presenter, theme: Theme, run: ShownRun, suffix: str, plan: FilmPlan) -> None:
    """Asks for the path of a film, and saves it."""
    from clusterlab.ui.canvas.film_painter import FilmPainter  # pyqtgraph loads after the first picture

    emphasis, overlays = presenter.highlight.emphasis.with_hovered(None), tuple(presenter.overlays)
    frame_of, canvas = step_frames(run, overlays, emphasis), presenter.window.canvas
    viewport = None if presenter.shown.session.compares else canvas.viewport
    painter = FilmPainter(frame_of, len(run.scene.run), plan, theme, viewport)

    def save(path: Path) -> None:
        presenter.saver.save(path, lambda: painter.film(path))

    pattern = f"{FILM_FORMATS[suffix]} (*{suffix})"
    ask_path(presenter, "Save the film", pattern, suggested_name(presenter, suffix[1:], "-film"), save)


def _size_choices(shown: tuple[int, int]) -> Mapping[tuple[int, int], str]:
    """The sizes of films, first that of the canvas."""
    texts = {size: f"{size[0]} × {size[1]}" for size in (shown, *FILM_SIZES)}
    return {**texts, shown: f"as on screen, {texts[shown]}"}
