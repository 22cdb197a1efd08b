"""Keeps unsaved work for recovery while it is in no file, and offers what another program has left behind."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from clusterlab.core.log import log
from clusterlab.core.worker import SingleTaskWorker
from clusterlab.session.state.session import Session
from clusterlab.ui.platform.recovery_folder import RecoveryFile
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.session_file_presenter import SessionFilePresenter

if TYPE_CHECKING:
    from clusterlab.session.saved.saved_session import SavedSession

AUTOSAVE_DELAY = 8
"""Seconds from a change to its autosave; with the time to write it, at most 15 seconds of work are lost."""


class AutosavePresenter:
    """Writes the session to a file of its own in `folder` as long as it has unsaved work.

    The thread that writes is made with the first autosave, and alone uses the file until the window closes.
    """

    def __init__(self, presenter: Presenter, session_files: SessionFilePresenter, folder: Path) -> None:
        self._presenter, self._session_files, self._folder = presenter, session_files, folder
        self._worker: SingleTaskWorker | None = None
        self._file: RecoveryFile | None = None
        self._abandoned: RecoveryFile | None = None
        self._recovered: list[RecoveryFile] = []
        self._saved: Session | None = None
        self._kept: SavedSession | None = None
        self._has_failed = False
        self._timer = QTimer(presenter.window, singleShot=True, interval=1000 * AUTOSAVE_DELAY)
        self._timer.timeout.connect(self.save)
        session_files.listeners.append(self._follow)
        presenter.window.closing.connect(self._timer.stop)
        presenter.window.closed.connect(self._finish)

    @property
    def busy(self) -> bool:
        """Whether the session is being written."""
        return self._worker is not None and self._worker.busy

    def poll(self) -> Exception | None:
        """Reports the first of several failures in a row; the others are in the log."""
        if self._worker is None:
            return None
        failure, written = self._worker.failure(), self._worker.take()
        reported = None if self._has_failed else failure
        self._has_failed = failure is not None or (self._has_failed and not written)
        if failure is not None:
            log.warning("autosave: %s", failure)
            self._timer.start()  # for another try
        return reported

    def save(self) -> None:
        """Writes the session as it is now, unless it has no unsaved work."""
        self._timer.stop()
        saved = self._session_files.snapshot()
        if self._session_files.unsaved.is_in(saved.session):
            self._saved = saved.session
            self._start(lambda: self._write(saved))

    def offer(self) -> None:
        """Offers the newest session that a program has left behind, if there is one."""
        self._abandoned = RecoveryFile.abandoned(self._folder)
        if self._abandoned is not None:
            sentence = f"Unsaved work of {self._abandoned.written:%Y-%m-%d, %H:%M} can be recovered."
            actions = ("Recover", self._recover), ("Discard", self._discard)
            self._presenter.window.recovery.show_message("hint", sentence, *actions)

    def keep_at_close(self) -> None:
        """Keeps unsaved work for recovery when the window closes, as after a signal to end."""
        saved = self._session_files.snapshot()
        if self._session_files.unsaved.is_in(saved.session):
            self._kept = saved

    def _follow(self) -> None:
        """Plans an autosave of a session with unsaved work, and removes that of one without."""
        session = self._session_files.session
        if not self._session_files.unsaved.is_in(session):
            self._timer.stop()
            if self._saved is not None:
                self._saved = None
                self._start(self._remove)
        elif session is not self._saved and not self._timer.isActive():
            self._timer.start()

    def _recover(self) -> None:
        found = self._abandoned
        if found is not None:
            self._session_files.recover(found.path, lambda: self._replace(found))

    def _replace(self, recovered: RecoveryFile) -> None:
        """Writes what was recovered to the file of this program, and removes the old one then."""
        self._abandoned, saved = None, self._session_files.snapshot()
        self._saved = saved.session
        self._recovered.append(recovered)
        self._start(lambda: self._write(saved))
        self.offer()

    def _discard(self) -> None:
        if self._abandoned is not None:
            self._abandoned.remove()
            self.offer()

    def _write(self, saved: "SavedSession") -> None:
        """Called on the thread that writes; data that are in a file are not copied."""
        from clusterlab.session.saved.session_file import save_session

        self._file = self._file or RecoveryFile.new(self._folder)
        save_session(self._file.path, saved, embed_up_to=0)
        self._remove_recovered()

    def _remove(self) -> None:
        if self._file is not None:
            self._file.remove()
            self._file = None
        self._remove_recovered()

    def _remove_recovered(self) -> None:
        while self._recovered:
            self._recovered.pop().remove()

    def _start(self, work: Callable[[], None]) -> None:
        """Runs work on the thread that writes, after what it is at."""
        self._worker = self._worker or SingleTaskWorker("clusterlab autosave")
        self._worker.start(lambda: _done(work))
        self._presenter.poll_while_busy(self)

    def _finish(self) -> None:
        """Removes the file, or writes it once more to be kept; waits for that, and lets the thread end."""
        kept, worker = self._kept, self._worker
        self._kept = self._worker = None  # a window that is closed again has nothing left to do
        if kept is not None:
            worker = worker or SingleTaskWorker("clusterlab autosave")
            worker.start(lambda: _done(lambda: self._write(kept)))
        elif worker is not None:
            worker.start(lambda: _done(self._remove))
        if worker is not None:
            worker.wait()
            worker.stop()
            if (failure := worker.failure()) is not None:
                log.error("autosave: %s", failure)
        for file in filter(None, (self._file, self._abandoned)):
            file.release()
        self._file = self._abandoned = None


def _done(work: Callable[[], None]) -> Iterator[bool]:
    work()
    yield True
