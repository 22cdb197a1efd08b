"""The one editable holder of what a person chose, with undo by keeping old values."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from clusterlab.session.state.session import Session, same_steps, with_shared_params

T = TypeVar("T")
MAX_UNDO = 200


@dataclass(frozen=True)
class History:
    """The present session, those before it and those undone, the next of each last."""

    session: Session
    past: tuple[Session, ...] = ()
    future: tuple[Session, ...] = ()


class Document:
    """Holds the history of what was chosen; tells listeners of every change."""

    def __init__(self, session: Session) -> None:
        self._history = History(session)
        self._revert_states: deque[History] = deque(maxlen=MAX_UNDO)
        self._gesture = ""
        self._last_used: dict[type, object] = {}
        self.listeners: list[Callable[[Session, Session], None]] = []

    @property
    def session(self) -> Session:
        """What is chosen now."""
        return self._history.session

    @property
    def can_undo(self) -> bool:
        """Whether there is a choice to take back."""
        return bool(self._history.past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a choice to make again."""
        return bool(self._history.future)

    def change(self, session: Session, gesture: str = "") -> None:
        """Makes a choice; successive ones of one gesture, such as a slider's, are one undo entry."""
        now = self._history
        if session == now.session:
            return
        if gesture and gesture == self._gesture:
            self._replace(History(session, now.past))
        else:
            self._push(History(session, (*now.past[-MAX_UNDO + 1 :], now.session)))
        self._gesture = gesture

    def replace_without_undo(self, session: Session) -> None:
        """Looks at another part of what is chosen: that is nothing to take back."""
        self._gesture = ""
        if session != self.session:
            self._replace(History(session, self._history.past, self._history.future))

    def end_gesture(self) -> None:
        """Ends a gesture: what comes next is an undo entry of its own."""
        self._gesture = ""

    def undo(self) -> None:
        """Takes the last choice back."""
        now = self._history
        if now.past:
            self._push(History(now.past[-1], now.past[:-1], (*now.future, now.session)))

    def redo(self) -> None:
        """Makes the choice again that was taken back last."""
        now = self._history
        if now.future:
            self._push(History(now.future[-1], (*now.past, now.session), now.future[:-1]))

    def revert(self) -> None:
        """Goes back to before the last choice, undo or redo that asked for other steps: they cannot be.

        What was open stays open, and so do what could be undone and what could be redone there.
        """
        while self._revert_states:
            history = self._revert_states.pop()
            if not same_steps(history.session, self.session):
                self._gesture = ""
                return self._replace(history)
        return None

    def last_used_with(self, kind: type[T], shared: tuple[str, ...], like: object) -> T:
        """A `kind` as it was last used, with the `shared` parameters of what is used now."""
        made = self._last_used.get(kind) or kind()
        return with_shared_params(made, like, shared)  # type: ignore[no-any-return]

    def _push(self, history: History) -> None:
        """Another history, from which there is a way back."""
        self._gesture = ""
        self._revert_states.append(self._history)
        self._replace(history)

    def _replace(self, history: History) -> None:
        old, self._history = self._history.session, history
        for part in (history.session.source, history.session.algorithm):
            self._last_used[type(part)] = part
        for listener in self.listeners:
            listener(old, history.session)
