"""Which clusterlab this is."""

import sys

VERSION = "0.1.0"


def is_packaged() -> bool:
    """Whether this is the packaged program, into which nothing can be installed."""
    return bool(getattr(sys, "frozen", False))
