"""Fixtures of the command line tests: the iris file, and a call that captures the output."""

from dataclasses import dataclass

import pytest

from clusterlab.cli.main import main
from clusterlab.core.resources import resource

FEATURES = "sepal_length,sepal_width,petal_length,petal_width"


@dataclass(frozen=True)
class Output:
    """The exit code of a command and its output."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(capsys):
    """Runs a command in this process."""

    def cli(*words):
        code = main([str(word) for word in words])
        return Output(code, *capsys.readouterr())

    return cli


@pytest.fixture
def iris():
    """The flags that name the iris data."""
    return ["--data", resource("examples/iris.csv"), "--columns", FEATURES]


@pytest.fixture
def qt():
    """Skips a test that renders where Qt cannot be loaded."""
    pytest.importorskip("PySide6.QtGui", exc_type=ImportError)


@pytest.fixture
def painting(qt, request):
    """The QApplication, which tests of windows share: a process can have only one."""
    return request.getfixturevalue("qapp")
