"""Rules of the code: no file is run as code, nothing opens sockets, files and functions stay small."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = sorted([*ROOT.glob("clusterlab/**/*.py"), *ROOT.glob("packaging/**/*.py")])
EVERYTHING = sorted([*PROGRAM, *ROOT.glob("tests/**/*.py")])

CODE_FROM_FILES = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
NETWORK = {"socket", "socketserver", "http", "ftplib", "smtplib", "requests", "httpx", "aiohttp", "urllib3"}
CLUSTERS = {"distributed", "dask", "tornado"}
CONNECTS = "clusterlab/datasets/workers/dask_workers.py"
"""The one module that reaches a network, where a cluster was named."""
PARTS_OF_NETWORK = {"urllib.request", "PySide6.QtNetwork", "multiprocessing.connection", "xmlrpc.client"}
RUNS_CODE = {"eval", "exec"}
HARMLESS = {
    "clusterlab/ui/platform/termination.py": ["5: socket"],
}
"""A pair of sockets within the process: on Windows nothing else wakes the event loop."""
VAGUE = ("Manager", "Helper", "Utils", "Util", "Controller", "Handler")

LINES_OF_A_FILE = 349
LINES_OF_A_CLASS = 200
LINES_OF_A_FUNCTION = 60


def dangers(source: str) -> list[str]:
    """The lines of a source that could run a file as code or reach the network."""
    return [f"{line}: {what}" for node in ast.walk(ast.parse(source)) for line, what in danger(node)]


def danger(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The dangers of one node of the syntax tree."""
    if isinstance(node, ast.Import):
        yield from ((node.lineno, alias.name) for alias in node.names if is_banned(alias.name))
    if isinstance(node, ast.ImportFrom) and node.module:
        names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from ((node.lineno, name) for name in names if is_banned(name))
    if isinstance(node, ast.Call):
        yield from ((node.lineno, what) for what in dangerous_call(node))


def is_banned(name: str) -> bool:
    """Whether a module reads code from files or talks to the network."""
    whole = ".".join(name.split(".")[:2])
    return name.partition(".")[0] in CODE_FROM_FILES | NETWORK | CLUSTERS or whole in PARTS_OF_NETWORK


def dangerous_call(node: ast.Call) -> Iterator[str]:
    """The dangers of a call: eval, exec, yaml.load, allow_pickle, or the import of a banned module."""
    called = ast.unparse(node.func)
    if called in RUNS_CODE or called in {"builtins.eval", "builtins.exec", "yaml.load"}:
        yield called
    if called in {"__import__", "import_module", "importlib.import_module"} and node.args:
        name = getattr(node.args[0], "value", None)
        if isinstance(name, str) and is_banned(name):
            yield name
    for keyword in node.keywords:
        if keyword.arg == "allow_pickle" and getattr(keyword.value, "value", True):
            yield "allow_pickle"


@cache
def definitions(source: str) -> list[tuple[type[ast.AST], str, int]]:
    """The functions and classes of a source: the kind, the name and the lines of each."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds))
    return [(type(node), node.name, node.end_lineno - node.lineno + 1) for node in found]


def oversized(source: str) -> list[str]:
    """The functions and classes of a source that are too long, with their lines."""
    limits = {ast.FunctionDef: LINES_OF_A_FUNCTION, ast.AsyncFunctionDef: LINES_OF_A_FUNCTION}
    limits[ast.ClassDef] = LINES_OF_A_CLASS
    return [f"{name} has {lines} lines" for kind, name, lines in definitions(source) if lines > limits[kind]]


def vague_names(path: Path, source: str) -> list[str]:
    """The module and class names of a source with a vague suffix."""
    classes = [name for kind, name, _ in definitions(source) if kind is ast.ClassDef]
    names = [*classes, *(part.title() for part in path.stem.split("_"))]
    return [name for name in names if name.endswith(VAGUE)]


def over(paths: list[Path], check) -> dict[str, list[str]]:
    """The findings of a check, by file."""
    found = {str(path.relative_to(ROOT)): check(path) for path in paths}
    return {name: faults for name, faults in found.items() if faults}


def text(path: Path) -> str:
    """A file's source."""
    return path.read_text(encoding="utf-8")


def test_nothing_runs_files_as_code_or_reaches_the_network():
    found = over(PROGRAM, lambda path: dangers(text(path)))
    connecting = [danger.split()[1].partition(".")[0] for danger in found.pop(CONNECTS)]
    assert found == HARMLESS
    assert set(connecting) <= CLUSTERS


def test_only_functions_import_what_connects_to_clusters():
    """So that nothing of it is loaded until a cluster was named."""
    tree = ast.parse(text(ROOT / CONNECTS))
    assert not [what for node in tree.body for _, what in danger(node)]


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "import marshal as m",
        "def f():\n    import socket",
        "from urllib import request",
        "import urllib.request",
        "import http.client",
        "from distributed import Client",
        "from PySide6 import QtNetwork",
        "from PySide6.QtNetwork import QTcpSocket",
        "importlib.import_module('pickle')",
        "eval('1')",
        "exec(text)",
        "numpy.load(path, allow_pickle=True)",
        "numpy.load(path, allow_pickle=allowed)",
        "yaml.load(text)",
    ],
)
def test_a_danger_is_detected(source):
    assert dangers(source)


@pytest.mark.parametrize(
    "source",
    ["app.exec()", "numpy.load(path, allow_pickle=False)", "from urllib.parse import quote", "import json"],
)
def test_harmless_code_is_accepted(source):
    assert dangers(source) == []


def test_no_file_is_too_long():
    sizes = {str(path.relative_to(ROOT)): len(text(path).splitlines()) for path in EVERYTHING}
    assert {name: size for name, size in sizes.items() if size > LINES_OF_A_FILE} == {}


def test_no_function_or_class_is_too_long():
    assert over(EVERYTHING, lambda path: oversized(text(path))) == {}


def test_a_function_of_61_lines_is_detected():
    body = "\n".join(["    pass"] * 60)
    assert oversized(f"def long():\n{body}") == ["long has 61 lines"]
    assert oversized(f"def fits():\n{body[9:]}") == []


def test_no_name_is_vague():
    assert over(EVERYTHING, lambda path: vague_names(path, text(path))) == {}


def test_vague_names_are_detected():
    source = "class RunManager: ...\nclass DragHandler: ...\nclass Points: ..."
    assert vague_names(Path("io_utils.py"), source) == ["RunManager", "DragHandler", "Utils"]
