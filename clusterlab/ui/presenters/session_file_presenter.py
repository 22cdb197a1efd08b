"""Saves the session to a file, opens one, and asks before work that is in no file would be lost."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSettings, QTimer

from clusterlab.core.message import Message, sentences
from clusterlab.core.worker import SingleTaskWorker
from clusterlab.datasets.shards.points_folder import is_points_folder
from clusterlab.export.figure_grid import source_title
from clusterlab.session import saved
from clusterlab.session.saved.file_kind import is_session
from clusterlab.session.saved.unsaved_work import UnsavedWork
from clusterlab.session.state.drawing_choices import is_empty
from clusterlab.session.state.session import Session
from clusterlab.ui import dialogs
from clusterlab.ui.actions.recent_files import RecentFiles
from clusterlab.ui.presenter import Presenter

if TYPE_CHECKING:
    from clusterlab.session.saved.saved_session import SavedSession
    from clusterlab.session.saved.session_file import ReadSession

ASK_KEY = "ask_for_examples"


class _Reading(NamedTuple):
    """A file that is being read or shown, what is called once an autosaved one is, and what was read.

    The session `before` is that of the document until then, and again where the data cannot be shown.
    """

    path: Path
    recovered: Callable[[], object] | None = None
    found: "ReadSession | None" = None
    before: Session | None = None


class SessionFilePresenter:
    """The file of the session on screen; the window closes only once no work would be lost by that."""

    def __init__(self, presenter: Presenter, recent: RecentFiles, settings: QSettings) -> None:
        self._presenter, self._recent, self._settings = presenter, recent, settings
        self.unsaved = UnsavedWork(self.session, str(settings.value(ASK_KEY, "no")) == "yes")
        self._worker: SingleTaskWorker | None = None
        self._reading: _Reading | None = None
        self._question: dialogs.UnsavedQuestion | None = None
        self._closes_at_once = False
        self.listeners: list[Callable[[], object]] = []  # of whether there is unsaved work
        presenter.document.listeners.insert(0, self.unsaved.follow)  # before the window shows it
        for signal in (presenter.session_changed, presenter.scene_changed):
            signal.connect(lambda _: self.show_title())
        presenter.open_asked.connect(self.open)
        presenter.chart_presenters.append(self)
        presenter.window.may_close = self._may_close

    @property
    def session(self) -> Session:
        """The session of the document."""
        return self._presenter.document.session

    @property
    def file(self) -> Path | None:
        """The file of the session."""
        return self.unsaved.file(self.session)

    @property
    def busy(self) -> bool:
        """Whether a session is being read, or is not on screen yet."""
        return self._reading is not None

    def poll(self) -> Exception | None:
        """Shows a session that was read, or says why it cannot be; returns an unexpected error."""
        if self._reading is None:
            return None
        if self._reading.found is not None:
            self._await_data(self._reading, self._reading.found)
            return None
        assert self._worker is not None
        failure, items = self._worker.failure(), self._worker.take()
        if failure is not None:
            reading, self._reading = self._reading, None
            return self._offer_other_data(reading, failure)
        for found in items:
            self._reading = self._reading._replace(found=found, before=self.session)
            self._show(found.saved)
        return None

    def cancel(self) -> bool:
        """Stops reading a session; returns whether one was being read."""
        was_reading, self._reading = self._reading is not None, None
        if self._worker is not None:
            self._worker.cancel()
        return was_reading

    def stop(self) -> None:
        """Ends the thread that reads, without waiting for it."""
        self.cancel()
        if self._worker is not None:
            self._worker.stop()

    def ask_for_examples(self, asks: bool) -> None:
        """Chooses whether unsaved work on examples is asked about, and keeps that for the next start."""
        self.unsaved.asks_for_examples = asks
        self._settings.setValue(ASK_KEY, "yes" if asks else "no")
        self.show_title()

    def snapshot(self) -> "SavedSession":
        """The session as it is on screen, to be saved."""
        return _snapshot(self._presenter, self.file)

    def save(self, then: Callable[[], object] = lambda: None) -> None:
        """Saves the session to its file, or asks for one; calls back once it is saved."""
        if self.file is None:
            self.save_as(then)
        else:
            self._save_to(self.file, then)

    def save_as(self, then: Callable[[], object] = lambda: None) -> None:
        """Asks for a file and saves the session to it; calls back once it is saved."""
        dialogs.ask_session(self._presenter, self.file, lambda path: self._save_to(path, then))

    def open(self, path: Path) -> None:
        """Opens a table or a session, which takes the place of the one on screen: asks about unsaved work."""
        if is_session(path):
            self.ask_and(lambda: self._read(_Reading(path)))
        else:
            self._presenter.commands.open_file(path)

    def recover(self, path: Path, recovered: Callable[[], object]) -> None:
        """Opens a session that was autosaved; calls back once it is on screen, with unsaved work."""
        self.ask_and(lambda: self._read(_Reading(path, recovered)))

    def ask_and(self, go_on: Callable[[], object]) -> None:
        """Goes on at once, or after a question where work would be lost."""
        if not self.unsaved.is_in(self.session):
            go_on()
        elif self._question is None:
            name, window = self._name(), self._presenter.window
            words = f"Save the changes to {name}?" if self.file else f"Save your work on {name} as a session?"
            self._question = dialogs.UnsavedQuestion(window, words, lambda: self.save(go_on), go_on)
            self._question.finished.connect(self._forget_question)
            self._question.open()
        else:
            self._question.activateWindow()

    def close_at_once(self) -> None:
        """Closes the window without a question."""
        self._closes_at_once = True
        self._presenter.window.close()

    def show_title(self) -> None:
        """Shows the name of the file, else of the data, and whether there is unsaved work."""
        window = self._presenter.window
        window.setWindowTitle(f"{self._name()}[*] – clusterlab")
        window.setWindowModified(self.unsaved.is_in(self.session))
        for listener in self.listeners:
            listener()

    def _name(self) -> str:
        return self.file.name if self.file else source_title(self._presenter.shown.run.scene.session.source)

    def _may_close(self) -> bool:
        if self._closes_at_once or not self.unsaved.is_in(self.session):
            return True
        self.ask_and(self.close_at_once)
        return False

    def _forget_question(self) -> None:
        self._question = None

    def _save_to(self, path: Path, then: Callable[[], object]) -> None:
        if self.busy:
            return self._presenter.show_error("A session is being opened. Save once it is on screen.")
        shown = self.snapshot()

        def finish(note: Message) -> str:
            self.unsaved.keep(shown.session, path)
            self._recent.add(path)
            self.show_title()
            QTimer.singleShot(0, self._presenter.window, then)
            return sentences(Message("Saved {path}.", path=str(path)), note)

        return self._presenter.saver.compute_and_finish(lambda: saved.save_session(path, shown), finish)

    def _read(self, reading: _Reading, data: Path | None = None) -> None:
        """Reads a session in the background, with another file of data if one is given."""
        self.cancel()
        self._worker = self._worker or SingleTaskWorker("clusterlab session")
        self._reading = reading
        self._worker.start(lambda: iter((saved.read_session(reading.path, data),)))
        self._presenter.poll_while_busy(self)

    def _offer_other_data(self, reading: _Reading, failure: Exception) -> Exception | None:
        """Says that the data of a session are missing and offers others; returns any other error."""
        if not isinstance(failure, saved.MissingDataError):
            return failure
        gone, read = failure.path, partial(self._read, reading)
        actions = [("Find the file…", partial(dialogs.ask_data, self._presenter, gone, read))]
        if failure.exists:
            actions.insert(0, ("Open as it is now", partial(read, gone)))
        elif is_points_folder(gone):  # which workers may read
            actions.insert(0, ("Connect…", partial(self._presenter.workers_asked.emit, gone, read)))
        self._presenter.window.message.show_message("error", str(failure), *actions)
        return None

    def _show(self, saved: "SavedSession") -> None:
        """Asks for the run of a session; another one is shown until its data are there."""
        index = -1 if saved.at_end else saved.position
        with self._presenter.player.next_at(index, saved.colors or ((),)):
            self._presenter.document.change(saved.session)
        self._presenter.document.end_gesture()

    def _await_data(self, reading: _Reading, found: "ReadSession") -> None:
        """Takes a session as opened once its data are on screen; where they cannot be, it was reverted."""
        player, opened = self._presenter.player, found.saved.session
        is_reverted = self.session is reading.before and self.session != opened
        if self.session.source != opened.source or is_reverted:
            self._reading = None
        elif (is_empty(opened.source) or player.scene.prepared is not None) and not player.waiting:
            self._reading = None
            self._finish(reading, found)

    def _finish(self, reading: _Reading, found: "ReadSession") -> None:
        window, layout = self._presenter.window, found.saved.layout
        self._presenter.document.forget_history()
        if reading.recovered is None:
            self.unsaved.keep(found.saved.session, reading.path)
            self._recent.add(reading.path)
        else:
            self.unsaved.recover(found.saved.session, found.saved.file)
            reading.recovered()
        window.columns.choose(*layout.panels)
        window.charts.show_title(layout.tab)
        self._presenter.session_changed.emit(self._presenter.shown)  # there is nothing to undo any more
        self.show_title()
        if found.note:
            window.message.show_message("hint", found.note)


def _snapshot(presenter: Presenter, file: Path | None) -> "SavedSession":
    from clusterlab.session.saved.saved_session import SavedSession, WindowLayout

    session, player, window = presenter.document.session, presenter.player, presenter.window
    colors = () if player.waiting or session.zoo else [slot.scene.colors for slot in player.shown]
    layout = WindowLayout(window.columns.chosen, window.charts.current_title)
    return SavedSession(session, player.position, player.at_end, tuple(colors), layout, file)
