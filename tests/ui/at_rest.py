"""Compares every part of a window at rest with the state of its session, computed afresh."""

from dataclasses import fields, is_dataclass
from time import monotonic

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop

from clusterlab.session.playback.player import Player
from clusterlab.session.playback.shown import Shown, resolve
from clusterlab.session.state.panes import pane_sessions
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.presenter import Presenter
from tests.session.settling import settle
from tests.ui.at_rest_charts import chart_faults
from tests.ui.at_rest_controls import control_faults
from tests.ui.at_rest_pictures import picture_faults
from tests.ui.at_rest_questions import question_faults

SECONDS_TO_REST = 120.0
MAX_RECOMPUTED_POINTS = 1_000
"""Runs on more points are not computed again, since that would take too long."""


class Faults(list):
    """The faults found so far, as sentences."""

    def expect(self, part: str, shown: object, wanted: object) -> None:
        """Adds a fault unless a part of the window shows what the state wants."""
        if not same_value(shown, wanted):
            self.append(f"{part}: the window shows {brief(shown)}, the state is {brief(wanted)}.")


def faults_at_rest(window: MainWindow) -> list[str]:
    """A sentence for each part of the window that differs from its session; empty where none does.

    Waits first until nothing is computed any more; playback is paused.
    """
    presenter, faults = window.findChild(Presenter), Faults()
    if presenter.player.playing and not presenter._timer.isActive():
        faults.append("Playback: it plays, but nothing polls it.")
    if presenter.player.playing:
        presenter.toggle_run()
    if not is_settled(window, presenter):
        return [*faults, f"The window did not come to rest within {SECONDS_TO_REST:.0f} s."]
    shown = resolve(presenter.document.session, presenter.player)
    state_faults(faults, presenter, shown)
    for found in (control_faults, picture_faults, chart_faults, question_faults):
        found(faults.expect, window, presenter, shown)
    return faults


def is_settled(window: MainWindow, presenter: Presenter) -> bool:
    """Processes events until nothing is computed or shown any more; whether it came to that in time."""
    until = monotonic() + SECONDS_TO_REST
    while presenter._timer.isActive() or window.zoo._timer.isActive() or not window.updatesEnabled():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        if monotonic() > until:
            return False
    QCoreApplication.processEvents()  # what the last poll has posted
    return True


def state_faults(faults: Faults, presenter: Presenter, shown: Shown) -> None:
    """Whether the state agrees with itself, and the runs on screen with runs that are computed again."""
    player, told = presenter.player, presenter.shown
    faults.expect("Playing", player.playing, False)
    faults.expect("Computing", player.computing, False)
    faults.expect("Waiting", [run.waiting for run in shown.runs], [False] * len(shown.runs))
    if told != shown or [run.length for run in told.runs] != [run.length for run in shown.runs]:
        faults.append("Signals: the last state that was told is not the present one.")
    wanted = pane_sessions(presenter.document.session)
    faults.expect("Sessions of the runs", [run.session for run in shown.runs], shown_sessions(wanted))
    if presenter.document.session.zoo:
        return
    for number, session in enumerate(wanted.sessions):
        run_faults(faults, f"Run {number + 1}", player.shown[number].scene, session)


def shown_sessions(wanted):
    """The sessions of the panes or of the cells of the zoo, without those that are hidden."""
    return list(wanted.sessions[wanted.hidden :])


def run_faults(faults: Faults, part: str, scene, session) -> None:
    """Compares a run that has ended by itself with the same run, computed again."""
    few = scene.prepared is not None and scene.prepared.points.n <= MAX_RECOMPUTED_POINTS
    if not few or scene.algorithm.initial_rows or not scene.run.finished:
        return
    fresh = Player(session)
    try:
        failures = settle(fresh)
        fresh_scene = fresh.scene
        faults.expect(f"{part}, errors", failures, [])
        faults.expect(f"{part}, phases", scene.phases, fresh_scene.phases)
        faults.expect(f"{part}, objectives", scene.objectives, fresh_scene.objectives)
        if len(scene.run) == len(fresh_scene.run):
            last = len(scene.run) - 1
            faults.expect(f"{part}, labels", scene.run[last].labels, fresh_scene.run[last].labels)
    finally:
        fresh.close()


def same_value(one: object, other: object) -> bool:
    """Whether two values are equal, field by field and to the last bit; NaN equals NaN."""
    if one is other:
        return True
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return same_arrays(one, other)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same_value, one, other))
    if is_dataclass(one) and type(one) is type(other) and type(one).__eq__ is object.__eq__:
        return all(same_value(getattr(one, item.name), getattr(other, item.name)) for item in fields(one))
    if callable(one) and callable(other):
        return True  # such as the function of a mark that classifies places
    if isinstance(one, float) and one != one:
        return isinstance(other, float) and other != other
    return bool(one == other)


def same_arrays(one: object, other: object) -> bool:
    """Whether two values are arrays with the same elements."""
    if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)):
        return False
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f" == other.dtype.kind)


def brief(value: object) -> str:
    """A value as text of a readable length."""
    text = repr(str(value)) if isinstance(value, str) else repr(value)
    return text if len(text) < 200 else f"{text[:200]}…"
