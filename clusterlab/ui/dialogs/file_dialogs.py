"""The dialogs that ask for a file to open or to save."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from clusterlab.datasets.readers.table_format import FORMATS
from clusterlab.export.atomic_write import resolved_path, save_text
from clusterlab.export.figure_grid import FigureGrid
from clusterlab.export.manual import ManualSection, manual_page
from clusterlab.export.tables import save_labels
from clusterlab.session.state.prepared import OpenedFile
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.theme.look_settings import LookSettings

if TYPE_CHECKING:
    from clusterlab.ui.canvas.page import Page

PICTURES = "Pictures (*.png);;Vector graphics (*.svg);;Documents (*.pdf)"
TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".dat", ".data")


def ask_file(presenter: Presenter) -> None:
    """Asks for a table and opens it."""
    kinds = (kind.suffixes for kind in FORMATS.all().values())
    patterns = " ".join(f"*{suffix}" for suffix in (*TEXT_SUFFIXES, *chain(*kinds)))
    filters = f"Tables ({patterns});;All files (*)"
    _ask(presenter, "Open a table", filters, "", presenter.commands.open_file)


def ask_picture(presenter: Presenter, look_settings: LookSettings, figure_grid: FigureGrid | None) -> None:
    """Asks for a path and saves the picture of the canvas, or all panes as one, in the background."""
    make_page = _page_maker(presenter, look_settings, figure_grid)
    if make_page is None:
        return presenter.show_error("Nothing to save yet. Run the algorithm first (Space).")

    def save(path: Path) -> None:
        presenter.saver.render(path, make_page().saving_steps(path))

    return _ask(presenter, "Save the picture", PICTURES, _suggested(presenter, "png"), save)


def copy_picture(presenter: Presenter, look_settings: LookSettings, figure_grid: FigureGrid | None) -> None:
    """Copies the picture of the canvas, or all panes as one."""
    make_page = _page_maker(presenter, look_settings, figure_grid)
    if make_page is None:
        return presenter.show_error("Nothing to copy yet. Run the algorithm first (Space).")
    return presenter.saver.render_and_report("Picture copied.", _copying_steps(make_page()))


def _page_maker(
    presenter: Presenter, look_settings: LookSettings, figure_grid: FigureGrid | None
) -> Callable[[], "Page"] | None:
    """What makes the page with the picture of the canvas, or with all panes; None where there is none."""
    from clusterlab.ui.canvas.page import grid_page, picture_page  # pyqtgraph loads after the first picture

    canvas, theme = presenter.window.canvas, look_settings.theme
    picture, viewport = canvas.picture, canvas.viewport
    if figure_grid is not None:
        shared = None if figure_grid.column_titles else presenter.window.panes.viewport
        return lambda: grid_page(figure_grid, theme, viewport=shared)
    if picture is None:
        return None
    size = (max(640, canvas.width()), max(480, canvas.height()))
    drawn = replace(picture, emphasis=picture.emphasis.with_hovered(None))
    return lambda: picture_page(drawn, size, theme, viewport=viewport)


def _copying_steps(page: "Page") -> Generator[object, None, Callable[[], object]]:
    """Renders a page, plot by plot, and puts its image on the clipboard."""
    image = yield from page.image_steps()
    QGuiApplication.clipboard().setImage(image)
    return lambda: None


def ask_labels(presenter: Presenter) -> None:
    """Asks for a path and saves the cluster of every row at the step on screen."""
    prepared, step = presenter.player.slot.current_prepared, presenter.player.materialized_step
    if prepared is None or step is None or step.labels is None:
        return presenter.show_error("There are no labels at this step yet. Go to a later step, then save.")

    run = presenter.shown.run
    names = run.cluster_names if run.session.names.given else ()

    def save(path: Path) -> None:
        source = presenter.document.session.source
        if isinstance(source, OpenedFile) and resolved_path(path) == resolved_path(source.path):
            return presenter.show_error(f"{path.name} is the open table. Choose another name.")
        return presenter.saver.save(path, lambda: save_labels(path, prepared, step, names))

    return _ask(presenter, "Save the labels", "Tables (*.csv)", _suggested(presenter, "csv", "-labels"), save)


def ask_manual(presenter: Presenter, sections: Sequence[ManualSection]) -> None:
    """Asks for a path and saves the manual as one HTML page."""

    def save(path: Path) -> None:
        presenter.saver.save(path, lambda: save_text(path, manual_page(sections)))

    _ask(presenter, "Save the manual", "Web pages (*.html)", "clusterlab-manual.html", save)


def _ask(
    presenter: Presenter, title: str, filters: str, suggested: str, on_chosen: Callable[[Path], object]
) -> None:
    """Asks for a path to save to, with a suggested name, or without one for a file to open."""
    dialog = QFileDialog(presenter.window, title)  # a subclass of it would not be the system's own
    dialog.setNameFilters(filters.split(";;"))
    if suggested:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(suggested).suffix[1:])
        dialog.selectFile(suggested)
        dialog.filterSelected.connect(lambda chosen: _use_suffix(dialog, _suffix(chosen)))
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: on_chosen(Path(path)))
    dialog.finished.connect(presenter.window.activateWindow)  # without a window manager nothing else does
    dialog.open()


def _suggested(presenter: Presenter, suffix: str, ending: str = "") -> str:
    """A name for a file: the data, the algorithm or what is compared, and an ending."""
    session = presenter.document.session
    source, shows_panes = session.source, session.compares and not ending
    data = source.path.stem if isinstance(source, OpenedFile) else source.name
    made_by = "comparison" if shows_panes else session.algorithm.name
    return f"zoo.{suffix}" if shows_panes and session.zoo else f"{data}-{made_by}{ending}.{suffix}"


def _use_suffix(dialog: QFileDialog, suffix: str) -> None:
    """Gives the selected name another suffix, and also names that are typed without one."""
    dialog.setDefaultSuffix(suffix)
    for selected in dialog.selectedFiles()[:1]:
        dialog.selectFile(Path(selected).with_suffix(f".{suffix}").name)


def _suffix(name_filter: str) -> str:
    """The suffix of a name filter for one kind of file."""
    return name_filter.partition("*.")[2].rstrip(")")
