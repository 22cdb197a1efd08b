"""Registries of classes: a new algorithm or shape is one file and appears in no list."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import ClassVar, Generic, Protocol, TypeVar

from clusterlab.core.message import Message


class Registered(Protocol):
    """What every registered class declares."""

    name: ClassVar[str]
    menu_order: ClassVar[int]


T = TypeVar("T", bound=Registered)
ENTRY_POINTS = {"-info": "entry_points.txt", ".egg": "EGG-INFO/entry_points.txt"}
"""The file of the entry points in the folder of a distribution, by the end of its name."""
MAIN_MODULE = "algorithm"
"""The module that registers the class where a folder holds more than one module."""


class Registry(Generic[T]):
    """The classes of one kind by name, registered by a decorator when a package's modules are imported.

    Of a folder in the package only the `MAIN_MODULE` is imported, which loads the others when they are
    needed. Modules that other installed distributions name in the entry point group `group` are imported too;
    `check` raises where one of their classes cannot be used.
    """

    def __init__(self, package: str, group: str = "", check: Callable[[type[T]], None] | None = None) -> None:
        self._package, self._group, self._check = package, group, check
        self._failures: dict[str, Message] = {}
        self._classes: dict[str, type[T]] = {}
        self._loaded = False

    def add(self, kind: type[T]) -> type[T]:
        """Registers a class under its `name`: a decorator, above `@dataclass`."""
        name = kind.name
        if name in self._classes:
            raise ValueError(f"{name} is registered twice.")
        self._classes[name] = kind
        return kind

    def all(self) -> dict[str, type[T]]:
        """Every registered class by name, in the order of their `menu_order`, then their name."""
        if not self._loaded:
            self._load(importlib.import_module(self._package))
        return dict(sorted(self._classes.items(), key=lambda item: (item[1].menu_order, item[0])))

    def find(self, name: str) -> type[T] | None:
        """The class of that `name`, if there is one; no other is loaded where its module has its name."""
        if name not in self._classes and not self._loaded:
            self._load_module(name)
        return self._classes.get(name) or self.all().get(name)

    @property
    def failures(self) -> Sequence[Message]:
        """A sentence for each entry point that could not be loaded; `all` loads them."""
        return tuple(self._failures.values())

    def _load(self, package: ModuleType) -> None:
        for module in pkgutil.iter_modules(package.__path__):
            self._load_module(module.name)
        if self._group and may_name_entry_points(sys.path, self._group):
            self._load_entry_points()
        self._loaded = True

    def _load_module(self, name: str) -> None:
        """Imports a module of the package, if there is one, or the main module of a folder."""
        found = find_spec(f"{self._package}.{name}") if name.isidentifier() else None
        if found is not None and found.submodule_search_locations is None:
            importlib.import_module(found.name)
        elif found is not None and find_spec(f"{found.name}.{MAIN_MODULE}") is not None:
            importlib.import_module(f"{found.name}.{MAIN_MODULE}")

    def _load_entry_points(self) -> None:
        """Imports the modules of other distributions; what a broken one registered is taken back."""
        from importlib.metadata import entry_points

        from clusterlab.core.log import log_failure

        for point in sorted(entry_points(group=self._group), key=lambda point: point.name):
            known = dict(self._classes)
            try:
                point.load()
                for name in self._classes.keys() - known.keys():
                    if self._check is not None:
                        self._check(self._classes[name])
            except (Exception, SystemExit) as error:
                self._classes = known
                reason = ": ".join(filter(None, [type(error).__name__, str(error).rstrip(".")]))
                template = "{name} ({value}) of another package cannot be used: {reason}."
                values = {"value": point.value, "reason": reason}
                self._failures[point.name] = Message(template, name=point.name, **values)
                log_failure(error)


def may_name_entry_points(path: Iterable[str], group: str) -> bool:
    """Whether a distribution on a path may name entry points of a group; one in an archive always may.

    This takes a tenth of the time that importing `importlib.metadata` takes, which most often finds none.
    """
    try:
        return any(os.path.isfile(folder) or _names_group(folder, group.encode()) for folder in path)
    except OSError:
        return True


def _names_group(folder: str, group: bytes) -> bool:
    """Whether a file of entry points in a folder of distributions names a group."""
    folder = folder or os.curdir  # an empty path is the folder of now, as of `python -c`
    if not os.path.isdir(folder):
        return False
    kept = [(name, kind) for name in os.listdir(folder) for kind in ENTRY_POINTS if name.endswith(kind)]
    files = (os.path.join(folder, name, ENTRY_POINTS[kind]) for name, kind in kept)
    return any(group in Path(file).read_bytes() for file in files if os.path.exists(file))
