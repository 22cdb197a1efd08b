"""Binds document, players and window: what a person does becomes a choice, what is computed is shown."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, QTimer

from clusterlab.core.memory_budget import TooManyPointsError
from clusterlab.core.worker import Lanes
from clusterlab.session.analysis.hints import Hint, hint_of
from clusterlab.session.commands.pane_commands import PaneIntents
from clusterlab.session.commands.session_commands import Intents
from clusterlab.session.playback.player import News, Player
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state import session as choices
from clusterlab.session.state.document import Document
from clusterlab.session.state.session import Session
from clusterlab.ui.canvas.frame import AT_ONCE, Overlay, Portrait, Portraits, painting, portrait_of
from clusterlab.ui.dialogs.ask_sample import ask_for_less
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.platform.error_sentence import sentence_of
from clusterlab.ui.presenters.background_saver import Errands
from clusterlab.ui.presenters.chart_presenter import Follower
from clusterlab.ui.presenters.first_paint import Opening
from clusterlab.ui.presenters.window_parts import Showing

MOMENT = 0.2
"""Seconds after which a person is told that they wait."""
FRAME = 16
"""Milliseconds between two looks at what the workers made."""


class Live(QObject):
    """One document in one window, with its workers."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self.window = window
        self.document, self.player = Document(session), Player(session)
        self.intents = Intents(self.document, self.player, self.refuse)
        self.panes = PaneIntents(self.document, self.enter_at)
        self.showing = Showing(window)
        self.portraits: Portraits[Portrait] = Portraits(self.showing.portrait)
        self.lanes, self._errands = Lanes("clusterlab panels"), Errands(window.message)
        self.followers: list[Follower] = []
        self.overlays: list[Overlay] = []
        self._entry: int | None = None
        self._hinted: object = None
        self._asked, self.opening = 0.0, Opening(window)
        self._computing = True
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self.tick)
        self.document.listeners.append(self._changed)
        self.showing.choices(session)
        self.wake()

    def wake(self) -> None:
        """Looks at the workers until they are at rest."""
        if not self._timer.isActive():
            self._timer.start()

    def tick(self) -> None:
        """Shows what came since the last look; what came before rest was reached is still shown."""
        rest = self._at_rest()
        news = self.player.tick(monotonic())
        if news.failure is not None:
            self._fail(news.failure)
        self._show(news)
        self._show_patience()
        for part in (self._errands, self.portraits, *self.followers):
            failure = part.tick()
            if failure is not None:
                self.refuse(sentence_of(failure))
        if rest and self._at_rest():
            self._timer.stop()

    def refuse(self, sentence: str) -> None:
        """Tells the person why something cannot be."""
        self.window.message.tell("error", sentence)

    def open_file(self, path: Path) -> None:
        """Opens a file; what was open stays open if that cannot be."""
        self.intents.open_file(path)

    def go(self, index: int) -> None:
        """Shows another step."""
        self.player.pause()
        self.player.go(index)
        self._show(News(position=True))
        self.wake()

    def go_to_end(self) -> None:
        """Shows the last step, and newer ones as they come."""
        self.player.pause()
        self.player.go_to_end()
        self._show(News(position=True))
        self.wake()

    def toggle_run(self) -> None:
        """Plays, or pauses."""
        if self.player.playing:
            self.player.pause()
        else:
            self.player.play(monotonic())
        self._show(News(position=True))
        self.wake()

    def set_rate(self, rate: float) -> None:
        """How many half-steps a second are played."""
        self.player.rate = rate

    def cancel(self) -> None:
        """Stops what is computed or played; where nothing is, the drawer shuts, or a comparison is left."""
        stopped = [self.player.playing, *(part.cancel() for part in (self.player, *self.followers))]
        self.player.pause()
        if not self.player.shows(self.document.session):
            self.document.refuse()  # what was asked for never came on screen
        if any(stopped[1:]):
            self.window.message.tell("hint", "Cancelled. What was computed so far stays.")
        elif not any(stopped) and not self.window.drawer.shut() and self.document.session.compares:
            self.panes.leave()
        self._show(News(steps=True))

    def show_portrait(self, make: Callable[[], Portrait]) -> None:
        """Shows a portrait as soon as it can be had."""
        prepared, step = self.player.scene.prepared, self.player.step
        clusters = 1 if step is None else max(1, step.k)
        size = 0 if prepared is None else prepared.points.n * clusters
        self.portraits.ask(make if size <= AT_ONCE else painting(make, self.window.canvas.seen), size)
        self.wake()

    def enter_at(self, index: int) -> None:
        """The next choice shows this step first."""
        self._entry = index

    def save(self, path: Path, write: Callable[[], object]) -> None:
        """Writes a file in the background, and says when it is there."""
        self._errands.save(path, write)
        self.wake()

    def show_again(self) -> None:
        """Shows the step on screen anew: what lies over its points is another."""
        self._show(News(position=True))
        self.wake()

    def close(self) -> None:
        """Ends the workers."""
        self._timer.stop()
        for part in (self.player, self.portraits, self._errands, self.lanes):
            part.close()

    def _changed(self, old: Session, new: Session) -> None:
        entry, self._entry = self._entry, None
        if choices.same_steps(old, new):
            self.player.look(new)
            self._show(News(position=True))
        else:
            self.player.ask(new, entry)
            self._asked = monotonic()
            if not self.player.waiting:  # it is there already
                self._show(News(scene=True))
        self.window.message.hide()
        self.showing.choices(new)
        self.wake()

    def _show(self, news: News) -> None:
        scene = self.player.scene
        if news.scene:
            self.showing.scene(scene)
        if news.scene or news.steps or news.position or self.player.computing != self._computing:
            self._computing = self.player.computing
            self.showing.run(self.player)
        if (news.scene or news.position) and not self.document.session.compares:
            make = portrait_of(self.player.reel, overlays=self.overlays)
            if make is not None:
                self.show_portrait(make)
        if news.scene and news.failure is None:
            self._hint(scene)

    def _show_patience(self) -> None:
        """Says that something is coming when it takes longer than a moment."""
        slow = monotonic() - self._asked > MOMENT
        words = "Computing… Esc cancels" if self.player.computing and slow else ""
        self.showing.patience("Saving…" if self._errands.busy else words, self.player.waiting and slow)

    def _hint(self, scene: Scene) -> None:
        """Proposes z-scores where columns differ much, once for each data set."""
        if scene.prepared is None or scene.prepared.selection is self._hinted:
            return
        self._hinted = scene.prepared.selection
        hint = hint_of(scene.prepared)
        if hint is not None:
            self.window.message.tell("hint", hint.sentence, hint.action, lambda: self._follow(hint))

    def _follow(self, hint: Hint) -> None:
        if hint.scaling:
            self.intents.choose_scaling(hint.scaling)
        elif hint.columns:
            self.intents.choose_columns(hint.columns)

    def _at_rest(self) -> bool:
        parts = (self.player, self.portraits, self._errands, *self.followers)
        return not self.opening.going and not any(part.busy for part in parts)

    def _fail(self, failure: Exception) -> None:
        """Says what cannot be; a choice that changed nothing on screen is taken back."""
        asked = self.document.session
        if not self.player.shows(asked):
            self.document.refuse()
        if isinstance(failure, TooManyPointsError):
            ask_for_less(self.window.message, self.intents, failure, asked)
        else:
            self.refuse(sentence_of(failure))
