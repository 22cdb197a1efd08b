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
WISH = "CLUSTERLAB_KERNELS"

ADDRESS, SIZE = ctypes.c_void_p, ctypes.c_int64
TABLE = (ADDRESS, SIZE, SIZE, SIZE)  # first number, numbers from column to column, rows, columns
ROWS = (*TABLE, ADDRESS)  # and the records of blocks
LABELS = (ADDRESS, SIZE)  # first label, bytes of a label
PLACES = (ADDRESS, ADDRESS, SIZE, ADDRESS)  # first x, first y, places, how they become pixels
BELLS = (ADDRESS, ADDRESS, ADDRESS, ADDRESS, SIZE, SIZE)  # means, factors, heights, places, k, along the axes
ADDED = (*(ADDRESS,) * 3, ctypes.c_double, ADDRESS, SIZE)  # what is added up, and when not; see kern_assign
SIGNATURES: dict[str, tuple[Any, ...]] = {
    "kern_assign": (None, *ROWS, ADDRESS, SIZE, *(ADDRESS,) * 3, SIZE, *ADDED),
    "kern_rounds": (SIZE, *ROWS, SIZE, *(ADDRESS,) * 4, SIZE, ctypes.c_double, SIZE, ADDRESS, ADDRESS),
    "kern_nearer": (None, *ROWS, *(ADDRESS,) * 4),
    "kern_left": (None, *ROWS, ADDRESS, ADDRESS, SIZE, *(ADDRESS,) * 4),
    "kern_mixture": (None, *TABLE, *BELLS, ADDRESS, *LABELS, ADDRESS, SIZE, ADDRESS, ADDRESS),
    "kern_squares": (SIZE, *PLACES, *LABELS, ADDRESS, *[SIZE] * 4, ADDRESS),
    "kern_cover": (None, SIZE, ADDRESS, ADDRESS),
    "kern_stamps": (None, *PLACES, *[ADDRESS] * 7, *[SIZE] * 3, ADDRESS, ADDRESS),
}
SHARED: dict[str, tuple[Any, ...]] = {
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
calls: dict[str, Callable[..., Any]] = {}
"""The functions of the chosen level; none where numpy runs."""


class UnusableError(Exception):
    """Why the compiled kernels cannot run."""


def choose(wish: str = "") -> None:
    """Lets the kernels of one level, or the best there are, run from now on; nobody may be computing."""
    global backend, reason, calls
    backend, reason, calls = _chosen(wish)


def told() -> str:
    """One sentence on which kernels run and, where they could be better, why they are not."""
    kind = "the numpy reference" if backend == "numpy" else f"compiled code ({backend})"
    return f"The kernels are {kind}, because {reason}." if reason else f"The kernels are {kind}."


def levels() -> tuple[str, ...]:
    """The compiled levels that this processor could run; none where the library is unusable."""
    try:
        return LEVELS[: _library().kern_level() + 1]
    except UnusableError:
        return ()


def _chosen(wish: str) -> tuple[str, str, dict[str, Callable[..., Any]]]:
    if wish == "numpy":
        return "numpy", f"{WISH} asks for it", {}
    try:
        library = _library()
    except UnusableError as failure:
        return "numpy", str(failure), {}
    there = LEVELS[: library.kern_level() + 1]
    level = wish if wish in there else there[-1]
    return level, _doubt(wish, there), _functions(library, level)


def _doubt(wish: str, there: tuple[str, ...]) -> str:
    """Why a wish is not, or only just, granted."""
    if wish in ("", there[-1]):
        return ""
    if wish in there:
        return f"{WISH} asks for it"
    if wish in LEVELS:
        return f"this processor has no {wish}"
    return f"{WISH} is {wish!r}, which is none of numpy, {', '.join(LEVELS)}"


def _library() -> ctypes.CDLL:
    """The library beside this module, of the sources that this module knows; raises UnusableError."""
    found = importlib.util.find_spec("clusterlab.kernels.native._kern")
    if found is None or found.origin is None:
        raise UnusableError("they were not compiled: there was no working C compiler at the installation")
    try:
        library = ctypes.CDLL(found.origin)
        library.kern_abi.restype = library.kern_level.restype = SIZE
        made = library.kern_abi()
    except (OSError, AttributeError) as failure:
        raise UnusableError(f"the compiled ones cannot be loaded ({failure})") from None
    if made != ABI:
        raise UnusableError("the compiled ones are of other sources: install the program again")
    return library


def _functions(library: ctypes.CDLL, level: str) -> dict[str, Callable[..., Any]]:
    leveled = {name: _declared(library[f"{name}_{level}"], of) for name, of in SIGNATURES.items()}
    return leveled | {name: _declared(library[name], of) for name, of in SHARED.items()}


def _declared(function: Any, signature: tuple[Any, ...]) -> Callable[..., Any]:
    function.restype, function.argtypes = signature[0], signature[1:]
    return function  # type: ignore[no-any-return]


choose(os.environ.get(WISH, ""))
