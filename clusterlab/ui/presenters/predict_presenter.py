"""Asks what the next step will do before it is shown, where that is switched on."""

from typing import TYPE_CHECKING

from clusterlab.core.worker import SingleTaskWorker
from clusterlab.session.playback.scene import Scene
from clusterlab.session.playback.shown import Shown, ShownRun
from clusterlab.session.prediction.tally import Tally
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.answer_presenter import AnswerPresenter
from clusterlab.ui.presenters.chart_presenter import QueuePresenter
from clusterlab.ui.presenters.reason_presenter import ReasonPresenter

if TYPE_CHECKING:
    from clusterlab.core.question import QuestionKind
    from clusterlab.session.prediction.asking import AskedQuestion
    from clusterlab.session.prediction.choice_answer import AnyAnswer
    from clusterlab.ui.dialogs.predictions_dialog import PredictionsDialog

Position = tuple[Scene, int]
"""A step on screen: its run and its index."""


class PredictPresenter(QueuePresenter):
    """While it is on, the next step is a question first, and shown with the result.

    Neither is there while panes are compared.
    """

    def __init__(self, presenter: Presenter, reasons: ReasonPresenter) -> None:
        worker = SingleTaskWorker("clusterlab questions")
        super().__init__(presenter, worker)
        self._bar, self._canvas = presenter.window.predict, presenter.window.canvas
        self._player = presenter.player
        self.answers = AnswerPresenter(presenter, reasons, self.confirm)
        self.is_on, self.tally = False, Tally()
        self._position: Position | None = None
        self._awaited: Position | None = None
        self._selected = presenter.highlight.selected
        self.dialog: PredictionsDialog | None = None
        presenter.player.limit_steps = self._limit_steps
        presenter.drag_cancelers.append(self.cancel_question)
        presenter.window.closing.connect(worker.stop)
        for signal in (presenter.timeline_changed, presenter.session_changed, presenter.scene_changed):
            signal.connect(self.follow)
        presenter.highlight_changed.connect(self._follow_selection)
        self._bar.confirmed.connect(self.confirm)
        self._bar.skipped.connect(self.cancel_question)
        self._bar.history_asked.connect(self.show_history)

    def poll(self) -> Exception | None:
        """Shows the question that was found; the step where finding one failed."""
        failure = super().poll()
        if failure is not None:
            self._show_items([None])
        return failure

    def toggle(self) -> None:
        """Switches questions on or off; an open one ends without being counted."""
        self.is_on = not self.is_on
        self._work.cancel()
        self._close()
        self.follow(self._presenter.shown)

    def step(self) -> None:
        """Asks about the next step; shows it where nothing is asked."""
        if self.answers.is_open:
            self._bar.take_focus()
        elif not self._ask():
            self._presenter.go(self._player.position + 1)

    def toggle_run(self) -> None:
        """Plays or pauses; where something is to be asked, that comes at once."""
        if self.answers.is_open:
            self._bar.take_focus()
            return
        self._presenter.toggle_run()
        if self._player.playing:
            self._ask()

    def take_number(self, place: int) -> bool:
        """Answers by the number key at a place, wherever the focus is; whether a question is open."""
        was_open = self.answers.is_open
        self.answers.choose(place)
        return was_open

    def confirm(self) -> None:
        """Shows the step of a question that is answered; after that, asks about the next one."""
        answer = self.answers.answer
        if answer is None or answer.is_shown:
            self.step()
        elif answer.is_complete:
            self._reveal(answer.revealed())

    def cancel_question(self) -> bool:
        """Shows the step of an open question without an answer, or ends a result; whether there was one."""
        answer = self.answers.answer
        if answer is None:
            return False
        if answer.is_shown:
            self._close()
        else:
            self._reveal(answer.revealed(is_given=False))
        return True

    def show_history(self) -> None:
        """Shows all predictions in a dialog."""
        if self.dialog is None:
            from clusterlab.ui.dialogs.predictions_dialog import PredictionsDialog

            self.dialog = PredictionsDialog(self._presenter.window)
            self.dialog.reset_asked.connect(lambda: self._set_tally(Tally()))
            self.dialog.finished.connect(self._forget_dialog)
        self.dialog.show_tally(self.tally)
        self.dialog.show()
        self.dialog.raise_()

    def follow(self, shown: Shown) -> None:
        """Ends a question, or its result, once another step, run, view or name is on screen.

        What would show the answer to the next question is concealed.
        """
        self._presenter.window.middle.show_questions(self._is_asking)
        kind = self._next_kind(shown.run)
        concealed = () if kind is None else kind.conceals
        if concealed != self._canvas.pointer.concealed:
            self._canvas.update_pointer(concealed=concealed)
        answer, run = self.answers.answer, shown.run
        if answer is None:
            return
        asked = answer.asked.run
        is_other_view = self.answers.depends_on_view and run.view is not asked.view
        is_renamed = run.session.names != asked.session.names
        is_other = self._position != (run.scene, run.index) or is_other_view or is_renamed
        if is_other or not self._is_asking:
            self._close()

    @property
    def _is_asking(self) -> bool:
        return self.is_on and not self._presenter.shown.session.compares

    def _next_kind(self, run: ShownRun) -> "QuestionKind | None":
        """What is asked before the next step; None where it is switched off, or nothing is to be asked."""
        if not self._is_asking:
            return None
        from clusterlab.session.prediction.asking import next_question_kind

        return next_question_kind(run)

    def _limit_steps(self, steps: int) -> int:
        """While it is on, steps are played one by one, and after a question only."""
        if not self._is_asking:
            return steps
        return 0 if self._ask() else min(steps, 1)

    def _ask(self) -> bool:
        """Looks for a question about the next step, on a worker; whether there may be one."""
        run = self._presenter.shown.run
        position = run.scene, run.index
        if run.index != self._player.position or self._next_kind(run) is None:
            return False
        from clusterlab.session.prediction.asking import next_question

        if self._awaited != position or not self._work.busy:
            self._awaited = position
            self._work.start(lambda: iter((next_question(run),)))
            self._presenter.poll_while_busy(self)
        return True

    def _show_items(self, items: "list[AskedQuestion | None]") -> None:
        """Shows the question that was found, else the step."""
        from clusterlab.session.prediction.choice_answer import no_answer_yet

        run, asked = self._presenter.shown.run, items[-1]
        if self._awaited != (run.scene, run.index):
            return
        if asked is None:
            self._player.go(self._player.position + 1)
        else:
            self._player.pause()
            self._position = self._awaited
            self.answers.show(no_answer_yet(asked), self.tally)
            self._bar.take_focus()
        self._awaited = None
        self._presenter.update()

    def _reveal(self, answer: "AnyAnswer") -> None:
        """Counts an answer, and shows the step with what it was worth."""
        run = self._presenter.shown.run
        self._position, self._selected = (run.scene, run.index + 1), self._presenter.highlight.selected
        self._set_tally(self.tally.with_predictions(answer.predictions))
        self.answers.answer = answer
        self._presenter.go(self._player.position + 1)
        self.answers.show(answer, self.tally)
        self._bar.take_focus()

    def _close(self) -> None:
        """Ends a question or its result."""
        if self._bar.has_focus:
            self._canvas.setFocus()
        self._position = None
        self.answers.show(None, self.tally)

    def _follow_selection(self) -> None:
        """Ends a result where other points are selected, which are explained then."""
        answer, selected = self.answers.answer, self._presenter.highlight.selected
        if answer is not None and answer.is_shown and selected != self._selected:
            self._close()

    def _set_tally(self, tally: Tally) -> None:
        self.tally = tally
        self._bar.show_tally(tally)
        if self.dialog is not None:
            self.dialog.show_tally(tally)

    def _forget_dialog(self) -> None:
        self.dialog = None
