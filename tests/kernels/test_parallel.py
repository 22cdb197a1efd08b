"""Work divided into pieces for two threads."""

import pytest

from clusterlab.kernels import parallel
from clusterlab.kernels.typing import CHUNK


@pytest.mark.parametrize(
    "n", [1, parallel.MAX_SERIAL_ROWS, parallel.MAX_SERIAL_ROWS + 1, 16 * CHUNK, 16 * CHUNK + 1, 1_000_000]
)
def test_pieces_start_with_a_chunk_and_cover_every_row_once(n):
    pieces = []
    parallel.run_in_pieces(n, lambda *piece: pieces.append(piece))
    starts, stops = zip(*sorted(pieces), strict=True)
    assert all(start % CHUNK == 0 for start in starts)
    assert [*starts, n] == [0, *stops]


def test_an_exception_in_either_thread_reaches_the_caller(monkeypatch):
    monkeypatch.setattr(parallel, "_core_count", lambda: 2)

    def fails(start, stop):
        raise ZeroDivisionError(start)

    with pytest.raises(ZeroDivisionError):
        parallel.run_in_pieces(10**6, fails)
