"""Names of a package whose modules are loaded when one of them is first used."""

import importlib
from collections.abc import Callable, Mapping, Sequence


def late_names(package: str, names_by_module: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """The `__getattr__` of a `package`, which has the names of some of its modules."""
    owners = {name: f"{package}.{module}" for module, names in names_by_module.items() for name in names}

    def find(name: str) -> object:
        if name not in owners:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(owners[name]), name)

    return find
