"""`clusterlab --self-test`: whether this installation computes, paints and opens as it should."""

import importlib
from collections.abc import Iterator
from functools import partial
from time import perf_counter

from clusterlab.cli.console import say
from clusterlab.cli.self_checks import PROOFS
from clusterlab.core.log import write_down
from clusterlab.core.self_check import DisproofError, Proof
from clusterlab.core.version import VERSION

PAINTED = ("picture", "signals", "window")


def self_test() -> bool:
    """Tries every proof, says a line about each as soon as it is there, and whether all hold."""
    began, failed = perf_counter(), []
    say(f"clusterlab {VERSION}\n")
    for name, proof in proofs():
        holds, words = _tried(proof)
        failed += [] if holds else [name]
        say(f"{'ok  ' if holds else 'FAIL'}  {name:<11} {words}\n")
    took = f"{perf_counter() - began:.1f} seconds"
    say(f"The self-test failed: {', '.join(failed)}.\n" if failed else f"The self-test passed in {took}.\n")
    return not failed


def proofs() -> Iterator[tuple[str, Proof]]:
    """All proofs by name; those of Qt are looked up when it is their turn."""
    yield from PROOFS.items()
    for name in PAINTED:
        yield name, partial(_painted, name)


def _painted(name: str) -> str:
    """A proof of the part that knows Qt."""
    return str(getattr(importlib.import_module("clusterlab.ui.painting_checks"), name)())


def _tried(proof: Proof) -> tuple[bool, str]:
    """Whether a proof holds, and what it says."""
    try:
        return True, proof()
    except DisproofError as failure:
        return False, str(failure)
    except Exception as failure:
        place = write_down(failure)
        kept = f" What happened is written in {place}." if place else ""
        return False, f"{type(failure).__name__}: {failure}.{kept}"
