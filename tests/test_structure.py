"""Rules of the structure: names are unique, imports have no circles, capabilities are declared."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "clusterlab"
LAYERS = ("kernels", "core", "algorithms", "metrics", "datasets", "session", "export", "ui", "cli")

SHARED_FILE_NAMES = {
    "about.py": "the card of an algorithm, declared in core",
    "algorithm.py": "the class that each algorithm derives from, and each algorithm's own",
    "ground_truth.py": "the classes of a table, and their comparison with the clusters on screen",
    "k_sweep.py": "the sweep, and the sweep that is kept for the window",
    "step.py": "a step, and the steps of each algorithm",
}
"""File names that stand in several layers, because they name the same notion."""

SHARED_PUBLIC_NAMES = {
    "main": "each program has one",
}
"""Top-level names that several modules define."""

ASKED_BY_NAME = {
    "clusterlab/core/cache.py": "not every value has attributes whose size could be counted",
    "clusterlab/core/params.py": "the metadata of an annotation, which not every annotation has",
    "clusterlab/core/version.py": "PyInstaller sets sys.frozen, and nothing declares it",
}
"""Modules that use getattr with a constant name on what is no algorithm, and why."""


def modules() -> list[Path]:
    """Every module of the program."""
    return sorted(PACKAGE.rglob("*.py"))


def module_name(path: Path) -> str:
    """The dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def layer_of(path: Path) -> str:
    """The layer that a module belongs to."""
    return path.relative_to(PACKAGE).parts[0]


# ---- names ----


def repeated_file_names(paths: list[Path]) -> dict[str, set[str]]:
    """File names that stand in several layers."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        if path.name not in ("__init__.py", "__main__.py"):
            found[path.name].add(layer_of(path))
    return {name: layers for name, layers in found.items() if len(layers) > 1}


def public_names(tree: ast.Module) -> Iterator[str]:
    """The public names that a module defines at its top level."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        for target in targets:
            elements = target.elts if isinstance(target, ast.Tuple) else [target]
            yield from (element.id for element in elements if isinstance(element, ast.Name))


