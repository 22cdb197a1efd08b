"""What a format of tables is; a file in `formats` that registers a class here is all that a new one takes."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import ClassVar

from clusterlab.core.cancellation import Canceled, check_canceled
from clusterlab.core.message import Message
from clusterlab.core.registry import Registry
from clusterlab.datasets.readers.library_panics import logged_panics
from clusterlab.datasets.readers.read_options import DETECTED, ReadOptions
from clusterlab.datasets.readers.unpacking import UnpackedSizeError
from clusterlab.datasets.table import EmptyTableError, LoadError, Table, empty_error

ALL_OPTIONS = frozenset(field.name for field in fields(ReadOptions))
"""The options of delimited text, and of archives that may hold it."""


class TableFormat(ABC):
    """A format of files that hold a table, recognized by content.

    `kind` says what such a file is, as in "some.csv is a Parquet file"; it begins with one of `signatures`.
    `suffixes` are the usual ends of its name, `options` the fields of ReadOptions that apply to it. Formats
    are tried in the order of `menu_order`.
    """

    name: ClassVar[str]
    kind: ClassVar[Message]
    suffixes: ClassVar[tuple[str, ...]]
    signatures: ClassVar[tuple[bytes, ...]]
    options: ClassVar[frozenset[str]] = frozenset()
    menu_order: ClassVar[int] = 100

    @classmethod
    def recognizes(cls, data: bytes) -> bool:
        """Whether the bytes of a file are of this format."""
        return data.startswith(cls.signatures)

    @classmethod
    @abstractmethod
    def read(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        """The table in the bytes of a file called `name`; raises LoadError."""

    @classmethod
    def check_options(cls, name: str, options: ReadOptions) -> None:
        """Raises LoadError where an option was given that does not apply to the format."""
        given = [field.name for field in fields(options) if getattr(options, field.name) is not None]
        useless = [option for option in given if option not in cls.options]
        if useless:
            template = (
                "{name} is {kind}, to which {options:commas} {n:does|do} not apply; leave {n:it|them} out."
            )
            listed = tuple(f"--{option}" for option in useless)
            raise LoadError(Message(template, name=name, kind=cls.kind, options=listed, n=len(useless)))

    @classmethod
    @contextmanager
    def read_errors(cls, name: str) -> Iterator[None]:
        """A context in which the errors of a library are raised as LoadError."""
        try:
            with logged_panics():
                yield
        except (LoadError, Canceled, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # panics of polars and calamine are no Exception
            template = "{name} is {kind} that cannot be read; it may be damaged or cut off."
            raise LoadError(Message(template, name=name, kind=cls.kind)) from error


MAX_TRIED_PARTS = 20
"""So many parts of a file are tried until one is a table."""
FORMATS: Registry[TableFormat] = Registry("clusterlab.datasets.readers.formats")
"""The formats by name."""


def recognized(data: bytes) -> type[TableFormat] | None:
    """The format of the bytes of a file; None for text that no format claims."""
    return next((kind for kind in FORMATS.all().values() if kind.recognizes(data)), None)


def is_binary(first: bytes) -> bool:
    """Whether a file that begins with these bytes is of a known format that is no text."""
    return any(first.startswith(kind.signatures) for kind in FORMATS.all().values())


@dataclass(frozen=True)
class TableParts:
    """The `names` of several tables in one file called `file`; `what` they are: sheets, arrays, files."""

    file: str
    names: Sequence[str]
    what: Message

    def chosen(self, options: ReadOptions) -> str:
        """The part that the options name, else the first; raises LoadError."""
        if not self.names:
            raise empty_error(self.file)
        if options.sheet is None:
            return self.names[0]
        if options.sheet not in self.names:
            template = "{name} has no {what} {sheet!r}; choose from {parts}."
            values = {"what": self.what, "sheet": options.sheet, "parts": self._listed}
            raise LoadError(Message(template, name=self.file, **values))
        return options.sheet

    def first_table(self, options: ReadOptions, read: Callable[[str], Table]) -> Table:
        """The table that `read` makes of the chosen part; without a choice that of the first that is one.

        Raises LoadError where there is none: that of the first part that is not empty.
        """
        chosen = self.chosen(options)
        if options.sheet is not None:
            return self.noted(read(chosen), options, chosen)
        failure: LoadError | None = None
        for part in self.names[:MAX_TRIED_PARTS]:
            check_canceled()
            try:
                return self.noted(read(part), options, part)
            except UnpackedSizeError:
                raise
            except LoadError as error:
                failure = error if failure is None or isinstance(failure, EmptyTableError) else failure
        assert failure is not None
        raise failure

    def noted(self, table: Table, options: ReadOptions, read: str) -> Table:
        """The table of the part that was `read`, with the names of all, and a note where none was chosen."""
        if len(self.names) < 2:
            return table
        read_as = replace(table.read_as or DETECTED, sheet=read)
        table = replace(table, sheets=tuple(self.names), read_as=read_as)
        if options.sheet is not None:
            return table
        template = "The file holds {n!s} {what}s: {parts}; {read} was read."
        values = {"what": self.what, "parts": self._listed, "read": read}
        return replace(table, notes=(Message(template, n=len(self.names), **values), *table.notes))

    @property
    def _listed(self) -> Message:
        return Message("{parts:commas}", parts=tuple(self.names))
