"""The panes of a comparison: which there are, and what each new choice does to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.session.state.presets import PRESETS, zoo
from clusterlab.session.state.session import Pane, Session, with_shared_params, with_source

MAX_PANES = 6
"""So many panes stand side by side."""
PREFERRED_ALGORITHMS = ("kmeans", "gmm", "dbscan")
"""What is set beside an algorithm, the first that is not there yet."""


@dataclass(frozen=True)
class PaneSessions:
    """The sessions that are played together, of which the first few may be `hidden`, and the selected one."""

    sessions: tuple[Session, ...]
    selected: int = 0
    hidden: int = 0


def pane_sessions(session: Session) -> PaneSessions:
    """A session alone for each pane that is seen, and for each cell of a zoo."""
    if session.compares and session.zoo:
        return PaneSessions(
            (_single_pane_session(session, _selected_pane(session)), *_zoo_sessions(session)), hidden=1
        )
    if not session.compares:
        return PaneSessions((_single_pane_session(session, _selected_pane(session)),))
    return PaneSessions(
        tuple(_single_pane_session(session, pane) for pane in panes_of(session)), len(session.before)
    )


def panes_of(session: Session) -> tuple[Pane, ...]:
    """All panes in their order, the selected one among them."""
    return (*session.before, _selected_pane(session), *session.after)


def with_panes(session: Session, panes: Sequence[Pane], selected: int) -> Session:
    """These panes instead, one of them selected."""
    own = panes[selected]
    return replace(
        session,
        algorithm=own.algorithm,
        start=own.start,
        branches=own.branches,
        before=tuple(panes[:selected]),
        after=tuple(panes[selected + 1 :]),
    )


def with_selected(session: Session, place: int) -> Session:
    """Another pane is the one that controls change."""
    return with_panes(session, panes_of(session), place)


def with_panes_compared(session: Session) -> Session:
    """The panes side by side: those there were before, else the present one and another algorithm."""
    if session.before or session.after:
        return replace(session, compares=True, zoo=False)
    second = Pane(_another_algorithm(session))
    return replace(session, compares=True, zoo=False, after=(second,))


def with_single_pane(session: Session) -> Session:
    """The selected pane by itself; the others wait."""
    return replace(session, compares=False, zoo=False)


def with_pane_added(session: Session) -> Session:
    """One pane more at the end, which is selected."""
    panes = (*panes_of(session), Pane(_another_algorithm(session)))
    return with_panes(session, panes, len(panes) - 1)


def without_pane(session: Session, place: int) -> Session:
    """One pane less; a last one stays."""
    panes = panes_of(session)
    if len(panes) == 1:
        return session
    selected = len(session.before) - (place < len(session.before))
    left = (*panes[:place], *panes[place + 1 :])
    return with_panes(session, left, min(selected, len(left) - 1))


def with_preset(session: Session, name: str) -> Session:
    """A comparison that every course shows, on its own data."""
    preset = PRESETS[name]
    panes = [Pane(algorithm) for algorithm in preset.panes]
    on_data = with_source(replace(session, before=(), after=()), preset.source)
    return replace(with_panes(on_data, panes, 0), compares=True, zoo=False)


def with_zoo(session: Session) -> Session:
    """Every algorithm on every shape of data."""
    return replace(session, compares=True, zoo=True)


def _selected_pane(session: Session) -> Pane:
    return Pane(session.algorithm, session.start, session.branches)


def _single_pane_session(session: Session, pane: Pane) -> Session:
    """A pane as the one thing that is chosen."""
    return replace(
        session,
        algorithm=pane.algorithm,
        start=pane.start,
        branches=pane.branches,
        before=(),
        after=(),
        compares=False,
        zoo=False,
    )


def _zoo_sessions(session: Session) -> list[Session]:
    return [
        Session(shape, algorithm, layers=session.layers)
        for shape, algorithms in zoo()
        for algorithm in algorithms
    ]


def _another_algorithm(session: Session) -> Algorithm:
    """An algorithm that is not there yet, with the K and the seed of the selected one; else another start."""
    there = [pane.algorithm for pane in panes_of(session)]
    for name in PREFERRED_ALGORITHMS:
        if name not in {algorithm.name for algorithm in there}:
            made: Algorithm = with_shared_params(ALGORITHMS.all()[name](), session.algorithm, ("k", "seed"))
            return made
    started: list[Any] = [algorithm for algorithm in there if hasattr(algorithm, "seed")]
    seed = 1 + max(algorithm.seed for algorithm in started)
    again: Algorithm = replace(started[0], seed=seed)
    return again
