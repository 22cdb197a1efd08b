"""The panes of a comparison: adding, removing and selecting them, presets and the zoo."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.session.state.by_eye import ByEye
from clusterlab.session.state.hand_partition import HandPartition
from clusterlab.session.state.pane import Pane
from clusterlab.session.state.presets import PRESETS, zoo
from clusterlab.session.state.session import (
    Session,
    with_algorithm,
    with_pane,
    with_shared_params,
    with_source,
)

MAX_PANES = 6
"""The greatest number of panes."""
PREFERRED_ALGORITHMS = ("kmeans", "gmm", "dbscan")
"""What a new pane shows: the first of these that no pane shows yet."""


@dataclass(frozen=True)
class PaneSessions:
    """The sessions that are played together, the first `hidden` of them not shown, and the selected one."""

    sessions: tuple[Session, ...]
    selected: int = 0
    hidden: int = 0


def pane_sessions(session: Session) -> PaneSessions:
    """A session with one pane for each pane that is shown, or for each cell of the zoo."""
    if session.compares and not session.zoo:
        shown = tuple(_single_pane_session(session, pane) for pane in session.panes)
        return PaneSessions(shown, session.selected)
    own = _single_pane_session(session, session.pane)
    if not session.compares:
        return PaneSessions((own,))
    return PaneSessions((own, *_zoo_sessions(session)), hidden=1)


def with_panes(session: Session, panes: Sequence[Pane], selected: int) -> Session:
    """The session with other panes, one of them selected."""
    return replace(session, panes=tuple(panes), selected=selected)


def with_selected(session: Session, place: int) -> Session:
    """The session with another selected pane, which is the one that the controls change."""
    return replace(session, selected=place)


def with_panes_compared(session: Session) -> Session:
    """Compares the panes that there are; a single one with another algorithm."""
    panes = session.panes if len(session.panes) > 1 else (session.pane, Pane(_another_algorithm(session)))
    return replace(session, panes=panes, compares=True, zoo=False)


def with_single_pane(session: Session) -> Session:
    """Shows the selected pane alone; the others are kept."""
    return replace(session, compares=False, zoo=False)


def with_pane_added(session: Session) -> Session:
    """Adds a pane at the end and selects it."""
    panes = (*session.panes, Pane(_another_algorithm(session)))
    return with_panes(session, panes, len(panes) - 1)


def without_pane(session: Session, place: int) -> Session:
    """Removes a pane; the last one is kept."""
    if len(session.panes) == 1:
        return session
    left = (*session.panes[:place], *session.panes[place + 1 :])
    selected = session.selected - (place < session.selected)
    return with_panes(session, left, min(selected, len(left) - 1))


def with_by_eye(session: Session, partition: HandPartition) -> Session:
    """Other clusters by eye, in a pane on screen that shows them: one is added to those that are compared.

    Alone on screen, or where no other fits beside them, it takes the place of the selected one.
    """
    session = replace(session, by_eye=partition)
    places = [place for place, pane in enumerate(session.panes) if pane.algorithm.by_hand]
    if session.compares and not session.zoo:
        if places:
            return session
        if len(session.panes) < MAX_PANES:
            return with_panes(session, (*session.panes, Pane(ByEye())), session.selected)
    if places:
        return with_selected(with_single_pane(session), places[0])
    return with_algorithm(session, ByEye())


def with_preset(session: Session, name: str) -> Session:
    """Shows a preset, on its own data."""
    preset = PRESETS[name]
    panes = [Pane(algorithm) for algorithm in preset.panes]
    on_data = with_panes(with_source(session, preset.source), panes, 0)
    return replace(on_data, compares=True, zoo=False)


def with_zoo(session: Session) -> Session:
    """Shows every algorithm on every shape of data."""
    return replace(session, compares=True, zoo=True)


def with_zoo_cell(session: Session, number: int) -> Session:
    """The data and the algorithm of a cell of the zoo, in the place of the selected pane."""
    cell = pane_sessions(session).sessions[1 + number]
    return with_panes(cell, with_pane(session, cell.pane).panes, session.selected)


def _single_pane_session(session: Session, pane: Pane) -> Session:
    """The session with one pane alone."""
    return replace(session, panes=(pane,), selected=0, compares=False, zoo=False)


def _zoo_sessions(session: Session) -> list[Session]:
    return [
        replace(Session.of(shape, algorithm), layers=session.layers)
        for shape, algorithms in zoo()
        for algorithm in algorithms
    ]


def _another_algorithm(session: Session) -> Algorithm:
    """An algorithm that no pane shows, with the K and the seed of the selected one; else another seed.

    Beside clusters by eye it looks for as many.
    """
    shown = [pane.algorithm for pane in session.panes]
    for name in PREFERRED_ALGORITHMS:
        if name not in {algorithm.name for algorithm in shown}:
            made: Algorithm = with_shared_params(ALGORITHMS.all()[name](), session.algorithm, ("k", "seed"))
            by_eye = session.by_eye if session.algorithm.by_hand else None
            return made.with_k(by_eye.k) if made.takes_k and by_eye is not None and by_eye.k else made
    seeded = [algorithm for algorithm in shown if algorithm.seeded]
    return seeded[0].with_seed(1 + max(algorithm.seed for algorithm in seeded))
