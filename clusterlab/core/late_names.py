"""Names of a package, and values of a class, whose modules are loaded when one of them is first used."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def late_names(package: str, names_by_module: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """The `__getattr__` of a `package`, which has the names of some of its modules."""
    owners = {name: f"{package}.{module}" for module, names in names_by_module.items() for name in names}

    def find(name: str) -> object:
        if name not in owners:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(owners[name]), name)

    return find


class LateValue:
    """A value of a class that a module holds under a name: it is loaded when it is first asked for."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __get__(self, instance: object, owner: type) -> Any:
        """The value, of the class and of its instances."""
        return getattr(importlib.import_module(self._module), self._name)


def late_value(module: str, name: str) -> Any:
    """A value of a class for that which a module holds under a name.

    It stands without an annotation: a dataclass asks at once for the values of those that have one.
    """
    return LateValue(module, name)


def is_declared(owner: type, name: str) -> bool:
    """Whether a value of a class is another than None; this loads no late one."""
    return next(vars(base)[name] for base in owner.__mro__ if name in vars(base)) is not None
