"""The library of compiled kernels: found, compared with its sources, and chosen for this processor."""

import ctypes
import importlib.util
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # so that whoever freezes the program sees that the library belongs to it
    from clusterlab.kernels.native import _kern  # type: ignore[attr-defined]  # noqa: F401

ABI = 1_645_316_196
"""The fingerprint of the C sources that this module was written for, as they state it themselves."""
LEVELS = ("base", "avx2", "avx512")
ENVIRONMENT_VARIABLE = "CLUSTERLAB_KERNELS"

ADDRESS, SIZE = ctypes.c_void_p, ctypes.c_int64
TABLE = (ADDRESS, SIZE, SIZE, SIZE)  # first number, numbers from column to column, rows, columns
ROWS = (*TABLE, ADDRESS)  # and the records of blocks
LABELS = (ADDRESS, SIZE)  # first label, bytes of a label
PLACES = (ADDRESS, ADDRESS, SIZE, ADDRESS)  # first x, first y, places, how they become pixels
COMPONENTS = (
    ADDRESS,
    ADDRESS,
    ADDRESS,
    ADDRESS,
    SIZE,
    SIZE,
)  # means, factors, heights, places, k, along the axes
SUMS_AND_DEADLINES = (
    *(ADDRESS,) * 3,
    ctypes.c_double,
    ADDRESS,
    SIZE,
)  # what is added up, and when not; see kern_assign
SIGNATURES: dict[str, tuple[Any, ...]] = {
    "kern_assign": (None, *ROWS, ADDRESS, SIZE, *(ADDRESS,) * 3, SIZE, *SUMS_AND_DEADLINES),
    "kern_rounds": (SIZE, *ROWS, SIZE, *(ADDRESS,) * 4, SIZE, ctypes.c_double, SIZE, ADDRESS, ADDRESS),
    "kern_nearer": (None, *ROWS, *(ADDRESS,) * 4),
    "kern_left": (None, *ROWS, ADDRESS, ADDRESS, SIZE, *(ADDRESS,) * 4),
    "kern_mixture": (None, *TABLE, *COMPONENTS, ADDRESS, *LABELS, ADDRESS, SIZE, ADDRESS, ADDRESS),
    "kern_squares": (SIZE, *PLACES, *LABELS, ADDRESS, *[SIZE] * 4, ADDRESS),
    "kern_cover": (None, SIZE, ADDRESS, ADDRESS),
    "kern_stamps": (None, *PLACES, *[ADDRESS] * 7, *[SIZE] * 3, ADDRESS, ADDRESS),
}
LEVEL_INDEPENDENT: dict[str, tuple[Any, ...]] = {
    "kern_fold": (None, ADDRESS, SIZE, SIZE, ADDRESS),
    "kern_narrow": (None, ADDRESS, SIZE, SIZE, ADDRESS),
    "kern_drawn": (None, ADDRESS, SIZE, *(ADDRESS,) * 3, SIZE, ADDRESS),
    "kern_means": (SIZE, *(ADDRESS,) * 3, SIZE, SIZE, ADDRESS, ADDRESS),
}
"""Of these there is one for all levels."""

backend = "numpy"
"""Which kernels run: "numpy", "base", "avx2" or "avx512"."""
reason = ""
"""Why not better ones, where there could be; the end of a sentence that begins with "because"."""
functions: dict[str, Callable[..., Any]] = {}
"""The functions of the chosen level; none where numpy runs."""


class KernelsUnusableError(Exception):
    """Why the compiled kernels cannot run."""


def select_backend(requested: str = "") -> None:
    """Lets the kernels of one level, or the best there are, run from now on; nobody may be computing."""
    global backend, reason, functions
    backend, reason, functions = _selected(requested)


def backend_description() -> str:
    """One sentence on which kernels run and, where they could be better, why they are not."""
    kind = "the numpy reference" if backend == "numpy" else f"compiled code ({backend})"
    return f"The kernels are {kind}, because {reason}." if reason else f"The kernels are {kind}."


def levels() -> tuple[str, ...]:
    """The compiled levels that this processor could run; none where the library is unusable."""
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
    """Why a wish is not, or only just, granted."""
    if requested in ("", available[-1]):
        return ""
    if requested in available:
        return f"{ENVIRONMENT_VARIABLE} asks for it"
    if requested in LEVELS:
        return f"this processor has no {requested}"
    return f"{ENVIRONMENT_VARIABLE} is {requested!r}, which is none of numpy, {', '.join(LEVELS)}"


def _library() -> ctypes.CDLL:
    """The library beside this module, of the sources that this module knows; raises UnusableError."""
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
