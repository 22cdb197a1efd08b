"""Finds shipped files, in a source tree, a wheel and a packaged program alike."""

from pathlib import Path

from clusterlab.core.message import Message


def resource(name: str) -> Path:
    """The path of a shipped file or folder, such as `examples/iris.csv`."""
    package = Path(__file__).parents[1]
    for root in (package / "resources", package.parent / "resources"):  # installed; in a source tree
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(Message("{name} is missing from this installation of clusterlab.", name=name))
