"""Finds the library of compiled kernels, checks its version and selects the functions for this processor."""

import ctypes
import importlib.util
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # shows PyInstaller and the like that the program needs the library
    from clusterlab.kernels.native import _kern  # type: ignore[attr-defined]  # noqa: F401

ABI = 2_147_817_939
"""The fingerprint of the C sources that this module expects; KERN_ABI in kernels.c."""
LEVELS = ("base", "avx2", "avx512")
ENVIRONMENT_VARIABLE = "CLUSTERLAB_KERNELS"

ADDRESS, SIZE = ctypes.c_void_p, ctypes.c_int64
TABLE = (ADDRESS, SIZE, SIZE, SIZE)  # address, column stride, rows, columns
ROWS = (*TABLE, ADDRESS)  # and the block records
LABELS = (ADDRESS, SIZE)  # address, bytes per label
POSITIONS = (ADDRESS, ADDRESS, SIZE, ADDRESS)  # x, y, number of positions, data-to-pixel transform
# points, column stride, columns, nodes, boxes, ends, parents, starts, first nodes, grid, squared radius
TREE = (ADDRESS, SIZE, SIZE, SIZE, *(ADDRESS,) * 6, ctypes.c_double)
# means, whiteners, log peaks, origins, k, is diagonal, lowest log density
COMPONENTS = (*(ADDRESS,) * 4, SIZE, SIZE, ctypes.c_double)
# labels, means, counts, k, factors, whether a row may join the nearest center only; see transfers.h
TRANSFERS = (*TABLE, *LABELS, ADDRESS, ADDRESS, SIZE, ADDRESS, SIZE)
# distances, parts, deadlines, drift, cached sums, totals; see kern_assign
SUMS_AND_DEADLINES = (*(ADDRESS,) * 3, ctypes.c_double, ADDRESS, SIZE)
SIGNATURES: dict[str, tuple[Any, ...]] = {
    "kern_assign": (None, *ROWS, ADDRESS, ADDRESS, SIZE, *(ADDRESS,) * 3, SIZE, *SUMS_AND_DEADLINES),
    "kern_bounded_labels": (
        *(None, *TABLE, ADDRESS, SIZE, ADDRESS, ctypes.c_double, *(ADDRESS,) * 3, SIZE),
        *(*(ADDRESS,) * 4, SIZE, ADDRESS, ADDRESS),
    ),
    "kern_bounded_sums": (None, *TABLE, SIZE, SIZE, *LABELS, SIZE, ADDRESS, ADDRESS),
    "kern_run_rounds": (SIZE, *ROWS, SIZE, *(ADDRESS,) * 4, SIZE, ctypes.c_double, SIZE, *(ADDRESS,) * 5),
    "kern_block_records": (None, *TABLE, ADDRESS),
    "kern_gather_blocks": (None, ADDRESS, SIZE, SIZE, ADDRESS, SIZE, ADDRESS, SIZE, ADDRESS),
    "kern_morton_codes": (None, *TABLE, ADDRESS, SIZE, ADDRESS, ADDRESS),
    "kern_add_center": (None, *ROWS, *(ADDRESS,) * 4),
    "kern_candidate_totals": (None, *ROWS, ADDRESS, ADDRESS, SIZE, *(ADDRESS,) * 4),
    "kern_draw_centers": (SIZE, *ROWS, *(ADDRESS,) * 4, SIZE, SIZE, *(ADDRESS,) * 4),
    "kern_e_step": (None, *TABLE, *COMPONENTS, *(ADDRESS,) * 2, *LABELS, ADDRESS, SIZE, *(ADDRESS,) * 2),
    "kern_sums_by_label": (None, *TABLE, *LABELS, SIZE, ADDRESS),
    "kern_row_sums": (None, ADDRESS, SIZE, ADDRESS, ADDRESS, SIZE, ADDRESS),
    "kern_assigned_distances": (None, *TABLE, *LABELS, ADDRESS, ADDRESS),
    "kern_flag_gaining": (None, *TRANSFERS, ADDRESS),
    "kern_transfer_rows": (SIZE, *TRANSFERS, ADDRESS, SIZE, ADDRESS),
    "kern_single_transfers": (SIZE, *TRANSFERS, SIZE, SIZE, *(ADDRESS,) * 4),
    "kern_draw_squares": (SIZE, *POSITIONS, *LABELS, ADDRESS, *[SIZE] * 4, ADDRESS),
    "kern_overlay": (None, SIZE, ADDRESS, ADDRESS),
    "kern_count_cells": (None, ADDRESS, SIZE, SIZE, ADDRESS, ADDRESS),
    "kern_sort_cells": (None, ADDRESS, *[SIZE] * 4, *(ADDRESS,) * 3, SIZE),
    "kern_grow_tree": (SIZE, ADDRESS, *[SIZE] * 5, *(ADDRESS,) * 7, SIZE),
    "kern_finish_tree": (None, SIZE, ADDRESS, ADDRESS, SIZE, ADDRESS),
    "kern_find_core": (SIZE, *TREE, SIZE, SIZE, SIZE, ADDRESS, SIZE),
    "kern_count_pairs": (SIZE, *TREE, ADDRESS, SIZE, SIZE, ADDRESS),
    "kern_grow_clusters": (SIZE, *TREE, ADDRESS, ADDRESS, SIZE, *(ADDRESS,) * 7, SIZE),
    "kern_distance_sums": (None, ADDRESS, *[SIZE] * 3, ADDRESS, SIZE, ADDRESS, ADDRESS),
    "kern_link": (SIZE, ADDRESS, *[SIZE] * 3, *(ADDRESS,) * 10, SIZE),
    "kern_draw_glyphs": (None, *POSITIONS, *[ADDRESS] * 7, *[SIZE] * 3, ADDRESS, ADDRESS),
}
LEVEL_INDEPENDENT: dict[str, tuple[Any, ...]] = {
    "kern_sum_parts": (None, ADDRESS, SIZE, SIZE, ADDRESS),
    "kern_code_order": (None, ADDRESS, SIZE, ADDRESS, ADDRESS),
    "kern_deviations": (None, ADDRESS, SIZE, SIZE, *(ADDRESS,) * 3, SIZE, *(ADDRESS,) * 3, SIZE, SIZE),
    "kern_bounded_centers": (
        *(ctypes.c_double, ADDRESS, SIZE, SIZE, ADDRESS, ADDRESS, ctypes.c_double, ADDRESS, ADDRESS),
    ),
    "kern_single_precision": (None, ADDRESS, SIZE, SIZE, ADDRESS),
    "kern_rows_at_shares": (None, ADDRESS, SIZE, *(ADDRESS,) * 3, SIZE, ADDRESS),
    "kern_cluster_means": (SIZE, ADDRESS, SIZE, SIZE, *LABELS, *(ADDRESS,) * 3, SIZE, SIZE, *(ADDRESS,) * 3),
}
"""Functions compiled once for all levels."""

