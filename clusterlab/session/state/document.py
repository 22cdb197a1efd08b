"""The current session with its undo and redo history."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.core.params import with_automatic_params
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.session.state.change_names import change_name
from clusterlab.session.state.pane import CustomStart, Pane
from clusterlab.session.state.session import Session, data_key, same_steps, same_units, with_shared_params

T = TypeVar("T")
MAX_UNDO = 200
MAX_DRAWN_BYTES = 256 * 2**20
"""So many bytes of drawings are kept for undo; there are fewer entries of large ones."""
SHARED = ("k", "seed", "points")
"""The parameters that survive a choice between those that have none."""


@dataclass(frozen=True)
class History:
    """The current session, those before it and those undone; the next of each comes last."""

    session: Session
    past: tuple[Session, ...] = ()
    future: tuple[Session, ...] = ()


class Document:
    """Holds the history of the session; `listeners` are called with the old and the new one."""

    def __init__(self, session: Session) -> None:
        self._history = History(session)
        self._revert_states: deque[History] = deque(maxlen=MAX_UNDO)
        self._gesture = ""
        self._last_used: dict[type, object] = {}
        self._last_with: dict[tuple[bool, str], object] = {}
        self._last_pane: dict[type[Algorithm], tuple[tuple[object, ...], Pane]] = {}
        self.listeners: list[Callable[[Session, Session], None]] = []

    @property
    def session(self) -> Session:
        """The current session."""
        return self._history.session

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return bool(self._history.past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to redo."""
        return bool(self._history.future)

    @property
    def undo_name(self) -> Message:
        """What `undo` takes back; empty where there is nothing."""
        now = self._history
        return change_name(now.past[-1], now.session) if now.past else Message()

    @property
    def redo_name(self) -> Message:
        """What `redo` makes again; empty where there is nothing."""
        now = self._history
        return change_name(now.session, now.future[-1]) if now.future else Message()

    def change(self, session: Session, gesture: str = "") -> None:
        """Changes the session; successive changes of one gesture (a slider drag) are one undo entry."""
        now = self._history
        if session == now.session:
            return
        if gesture and gesture == self._gesture:
            self._replace(History(session, now.past))
        else:
            self._push(History(session, _kept((*now.past[-MAX_UNDO + 1 :], now.session))))
        self._gesture = gesture

    def replace_without_undo(self, session: Session) -> None:
        """Changes the session without an undo entry, as when another pane is selected."""
        self._gesture = ""
        if session != self.session:
            self._replace(History(session, self._history.past, self._history.future))

    def end_gesture(self) -> None:
        """Ends a gesture: the next change is an undo entry of its own."""
        self._gesture = ""

    def cancel_gesture(self) -> None:
        """Goes back to before a gesture that has not ended; the history is restored, too."""
        if self._gesture:
            self._gesture = ""
            self._replace(self._revert_states.pop())

    def undo(self) -> None:
        """Undoes the last change."""
        now = self._history
        if now.past:
            self._push(History(now.past[-1], now.past[:-1], (*now.future, now.session)))

    def redo(self) -> None:
        """Redoes the change that was undone last."""
        now = self._history
        if now.future:
            self._push(History(now.future[-1], (*now.past, now.session), now.future[:-1]))

    def revert(self) -> None:
        """Goes back to before the last change, undo or redo that led to other steps, as these failed.

        The history is restored, too.
        """
        while self._revert_states:
            history = self._revert_states.pop()
            if not same_steps(history.session, self.session):
                self._gesture = ""
                return self._replace(history)
        return None

    def last_used_with(self, kind: type[T], shared: tuple[str, ...], like: object) -> T:
        """An instance of `kind` as it was last used, with the `shared` parameters of `like`.

        Those that `like` lacks are taken from the last one that had them.
        """
        found = self._last_used.get(kind) or kind()
        for name in shared:
            source = like if hasattr(like, name) else self._last_with.get((_is_algorithm(like), name), like)
            found = with_shared_params(found, source, (name,))
        return found  # type: ignore[return-value]

    def last_start(self, algorithm: Algorithm) -> CustomStart | None:
        """The start that was last given to such an algorithm on the same data, if it still fits."""
        key, pane = self._last_pane.get(type(algorithm), ((), None))
        fits = pane is not None and pane.starting_algorithm.start_key() == algorithm.start_key()
        return pane.start if pane is not None and fits and key == data_key(self.session) else None

    def forget_history(self) -> None:
        """Keeps the current session alone, as after another one was opened: there is nothing to undo."""
        self._history, self._gesture = History(self.session), ""
        self._revert_states.clear()

    def _push(self, history: History) -> None:
        """Replaces the history by one from which `revert` can go back."""
        self._gesture = ""
        self._revert_states.append(self._history)
        kept = len(_kept(tuple(state.session for state in self._revert_states)))
        for _ in range(len(self._revert_states) - kept):
            self._revert_states.popleft()
        self._replace(history)

    def _replace(self, history: History) -> None:
        old, self._history = self._history.session, history
        if not same_units(old, history.session):
            self._last_used = {kind: with_automatic_params(part) for kind, part in self._last_used.items()}
        self._remember(history.session)
        for listener in self.listeners:
            listener(old, history.session)

    def _remember(self, session: Session) -> None:
        """Keeps the source, the algorithm, their parameters and the start as those that were used last."""
        for part in (session.source, session.algorithm):
            self._last_used[type(part)] = part
            self._last_with |= {(_is_algorithm(part), name): part for name in SHARED if hasattr(part, name)}
        self._last_pane[type(session.algorithm)] = data_key(session), session.pane


def _is_algorithm(part: object) -> bool:
    """Whether a seed is that of an algorithm and not of generated data."""
    return isinstance(part, Algorithm)


def _kept(past: tuple[Session, ...]) -> tuple[Session, ...]:
    """The last sessions, whose different drawings take no more memory than is kept; at least one."""
    drawings: dict[int, int] = {}
    for count, session in enumerate(reversed(past)):
        if isinstance(session.source, DrawnPoints):
            drawings[id(session.source)] = session.source.nbytes
        if count and sum(drawings.values()) > MAX_DRAWN_BYTES:
            return past[-count:]
    return past
