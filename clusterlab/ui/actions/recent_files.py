"""The files that were opened last, remembered from start to start, and their menu."""

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from clusterlab.datasets.example_files import examples
from clusterlab.session.playback.shown import Shown
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.ui.platform.cluster_folders import ClusterFolders
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.widgets.tooltip import set_tip

RECENT_KEY, LIMIT_KEY = "recent_files", "recent_limit"
DEFAULT_RECENT_FILES, MAX_RECENT_FILES = 10, 30
MAX_TEXT_WIDTH = 300  # pixels, of a name and of a folder


class RecentFiles(QObject):
    """The files that were opened last, the newest first; `changed` when there are others."""

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def paths(self) -> tuple[Path, ...]:
        """The absolute paths."""
        try:
            stored = json.loads(str(self._settings.value(RECENT_KEY, "[]")))
        except ValueError:
            return ()
        found = stored if isinstance(stored, list) else []
        return tuple(Path(path) for path in found if isinstance(path, str))[: self.limit]

    @property
    def limit(self) -> int:
        """How many files are remembered at most."""
        stored = str(self._settings.value(LIMIT_KEY, DEFAULT_RECENT_FILES))
        return min(int(stored), MAX_RECENT_FILES) if stored.isdecimal() else DEFAULT_RECENT_FILES

    def set_limit(self, limit: int) -> None:
        """Sets how many files are remembered at most, and forgets those beyond."""
        kept = self.paths[:limit]
        self._settings.setValue(LIMIT_KEY, limit)
        self._settings.setValue(RECENT_KEY, json.dumps([str(path) for path in kept]))
        self.changed.emit()

    def add(self, path: Path) -> None:
        """Puts a file first."""
        path = path.absolute()
        self._store((path, *(other for other in self.paths if other != path)))

    def remove(self, path: Path) -> None:
        """Forgets a file."""
        self._store(tuple(other for other in self.paths if other != path))

    def clear(self) -> None:
        """Forgets all files."""
        self._store(())

    def _store(self, paths: tuple[Path, ...]) -> None:
        if paths != self.paths:
            self._settings.setValue(RECENT_KEY, json.dumps([str(path) for path in paths[: self.limit]]))
            self.changed.emit()


class RecentFilesMenu(QMenu):
    """A menu with an entry for each recent file, disabled where there is none."""

    def __init__(
        self, recent: RecentFiles, choose: Callable[[Path], object], parent: QWidget | None = None
    ) -> None:
        super().__init__("Open recent", parent)
        self.setToolTipsVisible(True)
        self._recent, self._choose = recent, choose
        recent.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        self.clear()
        for path in self._recent.paths:
            words = f"{self._shortened(path.name)}  –  {self._shortened(str(path.parent))}"
            action = self.addAction(words.replace("&", "&&"))
            set_tip(action, str(path))
            action.triggered.connect(lambda _=False, path=path: self._choose(path))
        self.addSeparator()
        self.addAction("Clear this list").triggered.connect(self._recent.clear)
        self.menuAction().setEnabled(bool(self._recent.paths))

    def _shortened(self, text: str) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, MAX_TEXT_WIDTH)


class RecentFilesPresenter:
    """Remembers each file that comes on screen, and opens one that is chosen."""

    def __init__(self, presenter: Presenter, recent: RecentFiles, cluster_folders: ClusterFolders) -> None:
        self._presenter, self.recent, self._cluster_folders = presenter, recent, cluster_folders
        self.menu = RecentFilesMenu(recent, self.open, presenter.window)
        presenter.scene_changed.connect(self._remember)

    def open(self, path: Path) -> None:
        """Opens a recent table or session; one that is missing is named and forgotten.

        Of a folder that workers have read, these are asked for.
        """
        if path.exists():
            return self._presenter.open_asked.emit(path)
        if self._cluster_folders.address(path) is not None:
            return self._presenter.workers_asked.emit(path, self._presenter.open_asked.emit)
        self.recent.remove(path)
        return self._presenter.show_error(f"{path} is missing. It was removed from the recent files.")

    def _remember(self, shown: Shown) -> None:
        source, prepared = shown.run.scene.session.source, shown.run.scene.prepared
        if prepared is None or not isinstance(source, OpenedFile) or source.content is not None:
            return
        if source.path not in examples().values():
            self.recent.add(source.path)
