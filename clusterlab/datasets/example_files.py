"""The files of examples that ship with the program."""

from pathlib import Path

from clusterlab.core.resources import resource


def examples() -> dict[str, Path]:
    """The example files by name."""
    return {path.stem: path for path in sorted(resource("examples").glob("*.csv"))}
