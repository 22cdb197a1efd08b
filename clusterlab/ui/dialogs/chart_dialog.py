"""The dialog that asks for the path of a chart."""

from collections.abc import Callable, Generator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from clusterlab.export.atomic_write import save_bytes
from clusterlab.export.picture_format import picture_format
from clusterlab.ui.dialogs.file_dialogs import ask_path, suggested_name
from clusterlab.ui.presenter import Presenter

CHART_FILES = ("Pictures (*.png)", "Vector graphics (*.svg)", "Documents (*.pdf)")


def ask_chart(presenter: Presenter, chart: QWidget) -> None:
    """Asks for a path, and saves a chart as it is on screen then."""

    def save(path: Path) -> None:
        presenter.saver.render(path, _saving_steps(chart, path))

    suggested = suggested_name(presenter, "png", "-chart")
    ask_path(presenter, "Save the chart", ";;".join(CHART_FILES), suggested, save)


def _saving_steps(chart: QWidget, path: Path) -> Generator[None, None, Callable[[], None]]:
    """Paints a chart, and returns the function, for any thread, that writes it; raises SaveError."""
    from clusterlab.ui.charts.chart_image import chart_encoder  # with pyqtgraph, which is slow to load

    encoded = chart_encoder(chart, picture_format(path))
    yield
    return lambda: save_bytes(path, encoded())
