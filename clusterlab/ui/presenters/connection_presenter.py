"""Connects to workers, says where folders are computed, and offers to connect anew where that was lost."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from clusterlab.core.error_sentence import error_sentence
from clusterlab.core.errors import UserError
from clusterlab.core.formatting import format_count
from clusterlab.datasets.workers.calls import ClusterError, ConnectionLostError
from clusterlab.datasets.workers.cluster_address import ClusterAddress
from clusterlab.session.state.prepared_folder import is_elsewhere
from clusterlab.session.state.session import Session, same_steps
from clusterlab.ui.platform.cluster_folders import ClusterFolders
from clusterlab.ui.presenter import Presenter

if TYPE_CHECKING:
    from clusterlab.datasets.workers.connection import Connection
    from clusterlab.ui.dialogs.cluster_dialog import ClusterDialog

AFTER_PARTS, BREAK = r"(?<=[/.:])(?=[\w\[])", "\u200b"
"""Where a long address may be wrapped, and what says so."""
SECONDS_TO_END = 10.0
"""So long a connection may take to end after the window is closed; it is abandoned then."""


class ConnectionPresenter:
    """Opens the dialog that asks for an address; `listeners` are called when a connection begins or ends."""

    def __init__(self, presenter: Presenter, folders: ClusterFolders) -> None:
        self._presenter, self._place, self._folders = presenter, presenter.player.place, folders
        self._box = presenter.window.data.place
        self._box.all.clicked.connect(self.disconnect)
        self._last = ClusterAddress()
        self._opening: Connection | None = None
        self._lost: Connection | None = None
        self._interrupted = InterruptedRun(presenter)
        self._ending: list[Connection] = []
        self._go_on: Callable[[], object] = lambda: None
        self._open_folder: Callable[[Path], object] = presenter.open_asked.emit
        self.dialog: ClusterDialog | None = None
        self.listeners: list[Callable[[], object]] = []
        presenter.run_failed.connect(self.offer_to_reconnect)
        presenter.workers_asked.connect(self._ask_for_workers)
        self._notice = LossNotice(presenter, self._show_loss)
        presenter.drag_cancelers.append(self.cancel)
        presenter.scene_changed.connect(lambda _: self._show_place())

    @property
    def busy(self) -> bool:
        """Whether a connection is being opened or closed, or that is not shown yet."""
        return self._opening is not None or bool(self._ending)

    def poll(self) -> Exception | None:
        """Shows that a connection has begun, failed or ended."""
        self._ending = [one for one in self._ending if not one.has_ended]
        opening = self._opening
        if opening is not None and opening.workers is not None:
            self._use(opening, opening.workers.place)
        elif opening is not None and opening.has_ended:
            self._opening = None
            self._show_failure(opening)
        self._show_place()
        return None

    def open(self, folder: Path | None = None, then: Callable[[Path], object] | None = None) -> None:
        """Opens the dialog, or says why there can be no cluster; `then` opens the folder that is entered."""
        from clusterlab.datasets.workers.dask_workers import check_installed

        try:
            check_installed()
        except ClusterError as error:
            return self._presenter.show_error(str(error))
        from clusterlab.ui.dialogs.cluster_dialog import ClusterDialog

        self._open_folder = then or self._presenter.open_asked.emit
        address = folder and self._folders.address(folder)
        self.dialog = dialog = ClusterDialog(address or self._last, self._presenter.window, folder)
        dialog.connect_asked.connect(self._connect_to_chosen)
        dialog.finished.connect(self._close_dialog)
        return dialog.open()

    def connect(
        self, address: ClusterAddress, go_on: Callable[[], object] = lambda: None, folder: Path | None = None
    ) -> None:
        """Connects to an address in the background, in place of the present connection; then goes on.

        There is none unless the workers can read the `folder`, if one is given.
        """
        from clusterlab.datasets.workers.connection import Connection

        self.disconnect()
        self._last, self._go_on = address, go_on
        self._opening = Connection(address, folder, self._notice.lost.emit)
        self._show_place()
        self._presenter.poll_while_busy(self)

    def disconnect(self) -> None:
        """Ends the connection, or ends connecting, in the background; folders are computed here then."""
        for connection in filter(None, (self._opening, self._place.connection)):
            connection.close()
            self._ending.append(connection)
        self._opening = self._place.connection = None
        self._show_place()
        self._presenter.poll_while_busy(self)
        self._tell()

    def cancel(self) -> bool:
        """Ends connecting; whether it was under way."""
        if self._opening is None:
            return False
        self.disconnect()
        self._presenter.window.message.show_message("hint", "Connecting was stopped.")
        return True

    def offer_to_reconnect(self, failure: Exception, requested: Session | None = None) -> None:
        """Says that the workers of a run are gone, and offers to connect anew or to compute it here.

        Without a requested session it is a picture that could not be made, maybe after a run was lost.
        """
        if not isinstance(failure, ClusterError):
            return
        self._interrupted.note(requested)
        go_on, kept = self._interrupted.resume, ""
        actions = self._ways_to_go_on(partial(self.connect, self._last, go_on), go_on)
        if isinstance(failure, ConnectionLostError):
            self._lost, kept = self._place.connection, " The last step is kept."
            self._show_place()
        self._presenter.window.message.show_message("error", _sentence(failure) + kept, *actions)

    def finish(self) -> None:
        """Ends all connections, and waits until they have, but not for long."""
        self.disconnect()
        until = monotonic() + SECONDS_TO_END
        for connection in self._ending:
            connection.wait(max(0.0, until - monotonic()))

    def _connect_to_chosen(self) -> None:
        assert self.dialog is not None
        try:
            address, folder = self.dialog.chosen, self.dialog.folder
        except UserError as error:
            return self.dialog.show_words(str(error))
        go_on = partial(self._open_folder, folder) if folder else lambda: None
        self.connect(address, go_on, folder)
        return self.dialog.show_words(f"{_beginning(address)} Esc cancels.", is_connecting=True)

    def _use(self, connection: "Connection", place: str) -> None:
        """Computes on the workers of a connection from now on."""
        self._opening, self._place.connection = None, connection
        if self.dialog is not None:
            self.dialog.accept()
        words = f"Connected to {format_count(connection.found, 'worker')} of {place}."
        self._presenter.window.message.show_message("hint", words)
        self._tell()
        if connection.folder is not None and connection.header is not None:
            self._place.headers[connection.folder] = connection.header
            self._folders.keep(connection.folder, connection.address)
        self._go_on()

    def _show_failure(self, connection: "Connection") -> None:
        """Says why there is no connection."""
        assert connection.failure is not None
        sentence = _sentence(connection.failure)
        if self.dialog is not None:
            self.dialog.show_words(sentence)
        else:
            again = partial(self.connect, connection.address, self._go_on, connection.folder)
            actions = self._ways_to_go_on(again, self._go_on)
            self._presenter.window.message.show_message("error", sentence, *actions)

    def _ways_to_go_on(
        self, reconnect: Callable[[], object], go_on: Callable[[], object]
    ) -> Iterator[tuple[str, Callable[[], object]]]:
        """What is offered where there are no workers: to connect anew, or to go on here if that can be."""
        yield "Reconnect", reconnect
        if not is_elsewhere(self._interrupted.session):
            yield "Compute here", partial(self._stay, go_on)

    def _ask_for_workers(self, folder: Path, then: Callable[[Path], object]) -> None:
        """Asks for workers that can read a folder, unless those of now have read it."""
        if folder in self._place.headers and not self._place.is_here:
            then(folder)
        else:
            self.open(folder, then)

    def _stay(self, go_on: Callable[[], object]) -> None:
        """Goes on without a connection."""
        self.disconnect()
        go_on()

    def _show_loss(self, connection: "Connection") -> None:
        """Says that a connection was lost, unless a run that is computed says so."""
        is_used = connection is self._place.connection and connection is not self._lost
        if is_used and connection.workers is not None and not self._presenter.player.computing:
            self.offer_to_reconnect(ConnectionLostError(connection.workers.place))

    def _close_dialog(self) -> None:
        """Forgets the dialog; one that was left while it was connecting ends that."""
        self.cancel()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _show_place(self) -> None:
        """Shows where folders are computed, unless that is here."""
        connection = self._place.connection
        words, link = "", "Disconnect"
        if self._opening is not None:
            words, link = _beginning(self._opening.address), "Stop"
        elif connection is not None and connection is self._lost:
            words = f"Lost the connection to {_workers_of(connection.address)}"
        elif connection is not None:
            has_folder = bool(self._presenter.shown.run.rows_obstacle)
            words = f"{'Computed by' if has_folder else 'Connected to'} {_workers_of(connection.address)}"
        elif self._ending:
            words, link = f"Disconnecting from {_workers_of(self._ending[-1].address)}…", ""
        self._box.all.setText(link)
        self._box.all.setVisible(bool(link))
        self._box.show_sample(re.sub(AFTER_PARTS, BREAK, words))

    def _tell(self) -> None:
        for listener in self.listeners:
            listener()


class InterruptedRun:
    """What was computed, and whether it was played, when its workers were lost; and how it goes on."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter
        self._found: tuple[Session, bool] | None = None

    @property
    def session(self) -> Session:
        """The session that was computed, else the present one."""
        return self._found[0] if self._found else self._presenter.document.session

    def note(self, requested: Session | None) -> None:
        """Notes a run that has lost its workers; without a requested session a picture, unless a run has."""
        if requested is not None or self._found is None:
            self._found = requested or self._presenter.document.session, self._was_playing()

    def resume(self) -> None:
        """Goes on with it."""
        document, player = self._presenter.document, self._presenter.player
        requested, plays = self._found or (document.session, False)
        self._found = None
        if same_steps(document.session, requested):
            player.request(document.session)
        else:
            document.change(requested)
        if plays:
            player.play(monotonic())
        self._presenter.update()
        self._presenter.show_picture(self._presenter.shown)  # which may be what could not be made

    def _was_playing(self) -> bool:
        """Whether a run that has failed was played, or had been until no further step came."""
        player, shown = self._presenter.player, self._presenter.shown
        return shown.playing or (not player.scene.complete and player.position == player.length - 1)


class LossNotice(QObject):
    """Brings the news that a connection was lost to the thread of the window."""

    lost = Signal(object)

    def __init__(self, parent: QObject, show: "Callable[[Connection], object]") -> None:
        super().__init__(parent)
        self._show = show
        self.lost.connect(self._tell)

    @Slot(object)
    def _tell(self, connection: "Connection") -> None:
        self._show(connection)


def _sentence(failure: Exception) -> str:
    """Why there is no connection; what to do then stands beside it."""
    if isinstance(failure, ConnectionLostError):
        return f"The connection to {failure.place} was lost."
    return error_sentence(failure)


def _workers_of(address: ClusterAddress) -> str:
    return f"the workers of {address}" if address.address else "workers on this machine"


def _beginning(address: ClusterAddress) -> str:
    return f"Connecting to {address}…" if address.address else "Starting workers on this machine…"
