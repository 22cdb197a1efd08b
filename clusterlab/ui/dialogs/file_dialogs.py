"""The dialogs that ask for a file to open or to save."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from clusterlab.export.figure_grid import FigureGrid
from clusterlab.export.tables import save_labels
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.theme.look_settings import LookSettings

if TYPE_CHECKING:
    from clusterlab.ui.canvas.page import Page

PICTURES = "Pictures (*.png);;Vector graphics (*.svg);;Documents (*.pdf)"
TABLES = "Tables (*.csv *.tsv *.txt *.dat *.data);;All files (*)"


def ask_file(presenter: Presenter) -> None:
    """Asks for a table and opens it."""
    _ask(presenter, "Open a table", QFileDialog.AcceptMode.AcceptOpen, TABLES, "", presenter.open_file)


def ask_picture(presenter: Presenter, look_settings: LookSettings, figure_grid: FigureGrid | None) -> None:
    """Asks for a path and saves the picture of the canvas, or all panes as one picture."""
    from clusterlab.ui.canvas.page import grid_page, picture_page  # pyqtgraph loads after the first picture

    picture, viewport = presenter.window.canvas.picture, presenter.window.canvas.viewport
    if figure_grid is not None:
        shared = None if figure_grid.column_titles else presenter.window.panes.viewport
        return _ask_picture_file(
            presenter, lambda: grid_page(figure_grid, look_settings.theme, viewport=shared)
        )
    if picture is None:
        return presenter.show_error("There is nothing on the canvas to save yet.")
    size = (max(640, presenter.window.canvas.width()), max(480, presenter.window.canvas.height()))
    return _ask_picture_file(
        presenter, lambda: picture_page(picture, size, look_settings.theme, viewport=viewport)
    )


def ask_labels(presenter: Presenter) -> None:
    """Asks for a path and saves the cluster of every row at the step on screen."""
    prepared, step = presenter.player.slot.current_prepared, presenter.player.materialized_step
    if prepared is None or step is None or step.labels is None:
        return presenter.show_error("The points have no clusters at this step yet: step on, then save.")
    return _ask(
        presenter,
        "Save the labels",
        QFileDialog.AcceptMode.AcceptSave,
        "Tables (*.csv)",
        "csv",
        lambda path: presenter.save(path, lambda: save_labels(path, prepared, step)),
    )


def _ask_picture_file(presenter: Presenter, make_page: Callable[[], "Page"]) -> None:
    """Asks for a path and writes a page there in the background, whole or not at all."""

    _ask(
        presenter,
        "Save the picture",
        QFileDialog.AcceptMode.AcceptSave,
        PICTURES,
        "png",
        lambda path: presenter.render(path, make_page().saving_steps(path)),
    )


def _ask(
    presenter: Presenter,
    title: str,
    mode: QFileDialog.AcceptMode,
    filters: str,
    suffix: str,
    on_chosen: Callable[[Path], object],
) -> None:
    """Opens a file dialog that calls `on_chosen` with the chosen path."""
    dialog = QFileDialog(presenter.window, title)
    dialog.setAcceptMode(mode)
    dialog.setNameFilter(filters)
    dialog.setDefaultSuffix(suffix)
    if mode == QFileDialog.AcceptMode.AcceptSave:
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(_suffix(chosen)))
    if mode == QFileDialog.AcceptMode.AcceptOpen:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(filters.split(";;"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: on_chosen(Path(path)))
    dialog.finished.connect(presenter.window.activateWindow)  # without a window manager nothing else does
    dialog.open()


def _suffix(name_filter: str) -> str:
    """The suffix of a name filter for one kind of file."""
    return name_filter.partition("*.")[2].rstrip(")")
