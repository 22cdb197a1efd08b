"""Finds what ships with the program, in a source tree, a wheel and a frozen program alike."""

from pathlib import Path


def resource(name: str) -> Path:
    """The path of a shipped file or folder, such as `examples/iris.csv`."""
    package = Path(__file__).parents[1]
    for root in (package / "resources", package.parent / "resources"):  # installed; in a source tree
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"{name} is missing from this installation of clusterlab.")
