"""The record of an action, and what actions act on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSettings

from clusterlab.session.commands.session_commands import SessionCommands
from clusterlab.session.state.layers import unavailable_layers
from clusterlab.session.state.session import Session
from clusterlab.ui.actions.recent_files import RecentFiles
from clusterlab.ui.compare.compare_presenter import ComparePresenter
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.center_presenter import CenterPresenter
from clusterlab.ui.presenters.connection_presenter import ConnectionPresenter
from clusterlab.ui.presenters.draw_presenter import DrawPresenter
from clusterlab.ui.presenters.mouse_presenter import MousePresenter
from clusterlab.ui.presenters.predict_presenter import PredictPresenter
from clusterlab.ui.presenters.reason_presenter import ReasonPresenter
from clusterlab.ui.presenters.session_file_presenter import SessionFilePresenter
from clusterlab.ui.theme.look_settings import LookSettings


@dataclass(frozen=True)
class ActionTargets:
    """What actions act on, and what decides whether they are enabled and checked."""

    presenter: Presenter
    look_settings: LookSettings
    compare_presenter: ComparePresenter
    recent_files: RecentFiles
    reason_presenter: ReasonPresenter
    settings: QSettings
    session_files: SessionFilePresenter
    predict_presenter: PredictPresenter
    draw_presenter: DrawPresenter
    mouse_presenter: MousePresenter
    connection: ConnectionPresenter

    @property
    def window(self) -> MainWindow:
        """The main window."""
        return self.presenter.window

    @property
    def session(self) -> Session:
        """The present session of the document."""
        return self.presenter.document.session

    @property
    def commands(self) -> SessionCommands:
        """The commands that change the session."""
        return self.presenter.commands

    @property
    def centers(self) -> CenterPresenter:
        """What changes the centers on the canvas, or on the selected of the compared panes."""
        compared = self.compare_presenter.selected_centers if self.presenter.shown.panes_compared else None
        return compared or self.mouse_presenter.centers

    @property
    def unavailable_layers(self) -> Mapping[str, str]:
        """The layers that have nothing to show, with the reason."""
        session, prepared = self.session, self.presenter.shown.run.scene.prepared
        return unavailable_layers(session.algorithm, prepared, session.color_by)


@dataclass(frozen=True)
class ActionSpec:
    """An action: identifier, words, callback, keys, and the state of its QAction.

    `words` name it in the key list, and everywhere else too unless `current_words` depend on the session. It
    is enabled unless `enabled` says no, and checkable if it declares `checked`. `layer` is the layer that it
    toggles; `starts_group` puts a separator above it; of the actions of one `group` exactly one is checked.
    Where each of the keys does something else, `run_key` does what the key at a place does. One that
    `needs_rows` offers a sample where the points are in a prepared folder.
    """

    id: str
    words: str
    run: Callable[[ActionTargets], object]
    keys: tuple[str, ...] = ()
    tip: str = ""
    starts_group: bool = False
    layer: str = ""
    group: str = ""
    enabled: Callable[[ActionTargets], bool] | None = None
    checked: Callable[[ActionTargets], bool] | None = None
    current_words: Callable[[ActionTargets], str] | None = None
    run_key: Callable[[ActionTargets, int], object] | None = None
    needs_rows: bool = False
