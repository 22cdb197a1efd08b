"""Whether a session has work that is in no file, and which file it belongs to."""

from pathlib import Path

from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.example_files import examples
from clusterlab.datasets.generators.shape import Shape
from clusterlab.session.state.cluster_names import NO_NAMES
from clusterlab.session.state.prepared import Source
from clusterlab.session.state.session import Session


class UnsavedWork:
    """Follows the sessions of a document: a session has unsaved work where it differs from its baseline.

    That is the session as it was saved or opened, else as it was when its data were chosen. Examples are
    generated data and the shipped files; while `asks_for_examples` is off, these have unsaved work only
    where clusters were named or made by eye, rows chosen, or the session was saved before.
    """

    def __init__(self, session: Session, asks_for_examples: bool = False) -> None:
        self._baselines = {_origin(session.source): session}
        self._files: dict[object, Path] = {}
        self._recovered: Session | None = None
        self.asks_for_examples = asks_for_examples

    def follow(self, old: Session, new: Session) -> None:
        """Makes a session the baseline of its data where these were not there before, nor drawn."""
        is_drawn = isinstance(new.source, DrawnPoints) and new.source.strokes
        if _origin(old.source) != _origin(new.source) and not is_drawn:
            self._baselines.setdefault(_origin(new.source), new)

    def keep(self, session: Session, file: Path) -> None:
        """Makes a session that was saved to a file, or opened from it, the baseline of its data."""
        origin = _origin(session.source)
        self._baselines[origin], self._files[origin], self._recovered = session, file, None

    def recover(self, session: Session, file: Path | None) -> None:
        """Takes a session that is in no file, but is to be saved to one if it has a `file`."""
        origin = _origin(session.source)
        self._baselines.pop(origin, None)
        self._recovered = session
        if file is not None:
            self._files[origin] = file

    def file(self, session: Session) -> Path | None:
        """The file that a session was opened from or saved to; None where its data are others."""
        return self._files.get(_origin(session.source))

    def has_changes(self, session: Session) -> bool:
        """Whether a session differs from its baseline."""
        return session != self._baselines.get(_origin(session.source))

    def is_in(self, session: Session) -> bool:
        """Whether a session has work that would be lost."""
        if not self.has_changes(session):
            return False
        by_hand = session.names != NO_NAMES or session.by_eye is not None
        touched = by_hand or session.rows is not None or self.file(session) is not None
        is_recovered = session is self._recovered
        return self.asks_for_examples or touched or is_recovered or not is_example(session.source)


def is_example(source: Source) -> bool:
    """Whether data are generated, a file that ships with the program, or a drawing without strokes."""
    if isinstance(source, DrawnPoints):
        return not source.strokes
    return isinstance(source, Shape) or source.path in examples().values()


def _origin(source: Source) -> object:
    """What makes data others: the kind of a shape, the path of a file, the bytes of what is none.

    A drawing stays the same while one draws.
    """
    if isinstance(source, DrawnPoints):
        return source.base
    return type(source) if isinstance(source, Shape) else (source.path, source.content)