def repeated_public_names(paths: list[Path]) -> dict[str, list[str]]:
    """Public names that several modules define; native implementations have the names of their references."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        if "native" not in path.parts:
            names = {name for name in public_names(parsed(path)) if not name.startswith("_")}
            for name in names - type_variables(path):
                found[name].append(module_name(path))
    return {name: where for name, where in found.items() if len(where) > 1}


def type_variables(path: Path) -> set[str]:
    """The names of type variables, which are local to their module by nature."""
    return {
        target.id
        for node in parsed(path).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name) and ast.unparse(node.value.func) in ("TypeVar", "ParamSpec")
    }


def test_a_file_name_stands_in_one_layer():
    found = repeated_file_names(modules())
    assert {name: layers for name, layers in found.items() if name not in SHARED_FILE_NAMES} == {}


def test_every_shared_file_name_is_needed():
    assert set(SHARED_FILE_NAMES) - set(repeated_file_names(modules())) == set()


def test_a_public_name_is_defined_once():
    found = repeated_public_names(modules())
    assert {name: where for name, where in found.items() if name not in SHARED_PUBLIC_NAMES} == {}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("__init__.py")), ids=module_name)
def test_no_name_of_a_package_is_that_of_a_module_in_it(path):
    exported = next((node.value for node in parsed(path).body if is_list_of_names(node)), None)
    names = {one.value for one in exported.elts} if exported else set()
    assert not names & {other.stem for other in path.parent.iterdir()}, "the module would take its place"


def is_list_of_names(node: ast.stmt) -> bool:
    """Whether a statement lists the names of a package."""
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def test_planted_repeated_names_are_seen(tmp_path, monkeypatch):
    for layer, name in (("core", "points"), ("ui", "points")):
        (tmp_path / layer).mkdir()
        (tmp_path / layer / f"{name}.py").write_text("class Points: ...\nLIMIT: int = 1\nA, B = 1, 2\n")
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path)
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    assert repeated_file_names(modules()) == {"points.py": {"core", "ui"}}
    assert set(repeated_public_names(modules())) == {"Points", "LIMIT", "A", "B"}


# ---- imports ----


def imported_modules(tree: ast.Module, known: set[str]) -> Iterator[str]:
    """The modules of the program that a module imports, within functions too, but for types alone."""
    for node in runtime_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in known else node.module


def runtime_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that are for the type checker alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from runtime_nodes(child)


def import_circles(paths: list[Path]) -> list[list[str]]:
    """Groups of modules that import each other in a circle."""
    known = {module_name(path) for path in paths}
    graph = {module_name(path): set(imported_modules(parsed(path), known)) & known for path in paths}
    return [sorted(group) for group in strongly_connected(graph) if len(group) > 1]


def strongly_connected(graph: dict[str, set[str]]) -> list[set[str]]:
    """The strongly connected parts of a graph: what each node reaches and is reached by."""
    reached = {node: reachable(graph, node) for node in graph}
    groups: dict[str, set[str]] = {}
    for node in graph:
        groups[node] = {node} | {other for other in reached[node] if node in reached[other]}
    return [set(group) for group in {frozenset(group) for group in groups.values()}]


def reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    """All nodes to which arrows lead from a start."""
    found, left = set(), [start]
    while left:
        new = graph.get(left.pop(), set()) - found
        found |= new
        left.extend(new)
    return found


def test_no_modules_import_each_other_in_a_circle():
    assert import_circles(modules()) == []


def test_a_planted_circle_is_seen(tmp_path, monkeypatch):
    package = tmp_path / "clusterlab" / "core"
    package.mkdir(parents=True)
    (package / "one.py").write_text("def late():\n    from clusterlab.core.two import X\n")
    (package / "two.py").write_text("from clusterlab.core import one\nX = 1\n")
    (package / "three.py").write_text("if TYPE_CHECKING:\n    from clusterlab.core.three import X\n")
    monkeypatch.setattr(f"{__name__}.PACKAGE", package.parent)
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    assert import_circles(modules()) == [["clusterlab.core.one", "clusterlab.core.two"]]


def test_metrics_are_handed_algorithms_and_never_import_them():
    found = {
        module_name(path): name
        for path in PACKAGE.joinpath("metrics").rglob("*.py")
        for name in imported_modules(parsed(path), set())
        if name.startswith("clusterlab.algorithms")
    }
    assert found == {}


# ---- capabilities ----


def questions_by_name(tree: ast.AST) -> Iterator[str]:
    """Calls of hasattr and getattr with a constant name, and comparisons of a key with "inertia"."""
    for node in ast.walk(tree):
        asks = isinstance(node, ast.Call) and ast.unparse(node.func) in ("hasattr", "getattr")
        if asks and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            yield f"{node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.Compare) and "'inertia'" in ast.unparse(node):
            yield f"{node.lineno}: {ast.unparse(node)}"


def test_capabilities_are_declared_and_not_asked_by_name():
    found = {str(path.relative_to(ROOT)): [*questions_by_name(parsed(path))] for path in modules()}
    asked = {name: questions for name, questions in found.items() if questions and name not in ASKED_BY_NAME}
    assert asked == {}


@pytest.mark.parametrize(
    "source",
    [
        'hasattr(algorithm, "k")',
        'getattr(algorithm, "seed", 0)',
        'criterion.key == "inertia"',
        'key in ("inertia", "silhouette")',
    ],
)
def test_a_planted_question_is_seen(source):
    assert [*questions_by_name(ast.parse(source))]


# ---- sentences ----

WINDOW_WORDS = re.compile(
    r"\b(clicks?|drag\w*|mouse|hover\w*|tooltip|tabs?|toolbar|Esc|Ctrl)\b", re.IGNORECASE
)


def texts(tree: ast.Module) -> Iterator[str]:
    """The texts of a module that are no docstrings."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_sentence_below_the_window_speaks_of_its_mouse_and_keys():
    found = {
        module_name(path): [text for text in texts(parsed(path)) if " " in text and WINDOW_WORDS.search(text)]
        for path in modules()
        if layer_of(path) in ("kernels", "core", "algorithms", "metrics", "datasets", "export", "session")
    }
    assert {name: found_texts for name, found_texts in found.items() if found_texts} == {}
