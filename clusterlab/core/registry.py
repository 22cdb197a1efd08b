"""Finds everything of one kind, so that a new algorithm or shape is one file and no list."""

import importlib
import pkgutil
from types import ModuleType
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """The classes of one kind by name, filled by a decorator when the package's modules load."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._classes: dict[str, type[T]] = {}
        self._loaded = False

    def add(self, kind: type[T]) -> type[T]:
        """Registers a class under its `name`; stands above `@dataclass`, as a decorator."""
        name: str = kind.name  # type: ignore[attr-defined]
        if name in self._classes:
            raise ValueError(f"{name} is registered twice.")
        self._classes[name] = kind
        return kind

    def all(self) -> dict[str, type[T]]:
        """Every registered class by name, in the order of their `menu_order`, then their name."""
        if not self._loaded:
            self._load(importlib.import_module(self._package))
        return dict(
            sorted(self._classes.items(), key=lambda item: (getattr(item[1], "menu_order", 99), item[0]))
        )

    def _load(self, package: ModuleType) -> None:
        for module in pkgutil.walk_packages(package.__path__, f"{self._package}."):
            importlib.import_module(module.name)
        self._loaded = True
