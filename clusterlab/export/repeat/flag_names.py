"""The names of all flags of the command line; those of parameters derive from their declarations."""

from collections.abc import Iterable, Mapping

from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.params import DeclaredParam, declared_params
from clusterlab.datasets.generators.shape import SHAPES

OWN_FLAGS = frozenset(
    {
        "--help",
        "--algorithms",
        "--all",
        "--animate",
        "--charts",
        "--cluster",
        "--color-by",
        "--column-weights",
        "--columns",
        "--covariances",
        "--data",
        "--decimal",
        "--delimiter",
        "--encoding",
        "--flow",
        "--header",
        "--json",
        "--labels",
        "--log",
        "--make",
        "--memory",
        "--missing",
        "--model",
        "--names",
        "--order",
        "--out",
        "--pace",
        "--picture",
        "--preset",
        "--profile",
        "--reduce",
        "--references",
        "--report",
        "--resolution",
        "--restarts",
        "--sample",
        "--scale",
        "--script",
        "--session",
        "--sheet",
        "--size",
        "--skip",
        "--split",
        "--stability",
        "--steps",
        "--table",
        "--thousands",
        "--tls-ca",
        "--tls-cert",
        "--tls-key",
        "--truth",
        "--view",
        "--weights",
        "--with",
    }
)
"""The flags of the commands themselves; a parameter of an algorithm of that name gets a prefix."""

DELIMITER_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "blank": " ", "none": ""}
DECIMAL_WORDS = {"point": ".", "comma": ","}
THOUSANDS_WORDS = {"none": "", "point": ".", "comma": ",", "blank": " ", "apostrophe": "'"}
"""The words of marks in the flags of reading; another delimiter is written as it is."""

ALGORITHM_PREFIX = "--algorithm-"
FlagOwners = dict[str, DeclaredParam]
"""The algorithms or shapes that declare a flag, by name: each may have another default and help."""


def algorithm_flags() -> dict[str, FlagOwners]:
    """All flags of algorithms, with the algorithms that declare each.

    One that a command has itself gets the prefix `--algorithm-`.
    """
    return _by_flag(ALGORITHMS.all(), OWN_FLAGS, ALGORITHM_PREFIX)


def flags_of(kind: type[Algorithm]) -> dict[str, FlagOwners]:
    """The flags of one algorithm, without those of the others."""
    return _by_flag({kind.name: kind}, OWN_FLAGS, ALGORITHM_PREFIX)


def shape_flags() -> dict[str, FlagOwners]:
    """All flags of shapes; one that algorithms declare, too, gets the prefix `--data-`."""
    return _by_flag(SHAPES.all(), algorithm_flags(), "--data-")


def _by_flag(kinds: Mapping[str, type], taken: Iterable[str], prefix: str) -> dict[str, FlagOwners]:
    flags: dict[str, FlagOwners] = {}
    for name, kind in kinds.items():
        for item in declared_params(kind):
            flag = prefix + item.flag.removeprefix("--") if item.flag in taken else item.flag
            flags.setdefault(flag, {})[name] = item
    return flags
