"""How much memory this computer has, as each system says it."""

import ctypes
import os
import sys
from types import SimpleNamespace

import pytest

from clusterlab.core import computer_memory
from clusterlab.core.computer_memory import USUAL_MEMORY, memory_bytes

LENGTH = 64  # of MEMORYSTATUSEX, by Microsoft's documentation
GIVEN = 0x3_1234_5678


def windows(monkeypatch: pytest.MonkeyPatch, succeeds: bool) -> None:
    """A system that answers as Windows does."""

    def fill(reference: object) -> int:
        found = reference._obj  # type: ignore[attr-defined]
        assert found.length == LENGTH == ctypes.sizeof(found)
        ctypes.memmove(ctypes.addressof(found) + 8, GIVEN.to_bytes(8, sys.byteorder), 8)
        return int(succeeds)

    kernel32 = SimpleNamespace(GlobalMemoryStatusEx=fill)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel32), raising=False)
    monkeypatch.setattr(computer_memory.sys, "platform", "win32")


@pytest.mark.parametrize(("succeeds", "expected"), [(True, GIVEN), (False, USUAL_MEMORY)])
def test_windows_is_asked_with_its_own_function(
    monkeypatch: pytest.MonkeyPatch, succeeds: bool, expected: int
) -> None:
    windows(monkeypatch, succeeds)
    assert memory_bytes() == expected


def test_other_systems_are_asked_for_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        os, "sysconf", {"SC_PHYS_PAGES": 1_000, "SC_PAGE_SIZE": 4_096}.__getitem__, raising=False
    )
    monkeypatch.setattr(computer_memory.sys, "platform", "linux")
    assert memory_bytes() == 4_096_000


def test_a_system_that_does_not_answer_counts_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sysconf", raising=False)
    monkeypatch.setattr(computer_memory.sys, "platform", "linux")
    assert memory_bytes() == USUAL_MEMORY
