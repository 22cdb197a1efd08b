"""How much memory this computer has."""

import ctypes
import os
import sys
from contextlib import suppress

USUAL_MEMORY = 8 * 2**30
"""The bytes of memory where the system does not say how many there are."""


class _WindowsMemory(ctypes.Structure):
    """What Windows says of the memory: its structure MEMORYSTATUSEX, with the sizes in bytes."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("used_percent", ctypes.c_uint32),
        ("total", ctypes.c_uint64),
        ("others", ctypes.c_uint64 * 6),
    )


def memory_bytes() -> int:
    """The bytes of memory of this computer."""
    with suppress(AttributeError, ValueError, OSError):
        if sys.platform != "win32":
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        found = _WindowsMemory(length=ctypes.sizeof(_WindowsMemory))
        if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(found)):
            return int(found.total)
    return USUAL_MEMORY
