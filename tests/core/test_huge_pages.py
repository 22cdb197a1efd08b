"""A buffer of a given size holds what was written to it, whatever room there was."""

import sys

import pytest

from clusterlab.core import huge_pages
from clusterlab.core.huge_pages import MIN_BYTES, sized_buffer

TEXT = bytes(range(256)) * (MIN_BYTES // 256)


@pytest.mark.parametrize("size", [0, 10, len(TEXT) - 1, len(TEXT), len(TEXT) + 5000, 1 << 62, sys.maxsize])
def test_what_was_written_is_held_whatever_size_was_said(size):
    with sized_buffer(size) as buffer:
        buffer.write(TEXT[:1000])
        buffer.write(TEXT[1000:])
        buffer.truncate()
        assert buffer.getvalue() == TEXT


@pytest.mark.skipif(sys.platform != "linux", reason="has no large pages")
def test_a_system_that_refuses_large_pages_is_no_error():
    huge_pages._advise(bytes(MIN_BYTES), -1)
