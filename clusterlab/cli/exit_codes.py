"""What the command line refuses, as sentences for a person, with the exit code of each."""

import difflib
import math
from collections.abc import Iterable

from clusterlab.core.errors import UserError
from clusterlab.core.memory_budget import TooManyPointsError
from clusterlab.core.params import ParamError

DATA_ERROR, USAGE_ERROR = 1, 2


class UsageError(UserError):
    """A command that cannot be understood; its text is a sentence for a person."""


class StartError(UserError):
    """A window that cannot be opened; its text is a sentence for a person."""


def suggestion(word: str, known: Iterable[str]) -> str:
    """A question after the known word that was probably meant, or nothing."""
    known = list(known)
    found = [one for one in known if len(word) > 3 and one.startswith(word)]
    bare = {one.lstrip("-"): one for one in known}  # what all options begin with makes none alike
    found = found or [bare[one] for one in difflib.get_close_matches(word.lstrip("-"), bare, 1, 0.6)]
    return f"; did you mean {found[0]}?" if found else ""


def error_text(failure: Exception) -> str:
    """The text of a refusal, and the flags that help where it is one of size."""
    if not isinstance(failure, TooManyPointsError):
        return str(failure)
    help = f"{failure} Take a random sample with --sample {failure.max_points}"
    return (
        f"{help}, or go on with --memory {math.ceil(failure.bytes_needed / 2**30)}."
        if failure.bytes_needed
        else f"{help}."
    )


def exit_code(failure: Exception) -> int | None:
    """The exit code of a failure whose text is a sentence for a person; None for any other failure."""
    if isinstance(failure, (UsageError, ParamError)):
        return USAGE_ERROR
    return DATA_ERROR if isinstance(failure, UserError) else None
