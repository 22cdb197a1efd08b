"""`clusterlab --self-test`: whether this installation computes, paints and opens as it should."""

import importlib
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
    """Tries every proof, says a line about each as soon as it is there, and whether all hold."""
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
    """All proofs by name; those of Qt are looked up when it is their turn."""
    yield from SELF_CHECKS.items()
    for name in PAINTING_CHECKS:
        yield name, partial(_painting_check, name)


def _painting_check(name: str) -> str:
    """A proof of the part that knows Qt."""
    return str(getattr(importlib.import_module("clusterlab.ui.painting_checks"), name)())


def _outcome_of(self_check: SelfCheck) -> tuple[bool, str]:
    """Whether a proof holds, and what it says."""
    try:
        return True, self_check()
    except SelfCheckError as failure:
        return False, str(failure)
    except Exception as failure:
        place = log_failure(failure)
        kept = f" What happened is written in {place}." if place else ""
        return False, f"{type(failure).__name__}: {failure}.{kept}"
