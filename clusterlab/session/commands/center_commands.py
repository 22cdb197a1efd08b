"""The commands that change centers during a run, and those about the runs that go on from such changes."""

from collections.abc import Callable

from clusterlab.core.message import Message
from clusterlab.core.params import ParamError
from clusterlab.kernels.typing import Floats
from clusterlab.session.playback.player import Player
from clusterlab.session.state import panes
from clusterlab.session.state.branches import Branch, branched_step
from clusterlab.session.state.document import Document
from clusterlab.session.state.pane import Pane
from clusterlab.session.state.session import with_branch, with_pane

STEPS_TO_SHOW = 2
"""The step with the change and the one that follows from it."""
NO_CENTER = Message("Select a center first.")
LAST_CENTER = Message("This is the only center: at least one cluster is needed.")
BEING_COMPUTED = Message("The last change is still being computed. Try again when it is shown.")
NO_BRANCHES = Message("There are no branches yet. Move, add or remove a center first.")


class CenterCommands:
    """Changes the centers of the selected run; `report_error` gets the reason where that is impossible."""

    def __init__(self, document: Document, player: Player, report_error: Callable[[Message], None]) -> None:
        self._document, self._player, self._report_error = document, player, report_error

    @property
    def pane(self) -> Pane:
        """The selected pane."""
        return self._document.session.pane

    def move(self, cluster: int, place: Floats) -> bool:
        """Moves a center to a normalized place (d,) at the step on screen; whether that was possible."""
        return self._branch(Branch(self._player.index, cluster, place))

    def add(self, place: Floats) -> bool:
        """Adds a center at a normalized place (d,), and so a cluster; whether that was possible."""
        step = self._player.step
        k = 0 if step is None else step.k
        return self._branch(Branch(self._player.index, k, place, "added"))

    def remove(self, cluster: int) -> bool:
        """Removes a center and so a cluster, but not the last one; whether that was possible."""
        step = self._player.step
        if step is None or step.centers is None or not 0 <= cluster < step.k:
            self._report_error(NO_CENTER)
            return False
        if step.k == 1:
            self._report_error(LAST_CENTER)
            return False
        return self._branch(Branch(self._player.index, cluster, step.centers[cluster], "removed"))

    def stretch(self, cluster: int, axis: int, end: Floats) -> bool:
        """Lets an axis of an ellipse end at a normalized place (2,); whether that was possible."""
        return self._branch(Branch(self._player.index, cluster, end, "stretched", axis))

    def go_to(self, number: int) -> None:
        """Shows another of the runs that are kept, at the step after its last change."""
        self._show_run(self.pane.with_run(number))

    def drop(self) -> None:
        """Drops the run on screen."""
        if len(self.pane.runs) == 1:
            return self._report_error(NO_BRANCHES)
        return self._show_run(self.pane.without_run(self.pane.run_number))

    def compare(self) -> None:
        """Shows the kept runs side by side, the present one and the latest others where they are many."""
        runs = self.pane.runs
        if len(runs) == 1:
            return self._report_error(NO_BRANCHES)
        own = self.pane.run_number
        others = [number for number in range(len(runs)) if number != own][1 - panes.MAX_PANES :]
        shown = sorted([own, *others])
        session = panes.with_panes(
            self._document.session, [self.pane.with_run(number) for number in shown], shown.index(own)
        )
        with self._player.next_at(-1):
            self._document.change(panes.with_panes_compared(session))
        return None

    def _show_run(self, pane: Pane) -> None:
        last = pane.branches[-1].step_index + STEPS_TO_SHOW if pane.branches else -1
        with self._player.next_at(last):
            self._document.change(with_pane(self._document.session, pane))

    def _branch(self, branch: Branch) -> bool:
        """Goes on from a change at the step on screen, which is shown; whether that was possible."""
        refusal = self._refusal(branch)
        if refusal:
            self._report_error(refusal)
            return False
        self._player.pause()
        with self._player.next_at(branch.step_index + STEPS_TO_SHOW):
            self._document.change(with_branch(self._document.session, branch))
        return True

    def _refusal(self, branch: Branch) -> Message:
        """Why a change is impossible; empty where it is not."""
        if not self._player.shows(self._document.session):
            return BEING_COMPUTED
        step, prepared = self._player.materialized_step, self._player.scene.prepared
        algorithm = self._document.session.algorithm
        if step is None or prepared is None or not algorithm.has_centers:
            return Message("{title} has no centers that can be changed.", title=algorithm.title)
        points = prepared.points
        if branch.change == "added" and points.distinct(step.k + 1) <= step.k:
            template = "There are only {n:# distinct point|# distinct points}: K can be no higher."
            return Message(template, n=step.k)
        try:
            branched_step(algorithm, step, branch, points)
        except ParamError as error:
            return error.message
        return Message()
