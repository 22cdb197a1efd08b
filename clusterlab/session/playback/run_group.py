"""The runs that are played together, which share points and match their colors."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from clusterlab.core.worker import Worker
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.datasets.workers.compute_place import ComputePlace
from clusterlab.session.playback.run_slot import PlaybackClock, RunSlot
from clusterlab.session.state.panes import pane_sessions
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, data_key, same_steps


@dataclass(frozen=True)
class GroupUpdate:
    """What changed since the last `take`: scenes or their colors, steps, and an error of all panes."""

    entered: bool = False
    steps: bool = False
    failure: Exception | None = None


class RunGroup:
    """A run slot for each pane, all on one thread; slots on the same data share their points."""

    def __init__(self, clock: PlaybackClock, place: ComputePlace) -> None:
        self._worker, self._clock, self._place = Worker("clusterlab run", round_robin=True), clock, place
        self.slots: list[RunSlot] = []
        self.selected, self.hidden = 0, 0

    @property
    def slot(self) -> RunSlot:
        """The selected run slot."""
        return self.slots[self.selected]

    @property
    def shown(self) -> Sequence[RunSlot]:
        """The run slots on screen."""
        return self.slots[self.hidden :]

    @property
    def busy(self) -> bool:
        """Whether something is computed, requested or still to be taken."""
        return any(slot.busy for slot in self.slots)

    @property
    def computing(self) -> bool:
        """Whether steps are being computed or requested."""
        return any(slot.computing or slot.requested is not None for slot in self.slots)

    @property
    def length(self) -> int:
        """The number of steps of the longest run on screen."""
        return max(len(slot.scene.run) for slot in self.shown)

    @property
    def relative_rate(self) -> float:
        """How many times as fast as usual steps are played: as the slowest of the runs that go on."""
        rates = [slot.step.relative_rate for slot in self.shown if slot.step is not None and _goes_on(slot)]
        return min(rates, default=1.0)

    @property
    def complete(self) -> bool:
        """Whether every run on screen has ended."""
        return all(slot.scene.complete for slot in self.shown)

    def shows(self, session: Session) -> bool:
        """Whether the runs on screen are those of `session`, as far as they are computed."""
        wanted_sessions = pane_sessions(session).sessions
        return len(wanted_sessions) == len(self.slots) and all(
            not slot.waiting and same_steps(slot.scene.session, one)
            for slot, one in zip(self.slots, wanted_sessions, strict=True)
        )

    def request(self, session: Session, colors: Sequence[tuple[int, ...]] = ()) -> None:
        """Computes what `session` changes; panes that stay keep their runs, whatever their position.

        The first runs have the given `colors`, if there are some.
        """
        wanted = pane_sessions(session)
        self.slots = self._assign_slots(wanted.sessions)
        self.selected, self.hidden = wanted.selected, wanted.hidden
        for slot, one, own in zip_longest(self.slots, wanted.sessions, colors[: len(self.slots)]):
            slot.request(one, own)
        self._start_ready_slots()

    def apply_appearance(self, session: Session) -> None:
        """Applies choices that change no step, such as the view or the layers."""
        for slot in self.slots:
            slot.apply_appearance(session)

    def take(self, now: float) -> GroupUpdate:
        """Takes what the worker has computed, and starts the runs that waited for it."""
        entered, steps, reported = False, False, None
        for slot in self.slots:
            failure = slot.task_queue.failure()  # checked first: what came before it is then there to take
            update = slot.take(now)
            entered, steps = entered or update.entered, steps or update.steps
            if failure is not None:
                is_lost = isinstance(failure, ClusterError)  # as those of all panes are, which is said once
                kept = len(self.slots) > 1 and slot.prepared is not None and not is_lost
                reported = reported if kept else failure
                entered = slot.fail(failure, kept) or entered
        self._start_ready_slots()
        return GroupUpdate(entered, steps, reported)

    def hold_far_ahead(self) -> None:
        """Pauses endless runs that are far ahead of the step on screen, and resumes the others."""
        for slot in self.slots:
            slot.hold_if_far_ahead()

    def cancel(self) -> bool:
        """Stops computing and keeps the steps so far; returns whether there was something to stop."""
        stopped = [slot.cancel() for slot in self.slots]
        return any(stopped)

    def resume(self) -> None:
        """Resumes runs that were canceled before their end."""
        for slot in self.slots:
            slot.resume()
        self._start_ready_slots()

    def stop(self) -> None:
        """Stops computing and lets the worker end, without waiting for it."""
        self.cancel()
        self._worker.stop()

    def close(self) -> bool:
        """Ends the worker and waits for it; returns whether it ended in time."""
        self.stop()
        return self._worker.close()

    def _assign_slots(self, sessions: Sequence[Session]) -> list[RunSlot]:
        """A run slot for each session: the one that shows it, else an unused one, else a new one."""
        left = list(self.slots)
        found: list[RunSlot | None] = []
        for session in sessions:
            same = next((slot for slot in left if same_steps(slot.target_session, session)), None)
            found.append(same)
            left = [slot for slot in left if slot is not same]
        for place, slot in enumerate(found):
            if slot is None:
                old = self.slots[place] if place < len(self.slots) else None
                found[place] = old if old in left else None
                left = [one for one in left if one is not found[place]]
        for slot in left:
            self._worker.remove(slot.task_queue)
        return [
            slot or RunSlot(session, self._clock, self._worker.task_queue(), self._place)
            for slot, session in zip(found, sessions, strict=True)
        ]

    def _start_ready_slots(self) -> None:
        """Starts the requested runs whose points are known, and matches the colors of the others.

        The first slot on some data prepares the points, for which the others wait.
        """
        groups: dict[tuple[object, ...], list[RunSlot]] = {}
        for slot in self.slots:
            before = groups.setdefault(data_key(slot.target_session), [])
            lead = before[0] if before else None
            if lead is None or not (lead.waiting or lead.scene.prepared is None):
                _start_or_match_colors(
                    slot, None if lead is None else lead.scene.prepared, _color_reference(before)
                )
            before.append(slot)


def _start_or_match_colors(slot: RunSlot, prepared: Prepared | None, reference: RunSlot | None) -> None:
    """Starts what is requested of a slot, else matches its colors to those of another."""
    if slot.requested is not None:
        slot.begin(prepared, None if reference is None else reference.scene.color_assignment())
    elif reference is not None and not (slot.busy or slot.task_queue.paused):  # it would end a paused stream
        slot.match_colors(reference.scene)


def _goes_on(slot: RunSlot) -> bool:
    """Whether a step follows the one on screen, or may come."""
    return slot.index < len(slot.scene.run) - 1 or not slot.scene.complete


def _color_reference(before: Sequence[RunSlot]) -> RunSlot | None:
    """The slot whose colors are matched: the first of those before on the same points that has some."""
    return next((slot for slot in before if not slot.waiting and slot.scene.colors), None)
