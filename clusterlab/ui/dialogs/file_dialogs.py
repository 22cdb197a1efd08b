"""The dialogs that ask for a file to open or to save."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from clusterlab.core.formatting import format_count
from clusterlab.core.step import NO_CLUSTERS_YET, Step
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.readers.table_format import FORMATS
from clusterlab.datasets.shards.prepared_shards import PreparedShards
from clusterlab.export.atomic_write import save_text
from clusterlab.export.chart_figures import Figures
from clusterlab.export.data_export import save_data
from clusterlab.export.figure_grid import FigureGrid
from clusterlab.export.labeled_rows import (
    NO_CLUSTER,
    NOISE_NUMBER,
    LabeledStep,
    save_labels,
    split_path,
)
from clusterlab.export.manual import ManualSection, manual_page
from clusterlab.export.picture import Picture
from clusterlab.export.shard_labels import save_shard_labels
from clusterlab.export.tables import csv_text
from clusterlab.export.theme import Theme
from clusterlab.session.analysis.row_figures import offered_figures
from clusterlab.session.commands.row_commands import NO_ROWS_SELECTED
from clusterlab.session.saved.file_kind import SUFFIX
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared_folder import PreparedFolder
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.dialogs.labels_dialog import LabelsChoice, LabelsChoices, LabelsDialog
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.theme.look_settings import LookSettings

if TYPE_CHECKING:
    from clusterlab.ui.canvas.page import Page

SESSIONS = f"Sessions (*{SUFFIX})"
PICTURES = {
    "Pictures (*.png)": 1,
    "Pictures of twice the resolution (*.png)": 2,
    "Pictures of 3 times the resolution (*.png)": 3,
    "Pictures of 4 times the resolution (*.png)": 4,
    "Vector graphics (*.svg)": 1,
    "Documents (*.pdf)": 1,
}
"""The kinds of pictures, with how many pixels they have for each of their size, each way."""
TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".dat", ".data")


def ask_file(presenter: Presenter) -> None:
    """Asks for a table or a session and opens it."""
    filters = f"Tables and sessions (*{SUFFIX} {_table_patterns()});;{SESSIONS};;All files (*)"
    ask_path(presenter, "Open a table or a session", filters, "", presenter.open_asked.emit)


def ask_folder(presenter: Presenter) -> None:
    """Asks for a folder of prepared points and opens it."""
    dialog = QFileDialog(presenter.window, "Open prepared points")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: presenter.open_asked.emit(Path(path)))
    dialog.finished.connect(presenter.window.activateWindow)
    dialog.open()


def ask_table(presenter: Presenter, on_chosen: Callable[[Path], object], parent: QWidget) -> None:
    """Asks for a table that is not opened."""
    filters = f"Tables ({_table_patterns()});;All files (*)"
    ask_path(presenter, "Choose a table", filters, "", on_chosen, parent=parent)


def _table_patterns() -> str:
    """The names of files with tables."""
    kinds = (kind.suffixes for kind in FORMATS.all().values())
    return " ".join(f"*{suffix}" for suffix in (*TEXT_SUFFIXES, *chain(*kinds)))


def ask_picture(presenter: Presenter, look_settings: LookSettings, figure_grid: FigureGrid | None) -> None:
    """Asks for a path and saves the picture of the canvas, or all panes as one, in the background."""
    make_page = _page_maker(presenter, look_settings, figure_grid)
    if make_page is None:
        return presenter.show_error("Nothing to save yet. Run the algorithm first (Space).")

    canvas, chosen = presenter.window.canvas, [1]
    drawn, viewport, size = _canvas_picture(canvas), canvas.viewport, _picture_size(canvas)

    def save(path: Path) -> None:
        from clusterlab.ui.canvas.picture_steps import picture_steps  # with pyqtgraph, which is slow to load

        resolution, theme = chosen[-1], look_settings.theme
        is_large = drawn is not None and (resolution > 1 or drawn.shards is not None)
        if drawn is not None and figure_grid is None and is_large and path.suffix.lower() == ".png":
            presenter.saver.save(path, lambda: picture_steps(path, drawn, size, theme, resolution, viewport))
        else:
            presenter.saver.render(path, make_page(resolution).saving_steps(path))

    suggested, kinds = suggested_name(presenter, "png"), ";;".join(PICTURES)
    return ask_path(
        presenter, "Save the picture", kinds, suggested, save, lambda kind: chosen.append(PICTURES[kind])
    )


def copy_picture(presenter: Presenter, look_settings: LookSettings, figure_grid: FigureGrid | None) -> None:
    """Copies the picture of the canvas, or all panes as one."""
    make_page = _page_maker(presenter, look_settings, figure_grid)
    if make_page is None:
        return presenter.show_error("Nothing to copy yet. Run the algorithm first (Space).")
    drawn = _canvas_picture(presenter.window.canvas)
    if drawn is not None and drawn.shards is not None and figure_grid is None:
        return _copy_large_picture(presenter, drawn, look_settings.theme)
    return presenter.saver.render_and_report("Picture copied.", _copying_steps(make_page(1)))


def _copy_large_picture(presenter: Presenter, drawn: Picture, theme: Theme) -> None:
    """Copies a picture whose points are counted on a worker."""
    from clusterlab.ui.canvas.picture_steps import image_steps  # with pyqtgraph, which is slow to load

    canvas = presenter.window.canvas
    size, viewport, copy = _picture_size(canvas), canvas.viewport, QGuiApplication.clipboard().setImage
    steps = partial(image_steps, drawn, size, theme, 1, viewport, copy)
    presenter.saver.compute_and_finish(steps, lambda _: "Picture copied.")


def _page_maker(
    presenter: Presenter, look_settings: LookSettings, figure_grid: FigureGrid | None
) -> Callable[[int], "Page"] | None:
    """What makes the page with the picture of the canvas, or with all panes, in a resolution.

    None where there is no picture. Panes have twice the pixels at least.
    """
    from clusterlab.ui.canvas.page import grid_page, picture_page  # pyqtgraph loads after the first picture

    canvas, theme = presenter.window.canvas, look_settings.theme
    drawn, viewport, size = _canvas_picture(canvas), canvas.viewport, _picture_size(canvas)
    if figure_grid is not None:
        shared = None if figure_grid.column_titles else presenter.window.panes.viewport
        return lambda resolution: grid_page(figure_grid, theme, max(2, resolution), shared)
    if drawn is None:
        return None
    return lambda resolution: picture_page(drawn, size, theme, resolution, viewport)


def _canvas_picture(canvas: Canvas) -> Picture | None:
    """What the canvas shows, without what the mouse is over."""
    drawn = canvas.picture
    return None if drawn is None else replace(drawn, emphasis=drawn.emphasis.with_hovered(None))


def _picture_size(canvas: Canvas) -> tuple[int, int]:
    """The size of a picture of the canvas."""
    return max(640, canvas.width()), max(480, canvas.height())


def _copying_steps(page: "Page") -> Generator[object, None, Callable[[], object]]:
    """Renders a page, plot by plot, and puts its image on the clipboard."""
    image = yield from page.image_steps()
    QGuiApplication.clipboard().setImage(image)
    return lambda: None


def ask_labels(presenter: Presenter, settings: QSettings, only_selected: bool = False) -> None:
    """Asks what stands beside the clusters of the step on screen, then for a path, and saves them there."""
    prepared, step = presenter.player.slot.current_prepared, presenter.player.materialized_step
    if isinstance(prepared, PreparedFolder):
        return ask_folder_labels(presenter, prepared.folder, step)
    if prepared is None or step is None or step.labels is None:
        return presenter.show_error(NO_CLUSTERS_YET)
    run, n, choices = presenter.shown.run, prepared.table.rows, LabelsChoices(settings)
    places = np.fromiter(presenter.highlight.selected, np.intp) - prepared.before
    selected = places[(places >= 0) & (places < n)] + prepared.before
    if only_selected and not len(selected):
        return presenter.show_error(NO_ROWS_SELECTED)
    session = presenter.document.session
    by_eye = None if session.algorithm.by_hand or not session.by_eye else session.by_eye
    labeled = LabeledStep(prepared, step, run.listing, by_eye=by_eye)
    dialog = LabelsDialog(choices.last, offered_figures(run.session.algorithm), presenter.window)
    dialog.show_rows(n, len(selected), only_selected)
    dialog.show_names(labeled.listing.has_names)
    dialog.show_by_eye(labeled.by_eye is not None)

    def go_on() -> None:
        choices.store(dialog.choice)
        wanted = replace(labeled, rows=selected) if dialog.only_selected else labeled
        _ask_labels_file(presenter, wanted, dialog.choice)

    dialog.accepted.connect(go_on)
    return dialog.open()


def ask_folder_labels(presenter: Presenter, folder: PreparedShards, step: Step | None) -> None:
    """Asks for a path, and saves the cluster of every row of a prepared folder there, in parts."""
    if step is None or step.shard_labeling is None:
        return presenter.show_error(NO_CLUSTERS_YET)

    def save(path: Path) -> None:
        presenter.saver.save(path, lambda: save_shard_labels(path, folder, step))

    suggested, kinds = suggested_name(presenter, "parquet", "-labels"), "Parquet (*.parquet);;CSV (*.csv)"
    return ask_path(presenter, "Save the labels", kinds, suggested, save)


def ask_to_save_data(presenter: Presenter) -> None:
    """Asks for a path, and saves the data without clusters as CSV."""
    source, shown = presenter.document.session.source, presenter.shown
    prepared = None if shown.awaits_data else shown.run.prepared
    table = None if prepared is None else prepared.table
    if isinstance(source, DrawnPoints):
        table = source.make()
    if table is None:
        return presenter.show_error("Nothing to save yet. Wait until the data are read.")
    if shown.session.algorithm.initial_rows:
        return presenter.show_error(
            "A stream keeps only its last rows. Choose batches at random to save all."
        )
    data = source.path if isinstance(source, OpenedFile) and source.content is None else None

    def save(path: Path) -> None:
        presenter.saver.save(path, lambda: save_data(path, table, data))

    return ask_path(presenter, "Save the data", "Tables (*.csv)", f"{suggested_stem(presenter)}.csv", save)


def _ask_labels_file(presenter: Presenter, labeled: LabeledStep, choice: LabelsChoice) -> None:
    """Asks for a path, and whether the files of single clusters are replaced; saves in the background."""
    source = presenter.document.session.source
    data = source.path if isinstance(source, OpenedFile) and source.content is None else None

    def save(path: Path) -> None:
        presenter.saver.save(path, lambda: save_labels(path, labeled, choice.columns, data))

    def save_unless_there(path: Path) -> None:
        existing = (
            [one for one in _split_paths(path, labeled) if one.exists()] if choice.columns.split else []
        )
        if not existing:
            return save(path)
        others = f" and {format_count(len(existing) - 1, 'other file')}" if len(existing) > 1 else ""
        words = f"{existing[0].name}{others} {'exist' if others else 'exists'} already."
        replace_files = ("Replace", partial(save, path))
        return presenter.window.message.show_message("hint", words, replace_files, ("Cancel", lambda: None))

    filters = f"Tables (*.{choice.suffix})"
    ending = "-selected" if labeled.rows is not None else "-labels"
    suggested = suggested_name(presenter, choice.suffix, ending)
    ask_path(presenter, "Save the labels", filters, suggested, save_unless_there)


def _split_paths(path: Path, labeled: LabeledStep) -> list[Path]:
    """The files that labels may be split into."""
    return [split_path(path, number) for number in (*range(1, labeled.step.k + 1), NOISE_NUMBER, NO_CLUSTER)]


def ask_figures(presenter: Presenter, figures: Figures) -> None:
    """Asks for a path, and saves the figures of a chart or a table as CSV."""

    def save(path: Path) -> None:
        presenter.saver.save(path, lambda: save_text(path, csv_text(figures.header, figures.rows)))

    ending = "-" + "-".join("".join(c if c.isalnum() else " " for c in figures.name.lower()).split())
    suggested = suggested_name(presenter, "csv", ending)
    ask_path(presenter, "Save the figures", "Tables (*.csv)", suggested, save)


def ask_manual(presenter: Presenter, sections: Sequence[ManualSection]) -> None:
    """Asks for a path and saves the manual as one HTML page."""

    def save(path: Path) -> None:
        presenter.saver.save(path, lambda: save_text(path, manual_page(sections)))

    ask_path(presenter, "Save the manual", "Web pages (*.html)", "clusterlab-manual.html", save)


def ask_path(
    presenter: Presenter,
    title: str,
    filters: str,
    suggested: str,
    on_chosen: Callable[[Path], object],
    on_kind: Callable[[str], object] = lambda kind: None,
    parent: QWidget | None = None,
) -> None:
    """Asks for a path to save to, with a suggested name, or without one for a file to open.

    `on_kind` is called with another kind of file, one of the filters, that is chosen meanwhile. The dialog is
    above the `parent`, if there is one, else above the window.
    """
    parent = parent or presenter.window
    dialog = QFileDialog(parent, title)  # a subclass of it would not be the system's own
    dialog.setNameFilters(filters.split(";;"))
    if suggested:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(suggested).suffix[1:])
        dialog.selectFile(suggested)
        dialog.filterSelected.connect(lambda chosen: _use_suffix(dialog, _suffix(chosen)))
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filterSelected.connect(on_kind)
    dialog.fileSelected.connect(lambda path: on_chosen(Path(path)))
    dialog.finished.connect(parent.activateWindow)  # without a window manager nothing else does
    dialog.open()


def suggested_stem(presenter: Presenter) -> str:
    """The name of the data, for the name of a file."""
    source = presenter.document.session.source
    return source.path.stem if isinstance(source, OpenedFile) else source.name


def suggested_name(presenter: Presenter, suffix: str, ending: str = "") -> str:
    """A name for a file: the data, the algorithm or what is compared, and an ending."""
    session = presenter.document.session
    shows_panes, data = session.compares and not ending, suggested_stem(presenter)
    made_by = "comparison" if shows_panes else session.algorithm.name
    name = "zoo" if shows_panes and session.zoo else f"{data}-{made_by}{ending}"
    return f"{name}.{suffix}" if suffix else name


def _use_suffix(dialog: QFileDialog, suffix: str) -> None:
    """Gives the selected name another suffix, and also names that are typed without one."""
    dialog.setDefaultSuffix(suffix)
    for selected in dialog.selectedFiles()[:1]:
        dialog.selectFile(Path(selected).with_suffix(f".{suffix}").name)


def _suffix(name_filter: str) -> str:
    """The suffix of a name filter for one kind of file."""
    return name_filter.partition("*.")[2].rstrip(")")
