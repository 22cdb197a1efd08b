"""The version of clusterlab, and whether it is packaged."""

import sys

VERSION = "0.1.0"


def is_packaged() -> bool:
    """Whether this is the packaged program, in which no further packages can be installed."""
    return bool(getattr(sys, "frozen", False))
