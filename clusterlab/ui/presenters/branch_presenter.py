"""Lists the branches of the selected run beside the timeline."""

from clusterlab.core.message import Message, join
from clusterlab.session.playback.change_sentence import run_name
from clusterlab.session.playback.shown import Shown
from clusterlab.session.state.branches import Branches
from clusterlab.session.state.panes import pane_sessions
from clusterlab.session.state.session import Session, same_run
from clusterlab.ui.presenter import Presenter


class BranchPresenter:
    """Names each branch by its last change, and by its final objective once that is known."""

    def __init__(self, presenter: Presenter) -> None:
        self._button = presenter.window.transport.branches
        self._session: Session | None = None
        self._objectives: dict[Branches, Message] = {}
        self._button.run_chosen.connect(presenter.center_commands.go_to)
        for signal in (presenter.session_changed, presenter.scene_changed, presenter.timeline_changed):
            signal.connect(self.follow)

    def follow(self, shown: Shown) -> None:
        """Shows the branches of the chosen session."""
        self._remember(shown)
        pane = shown.session.pane
        if shown.session.zoo:
            self._button.show_runs(("",), 0)
            return
        names = [join([run_name(run), self._objective(shown, run)], " · ") for run in pane.runs]
        self._button.show_runs(names, pane.run_number)

    def _remember(self, shown: Shown) -> None:
        """Keeps the final objective of a run that has ended; those of other runs are forgotten."""
        session, scene = shown.run.session, shown.run.scene
        if self._session is None or not same_run(self._session, session):
            self._objectives.clear()
        self._session = session
        is_new = session.branches not in self._objectives
        if is_new and scene.failure is None and scene.run.finished:
            last = scene.caption(len(scene.run) - 1)
            self._objectives[session.branches] = Message() if last is None else last.objective

    def _objective(self, shown: Shown, run: Branches) -> Message:
        """The final objective of a branch of the chosen session; empty while it is not known."""
        chosen = pane_sessions(shown.session)
        own = chosen.sessions[chosen.selected]
        is_same = self._session is not None and same_run(self._session, own)
        return self._objectives.get(run, Message()) if is_same else Message()
