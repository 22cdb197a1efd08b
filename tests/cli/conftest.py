"""What the tests of the command line share: the iris file, and a call that captures what is said."""

from dataclasses import dataclass

import pytest

from clusterlab.cli.main import main
from clusterlab.core.resources import resource

FEATURES = "sepal_length,sepal_width,petal_length,petal_width"


@dataclass(frozen=True)
class Said:
    """The exit code of a command and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def say(capsys):
    """Runs a command in this process."""

    def say(*words):
        code = main([str(word) for word in words])
        return Said(code, *capsys.readouterr())

    return say


@pytest.fixture
def iris():
    """The flags that name the iris data."""
    return ["--data", resource("examples/iris.csv"), "--columns", FEATURES]


@pytest.fixture
def qt():
    """Skips a test that paints where Qt cannot be loaded."""
    pytest.importorskip("PySide6.QtGui", exc_type=ImportError)


@pytest.fixture
def painting(qt, request):
    """The application that tests of windows need too: there is only one in a process, and the first stays."""
    return request.getfixturevalue("qapp")
