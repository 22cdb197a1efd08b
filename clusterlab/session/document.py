"""The one editable holder of what a person chose, with undo by keeping old values."""

from collections.abc import Callable
from typing import TypeVar

from clusterlab.session.choices import Session, carried

T = TypeVar("T")
DEPTH = 200


class Document:
    """Holds the present session, those before it and those undone; tells listeners of every change."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._past: list[Session] = []
        self._future: list[Session] = []
        self._gesture = ""
        self._undone = False
        self._last_used: dict[type, object] = {}
        self.listeners: list[Callable[[Session, Session], None]] = []

    @property
    def session(self) -> Session:
        """What is chosen now."""
        return self._session

    @property
    def can_undo(self) -> bool:
        """Whether there is a choice to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a choice to make again."""
        return bool(self._future)

    def change(self, session: Session, gesture: str = "") -> None:
        """Makes a choice; successive ones of one gesture, such as a slider's, are one undo entry."""
        if session == self._session:
            return
        if not gesture or gesture != self._gesture:
            self._past = [*self._past[-DEPTH + 1 :], self._session]
        self._gesture, self._future, self._undone = gesture, [], False
        self._become(session)

    def settle(self) -> None:
        """Ends a gesture: what comes next is an undo entry of its own."""
        self._gesture = ""

    def undo(self) -> None:
        """Takes the last choice back."""
        if self._past:
            self._gesture, self._undone = "", True
            self._future.append(self._session)
            self._become(self._past.pop())

    def redo(self) -> None:
        """Makes the choice again that was taken back last."""
        if self._future:
            self._gesture, self._undone = "", False
            self._past.append(self._session)
            self._become(self._future.pop())

    def refuse(self) -> None:
        """Forgets the last choice, which turned out impossible: what was open before it is open again."""
        before = self._future if self._undone else self._past
        if before:
            self._gesture = ""
            self._become(before.pop())

    def fresh(self, kind: type[T], shared: tuple[str, ...], like: object) -> T:
        """A `kind` as it was last used, with the `shared` parameters of what is used now."""
        made = self._last_used.get(kind) or kind()
        return carried(made, like, shared)  # type: ignore[no-any-return]

    def _become(self, session: Session) -> None:
        old, self._session = self._session, session
        for part in (session.source, session.algorithm):
            self._last_used[type(part)] = part
        for listener in self.listeners:
            listener(old, session)
