"""`python -m clusterlab.check_algorithm NAME`: runs the contract tests on one registered algorithm."""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from clusterlab.cli.exit_codes import USAGE_ERROR, closest_word
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.message import Message, sentences

ROOT = Path(__file__).resolve().parents[1]
CONTRACT = ("test_contract*.py", "test_messages.py", "test_odd.py", "test_about.py")
"""The modules in tests/algorithms whose tests every registered algorithm must pass."""
OPTIONS = (
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:pytest-qt",
    "--rootdir",
    str(ROOT),
    "-c",
    str(ROOT / "pyproject.toml"),
)
USAGE = Message("Name one algorithm: python -m clusterlab.check_algorithm NAME.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the contract tests and says in the last line whether they passed; returns the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    problem = _problem(given)
    if problem:
        print(problem, file=sys.stderr)
        return USAGE_ERROR
    folder = ROOT / "tests" / "algorithms"
    modules = [str(path) for pattern in CONTRACT for path in sorted(folder.glob(pattern))]
    tests = AlgorithmTests(given[0])
    code = int(import_module("pytest").main([*OPTIONS, *modules], plugins=[tests]))
    print(tests.conclusion(code))
    return code


class AlgorithmTests:
    """A pytest plugin that keeps the tests whose parameter is one algorithm, and counts their results."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.passed = 0
        self.failed: dict[str, None] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keeps the tests of this algorithm, with its defaults and with every choice."""
        items[:] = [item for item in items if self._is_tested_by(item)]

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Counts a result."""
        if report.failed:
            self.failed[report.nodeid] = None
        elif report.passed and report.when == "call":
            self.passed += 1

    def conclusion(self, code: int) -> Message:
        """What the tests say of the algorithm, in one sentence."""
        if self.failed:
            return Message(
                "{name} breaks the contract: {failed:# test|# tests} failed, {passed} passed; "
                "the first is {first}.",
                name=self.name,
                failed=len(self.failed),
                passed=self.passed,
                first=next(iter(self.failed)).rpartition("::")[2],
            )
        if code or not self.passed:
            return Message(
                "{name} was not checked: pytest ended with code {code}.", name=self.name, code=code
            )
        return Message(
            "{name} keeps the contract: {passed:# test|# tests} passed.", name=self.name, passed=self.passed
        )

    def _is_tested_by(self, item: Any) -> bool:
        call = vars(item).get("callspec")
        tested = None if call is None else call.params.get("algorithm", call.params.get("kind"))
        return tested is not None and tested.name == self.name


def _problem(arguments: Sequence[str]) -> Message:
    """Why nothing can be tested; empty where it can."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        return USAGE
    known = ALGORITHMS.all()
    if arguments[0] not in known:
        near = closest_word(arguments[0], known)
        hint = Message("Did you mean {near}?", near=near) if near else Message()
        unknown = Message("No algorithm is registered as {name}.", name=arguments[0])
        return sentences(unknown, hint, *ALGORITHMS.failures)
    if not (ROOT / "tests" / "algorithms").is_dir():
        return Message("The contract tests are in a checkout of clusterlab, not in an installed package.")
    if find_spec("pytest") is None:
        return Message("The contract tests need pytest: pip install -e '.[test]'.")
    return Message()


if __name__ == "__main__":
    sys.exit(main())
