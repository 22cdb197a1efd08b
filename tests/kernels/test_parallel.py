"""Work divided into pieces for a thread on each core."""

import threading

import pytest
from threadpoolctl import ThreadpoolController

from clusterlab.kernels import parallel
from clusterlab.kernels.parallel import map_in_order
from clusterlab.kernels.typing import CHUNK
from tests.kernels.levels import threads_on


@pytest.mark.parametrize(
    "n", [1, parallel.MAX_SERIAL_ROWS, parallel.MAX_SERIAL_ROWS + 1, 16 * CHUNK, 16 * CHUNK + 1, 1_000_000]
)
def test_pieces_start_with_a_chunk_and_cover_every_row_once(n):
    pieces = []
    parallel.run_in_pieces(n, lambda *piece: pieces.append(piece))
    starts, stops = zip(*sorted(pieces), strict=True)
    assert all(start % CHUNK == 0 for start in starts)
    assert [*starts, n] == [0, *stops]


@pytest.mark.parametrize("cores", [1, 2, 3, 5])
def test_every_core_has_a_thread(monkeypatch, cores):
    at_once = threading.Barrier(cores, timeout=60)
    with threads_on(monkeypatch, cores):
        parallel.run_in_pieces(cores * CHUNK, lambda *piece: at_once.wait(), max_serial_rows=0)


def test_an_exception_in_either_thread_reaches_the_caller(monkeypatch):
    monkeypatch.setattr(parallel, "_core_count", lambda: 2)

    def fails(start, stop):
        raise ZeroDivisionError(start)

    with pytest.raises(ZeroDivisionError):
        parallel.run_in_pieces(10**6, fails)


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 5, 40])
def test_results_come_in_order_from_any_number_of_threads(count, threads):
    assert list(map_in_order(lambda i: i * i, count, threads)) == [i * i for i in range(count)]


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_in_the_work_is_raised_and_no_more_is_begun(threads):
    begun = []

    def work(i):
        begun.append(i)
        if i == 3:
            raise ZeroDivisionError
        return i

    found = map_in_order(work, 1000, threads)
    assert [next(found) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ZeroDivisionError):
        next(found)
    assert len(begun) < 20


def test_work_that_is_not_taken_is_abandoned():
    begun = []
    found = map_in_order(lambda i: begun.append(i), 1000, 2)
    next(found)
    found.close()
    assert len(begun) < 20


def test_blas_has_one_thread_within_on_every_thread_and_as_many_as_before_after_an_error():
    parallel._pools.cache_clear()  # other tests may have loaded a library since
    libraries = ThreadpoolController().select(user_api="blas").lib_controllers
    before, within = [library.num_threads for library in libraries], []

    @parallel.on_one_blas_thread
    def failing():
        within.extend(library.num_threads for library in libraries)
        raise ArithmeticError

    def call():
        with pytest.raises(ArithmeticError):
            failing()

    call()
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    assert within == [1] * 2 * len(libraries)
    assert [library.num_threads for library in libraries] == before
