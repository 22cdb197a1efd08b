"""The current session with its undo and redo history."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from clusterlab.core.params import with_automatic_params
from clusterlab.session.state.session import Session, same_steps, same_units, with_shared_params

T = TypeVar("T")
MAX_UNDO = 200


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

    def change(self, session: Session, gesture: str = "") -> None:
        """Changes the session; successive changes of one gesture (a slider drag) are one undo entry."""
        now = self._history
        if session == now.session:
            return
        if gesture and gesture == self._gesture:
            self._replace(History(session, now.past))
        else:
            self._push(History(session, (*now.past[-MAX_UNDO + 1 :], now.session)))
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
        """An instance of `kind` as it was last used, with the `shared` parameters of `like`."""
        last_used = self._last_used.get(kind) or kind()
        return with_shared_params(last_used, like, shared)  # type: ignore[no-any-return]

    def _push(self, history: History) -> None:
        """Replaces the history by one from which `revert` can go back."""
        self._gesture = ""
        self._revert_states.append(self._history)
        self._replace(history)

    def _replace(self, history: History) -> None:
        old, self._history = self._history.session, history
        if not same_units(old, history.session):
            self._last_used = {kind: with_automatic_params(part) for kind, part in self._last_used.items()}
        for part in (history.session.source, history.session.algorithm):
            self._last_used[type(part)] = part
        for listener in self.listeners:
            listener(old, history.session)