backend = "numpy"
"""The kernels in use: "numpy", "base", "avx2" or "avx512"."""
reason = ""
"""Why not a better backend, as the end of a sentence after "because"; empty if there is none."""
functions: dict[str, Callable[..., Any]] = {}
"""The functions of the selected level; empty for numpy."""


class KernelsUnusableError(Exception):
    """The compiled kernels cannot be used; the message is the reason."""


def select_backend(requested: str = "") -> None:
    """Selects the kernels of one level, or the best available; not while kernels are running."""
    global backend, reason, functions
    backend, reason, functions = _selected(requested)


def backend_description() -> str:
    """One sentence that names the kernels in use and, if they are not the best, the reason."""
    kind = "the numpy reference" if backend == "numpy" else f"compiled code ({backend})"
    return f"The kernels are {kind}, because {reason}." if reason else f"The kernels are {kind}."


def levels() -> tuple[str, ...]:
    """The compiled levels that this processor can run; empty if the library is unusable."""
    try:
        return LEVELS[: _library().kern_level() + 1]
    except KernelsUnusableError:
        return ()


def _selected(requested: str) -> tuple[str, str, dict[str, Callable[..., Any]]]:
    if requested == "numpy":
        return "numpy", f"{ENVIRONMENT_VARIABLE} asks for it", {}
    try:
        library = _library()
    except KernelsUnusableError as failure:
        return "numpy", str(failure), {}
    available = LEVELS[: library.kern_level() + 1]
    level = requested if requested in available else available[-1]
    return level, _reason(requested, available), _functions(library, level)


def _reason(requested: str, available: tuple[str, ...]) -> str:
    """Why the backend is not the best available, or not the requested one; empty if it is."""
    if requested in ("", available[-1]):
        return ""
    if requested in available:
        return f"{ENVIRONMENT_VARIABLE} asks for it"
    if requested in LEVELS:
        return f"this processor has no {requested}"
    return f"{ENVIRONMENT_VARIABLE} is {requested!r}, which is none of numpy, {', '.join(LEVELS)}"


def _library() -> ctypes.CDLL:
    """The library of the expected version; raises KernelsUnusableError where there is none."""
    found = importlib.util.find_spec("clusterlab.kernels.native._kern")
    if found is None or found.origin is None:
        raise KernelsUnusableError(
            "they were not compiled: there was no working C compiler at the installation"
        )
    try:
        library = ctypes.CDLL(found.origin)
        library.kern_abi.restype = library.kern_level.restype = SIZE
        library_abi = library.kern_abi()
    except (OSError, AttributeError) as failure:
        raise KernelsUnusableError(f"the compiled ones cannot be loaded ({failure})") from None
    if library_abi != ABI:
        raise KernelsUnusableError("the compiled ones are of other sources: install the program again")
    return library


def _functions(library: ctypes.CDLL, level: str) -> dict[str, Callable[..., Any]]:
    """The functions of the library for a level, by name without the level."""
    level_functions = {
        name: _with_signature(library[f"{name}_{level}"], of) for name, of in SIGNATURES.items()
    }
    return level_functions | {
        name: _with_signature(library[name], of) for name, of in LEVEL_INDEPENDENT.items()
    }


def _with_signature(function: Any, signature: tuple[Any, ...]) -> Callable[..., Any]:
    function.restype, function.argtypes = signature[0], signature[1:]
    return function  # type: ignore[no-any-return]


select_backend(os.environ.get(ENVIRONMENT_VARIABLE, ""))
