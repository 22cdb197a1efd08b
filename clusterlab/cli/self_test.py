"""`clusterlab --self-test`: whether this installation computes, renders and opens a window as it should."""

from collections.abc import Iterator
from functools import partial
from time import perf_counter

from clusterlab.cli.console import write_out
from clusterlab.cli.self_checks import SELF_CHECKS
from clusterlab.core.log import log_failure
from clusterlab.core.self_check import SelfCheck, SelfCheckError
from clusterlab.core.version import VERSION

PAINTING_CHECKS = ("picture", "signals", "window")


def self_test() -> bool:
    """Runs every check and prints a line about each; whether all passed."""
    began, failed = perf_counter(), []
    write_out(f"clusterlab {VERSION}\n")
    for name, self_check in self_checks():
        passed, words = _outcome_of(self_check)
        failed += [] if passed else [name]
        write_out(f"{'ok  ' if passed else 'FAIL'}  {name:<11} {words}\n")
    took = f"{perf_counter() - began:.1f} seconds"
    write_out(
        f"The self-test failed: {', '.join(failed)}.\n" if failed else f"The self-test passed in {took}.\n"
    )
    return not failed


def self_checks() -> Iterator[tuple[str, SelfCheck]]:
    """All checks by name; those that need Qt are imported when they run."""
    yield from SELF_CHECKS.items()
    for name in PAINTING_CHECKS:
        yield name, partial(_painting_check, name)


def _painting_check(name: str) -> str:
    """Runs a check that needs Qt."""
    from clusterlab.ui.painting_checks import QT_CHECKS

    return QT_CHECKS[name]()


def _outcome_of(self_check: SelfCheck) -> tuple[bool, str]:
    """Whether a check passes, and its sentence."""
    try:
        return True, self_check()
    except SelfCheckError as failure:
        return False, str(failure)
    except Exception as failure:
        place = log_failure(failure)
        kept = f" Details are in {place}." if place else ""
        return False, f"{type(failure).__name__}: {failure}.{kept}"
