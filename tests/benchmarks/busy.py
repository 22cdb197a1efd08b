"""A process that keeps one core busy while something else is measured."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SPIN = """
import os, sys
parent = os.getppid()
print(flush=True)
while os.getppid() == parent:
    for _ in range(1_000_000):
        pass
"""
"""Should its parent be killed, it sees that it has another one and ends."""


@contextmanager
def busy_core() -> Iterator[subprocess.Popen]:
    """One core is busy from here to the end of the block."""
    child = subprocess.Popen([sys.executable, "-c", SPIN], stdout=subprocess.PIPE)
    assert child.stdout is not None
    try:
        child.stdout.readline()  # it spins from now on
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
