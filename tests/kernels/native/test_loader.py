"""The compiled kernels return the bits of the numpy reference, at every level that this processor has."""

import os
import re
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.core.progress import drain
from clusterlab.kernels import parallel
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.kmeanspp import add_center, candidate_totals, initial_potential, rows_at_shares
from clusterlab.kernels.lloyd import cluster_means, run_rounds
from clusterlab.kernels.native import lloyd as native_lloyd
from clusterlab.kernels.native import loader
from clusterlab.kernels.native import nearest as native_nearest
from clusterlab.kernels.nearest import assign_points, nearest
from clusterlab.kernels.typing import BLOCK, CHUNK, label_dtype
from tests.kernels.levels import running

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "clusterlab" / "kernels" / "native"
FINGERPRINT = re.compile(r"(#define KERN_ABI )(\d+)")
MOST_WORK = 2_000_000


@pytest.fixture
def best():
    """The best compiled level."""
    if not loader.levels():
        pytest.skip("There are no compiled kernels here.")
    return loader.levels()[-1]


@st.composite
def tables(draw):
    """Points in columns and centers: grids with ties and twins, far away or not, or spread; sorted or not."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, 5000) | st.integers(1, 2 * BLOCK) | st.sampled_from([BLOCK, CHUNK, CHUNK + 1]))
    d = draw(st.integers(1, 20) | st.sampled_from([1, 2, 2, 3]))
    k = max(1, min(draw(st.integers(1, 300) | st.integers(1, 9)), MOST_WORK // (n * d)))
    if draw(st.booleans()):
        offset = draw(st.sampled_from([0.0, 1e8]))
        points, centers = (rng.integers(-3, 4, (m, d)) + offset for m in (n, k))
    else:
        points, centers = rng.normal(size=(n, d)), rng.normal(size=(k, d))
    if draw(st.booleans()):  # blocks of few clusters, as in spatial order
        points = points[np.argsort(points[:, 0], kind="stable")]
    if draw(st.booleans()):
        centers = points[rng.integers(n, size=k)]
    return np.asfortranarray(points), np.ascontiguousarray(centers)


def everything(points, centers):
    """What all kernels return, in an order."""
    yield from nearest(points, centers)
    blocks = Blocks.of(points, np.arange(len(points)))
    found = assign_points(blocks, centers)
    for likely in (None, found.labels, np.zeros_like(found.labels), found.labels[::-1].copy()):
        yield from assign_points(blocks, centers, likely)
    if found.counts.all():
        yield from cluster_means(centers, found.sums, found.counts)
    for most in (0, 1, 4):
        reached = drain(run_rounds(blocks, centers, found, 0.0, most))
        yield from (reached.centers, *reached.found, reached.n_rounds)
    potential = initial_potential(blocks)
    for center in centers[:3]:
        yield from add_center(blocks, center, potential).copy()
    yield candidate_totals(blocks, centers[:9], potential)
    if potential.sums.any():
        yield rows_at_shares(potential, np.array([0.0, 0.1, 0.5, 0.9, np.nextafter(1, 0)]))


def bits(results):
    """Types, shapes and bytes."""
    arrays = [np.asarray(result, float if result is None else None) for result in results]
    return [(array.dtype, array.shape, array.tobytes()) for array in arrays]


def expected(points, centers):
    """The bits of the reference."""
    with running("numpy"):
        return bits(everything(points, centers))


# ---- the same bits ----


@given(tables())
def test_reference_and_compiled_kernels_agree_to_the_bit(level, drawn):
    with running(level):
        assert bits(everything(*drawn)) == expected(*drawn)


@pytest.mark.parametrize("d", [*range(1, 19), 31, 33, 50])
def test_they_agree_for_every_number_of_columns(level, d):
    rng = np.random.default_rng(d)
    for ordered in (False, True):
        points = rng.normal(size=(700, d)) * 3
        points = np.asfortranarray(points[np.argsort(points[:, 0])] if ordered else points)
        for k in (1, 4, 7):
            centers = points[rng.integers(700, size=k)]
            with running(level):
                assert bits(everything(points, centers)) == expected(points, centers)


@pytest.mark.parametrize(("k", "kind"), [(128, np.int8), (129, np.int16), (32769, np.int32)])
def test_they_agree_for_every_width_of_labels(level, k, kind):
    points = np.asfortranarray(np.arange(0.0, k + 5)[:, None])
    centers = np.arange(0.0, k)[:, None]
    last = Blocks.of(points, np.arange(len(points) - 9, len(points)))
    with running(level):
        labels, distances = nearest(points[-9:], centers)
        found = assign_points(last, centers, np.zeros_like(labels))
    assert labels.dtype == found.labels.dtype == kind
    assert labels.tolist() == found.labels.tolist() == [*range(k - 4, k), *[k - 1] * 5]
    assert distances.tolist() == [0] * 4 + [1, 4, 9, 16, 25]
    assert found.counts[-4:].tolist() == [1, 1, 1, 6]
    assert (found.sums.sum(), found.counts.sum(), found.changed) == (points[-9:].sum(), 9, 9)


@pytest.mark.parametrize("n", [CHUNK, CHUNK + 1, 30_000, 250_001])
def test_one_thread_and_two_return_the_same_bits(level, monkeypatch, n):
    rng = np.random.default_rng(n)
    points, centers = np.asfortranarray(rng.normal(size=(n, 3))), rng.normal(size=(5, 3))
    with running(level):
        monkeypatch.setattr(parallel, "_core_count", lambda: 1)
        alone = bits(everything(points, centers))
        monkeypatch.setattr(parallel, "_core_count", lambda: 2)
        assert bits(everything(points, centers)) == alone == expected(points, centers)


def test_layout_does_not_matter(level):
    rng = np.random.default_rng(0)
    points, centers = rng.integers(-3, 4, (500, 4)).astype(float), rng.integers(-3, 4, (9, 4)).astype(float)
    wide = np.asfortranarray(np.hstack([points, points]))
    right = expected(points, centers)
    with running(level):
        for same in (points, np.asfortranarray(points), wide[:, 4:], wide[:, :4][::-1][::-1]):
            assert bits(everything(same, centers)) == right
        assert bits(everything(points, np.asfortranarray(centers))) == right
        assert bits(everything(points[:1], centers)) == expected(points[:1], centers)


# ---- what C cannot take is left to the reference ----

POINTS, CENTERS = np.asfortranarray(np.eye(3)), np.eye(3)[:2]
BLOCKS = Blocks.of(POINTS, np.arange(3))
FIRST = np.zeros(3, np.int8)
FOUND = assign_points(BLOCKS, CENTERS)


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (native_nearest.nearest, (POINTS.astype(np.float32), CENTERS)),
        (native_nearest.nearest, (POINTS, CENTERS.astype(int))),
        (native_nearest.nearest, (POINTS, CENTERS[:, :2])),
        (native_nearest.nearest, (POINTS, CENTERS[:0])),
        (native_nearest.nearest, (POINTS[:0], CENTERS)),
        (native_nearest.assign_points, (BLOCKS, CENTERS[:, 0])),
        (native_nearest.assign_points, (BLOCKS, CENTERS, FIRST[:2])),
        (native_nearest.assign_points, (BLOCKS, CENTERS, FIRST.astype(np.uint8))),
        (native_nearest.assign_points, (BLOCKS, CENTERS, FIRST.astype(np.int16))),
        (native_nearest.assign_points, (BLOCKS, CENTERS, np.zeros(6, np.int8)[::2])),
        (native_lloyd.cluster_means, (CENTERS, CENTERS[:1], np.ones(2))),
        (native_lloyd.cluster_means, (CENTERS, CENTERS.astype(int), np.ones(2))),
        (native_lloyd.cluster_means, (CENTERS, CENTERS, np.ones(3))),
        (native_lloyd.cluster_means, (CENTERS, CENTERS, np.ones(2, int))),
        (native_lloyd.run_rounds, (BLOCKS, CENTERS, FOUND._replace(labels=FIRST[:2]), 0.0, 1)),
        (native_lloyd.run_rounds, (BLOCKS, CENTERS, FOUND._replace(counts=np.ones(3)), 0.0, 1)),
        (native_lloyd.run_rounds, (BLOCKS, CENTERS[:, :2], FOUND._replace(sums=CENTERS[:, :2]), 0.0, 1)),
        (native_nearest.add_center, (BLOCKS, CENTERS[0, :2], initial_potential(BLOCKS))),
        (
            native_nearest.candidate_totals,
            (BLOCKS, np.zeros((native_nearest.MAX_CANDIDATES + 1, 3)), initial_potential(BLOCKS)),
        ),
    ],
)
def test_arrays_that_do_not_fit_are_not_handed_over(best, call, arguments):
    with running(best):
        assert call(*arguments) is None


def test_likely_labels_that_name_no_center_do_no_harm(level):
    points = np.random.default_rng(0).normal(size=(500, 12))
    blocks, centers = Blocks.of(points, np.arange(500)), points[:4]
    with running(level):
        right = assign_points(blocks, centers)
        for strange in (-1, 4, 127):
            found = assign_points(blocks, centers, np.full(500, strange, np.int8))
            assert bits(found[:4]) == bits(right[:4])
            assert found.changed == 500


def test_what_does_not_fit_gets_the_results_of_the_reference(best):
    points, centers = np.arange(12).reshape(6, 2), np.arange(4).reshape(2, 2)
    with running(best):
        assert nearest(points, centers)[0].tolist() == [0, 1, 1, 1, 1, 1]


# ---- two threads ----


@pytest.mark.parametrize(
    "n", [1, parallel.MAX_SERIAL_ROWS, parallel.MAX_SERIAL_ROWS + 1, 16 * CHUNK, 16 * CHUNK + 1, 1_000_000]
)
def test_pieces_begin_with_a_chunk_and_cover_every_row_once(n):
    pieces = []
    parallel.run_in_pieces(n, lambda *piece: pieces.append(piece))
    starts, stops = zip(*sorted(pieces), strict=True)
    assert all(start % CHUNK == 0 for start in starts)
    assert [*starts, n] == [0, *stops]


def test_a_failure_in_either_thread_reaches_the_caller(monkeypatch):
    monkeypatch.setattr(parallel, "_core_count", lambda: 2)

    def fails(start, stop):
        raise ZeroDivisionError(start)

    with pytest.raises(ZeroDivisionError):
        parallel.run_in_pieces(10**6, fails)


# ---- which kernels run ----


def test_the_fingerprint_is_that_of_the_sources():
    text = (SOURCES / "kernels.c").read_text(encoding="utf-8")
    headers = [path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.h"))]
    made = zlib.crc32("".join([FINGERPRINT.sub(r"\1", text), *headers]).encode())
    assert (int(FINGERPRINT.search(text)[2]), loader.ABI) == (made, made)


@pytest.mark.skipif(not os.environ.get("CI"), reason="only the checks know that they installed it just now")
def test_the_compiled_kernels_run_where_there_is_a_compiler():
    if not (shutil.which("gcc") and Path("/usr/include/stdio.h").is_file()):
        pytest.skip("There is no C compiler.")
    assert loader.levels(), loader.reason
    if os.environ.get(loader.ENVIRONMENT_VARIABLE) != "numpy":
        assert loader.backend != "numpy", loader.reason


@pytest.mark.parametrize("wish", ["numpy", *loader.LEVELS, "abacus"])
def test_the_environment_chooses_and_the_list_says_what_runs(wish):
    environ = {**os.environ, loader.ENVIRONMENT_VARIABLE: wish}
    command = [sys.executable, "-m", "clusterlab", "list"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environ)
    with running(wish):
        assert done.stdout.splitlines()[-1] == loader.backend_description()
        assert loader.backend in ("numpy", *loader.levels())
        assert wish not in loader.levels() or loader.backend == wish


def test_a_level_that_the_processor_lacks_gives_the_best_it_has(best, monkeypatch):
    class Old:
        def kern_level(self):
            return 0

    library = loader._library()
    monkeypatch.setattr(Old, "__getattr__", lambda self, name: getattr(library, name), raising=False)
    monkeypatch.setattr(Old, "__getitem__", lambda self, name: library[name], raising=False)
    monkeypatch.setattr(loader, "_library", Old)
    with running("avx512"):
        assert loader.backend == "base"
        assert (
            loader.backend_description()
            == "The kernels are compiled code (base), because this processor has no avx512."
        )


def test_without_a_library_numpy_runs_and_the_reason_is_told(monkeypatch):
    monkeypatch.setattr(loader.importlib.util, "find_spec", lambda name: None)
    with running(""):
        assert (loader.backend, loader.levels()) == ("numpy", ())
        assert loader.backend_description() == (
            "The kernels are the numpy reference, because they were not compiled: "
            "there was no working C compiler at the installation."
        )
        assert nearest(POINTS, CENTERS)[0].tolist() == [0, 1, 0]


def test_a_library_of_other_sources_does_not_run(best, monkeypatch):
    monkeypatch.setattr(loader, "ABI", loader.ABI + 1)
    with running(""):
        assert loader.backend == "numpy"
        assert "other sources: install the program again" in loader.reason


def test_a_library_that_cannot_be_loaded_does_not_run(monkeypatch, tmp_path):
    broken = tmp_path / "_kern.so"
    broken.write_bytes(b"nothing")
    spec = loader.importlib.util.spec_from_file_location("_kern", broken)
    monkeypatch.setattr(loader.importlib.util, "find_spec", lambda name: spec)
    with running("avx2"):
        assert loader.backend == "numpy"
        assert loader.reason.startswith("the compiled ones cannot be loaded (")


def test_labels_take_the_width_that_the_reference_gives_them(best):
    with running(best):
        assert nearest(np.zeros((1, 1)), np.zeros((300, 1)))[0].dtype == label_dtype(300)
