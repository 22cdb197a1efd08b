"""The errors of the command line, and the exit code of each."""

import math
from collections.abc import Iterable

from clusterlab.core.errors import UserError
from clusterlab.core.memory_budget import TooManyPointsError
from clusterlab.core.message import Message, sentences
from clusterlab.core.params import ParamError

DATA_ERROR, USAGE_ERROR = 1, 2


class UsageError(UserError):
    """A command line that cannot be understood."""


class StartError(UserError):
    """A window that cannot be opened, or a picture that cannot be rendered."""


def closest_word(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; empty where none is similar."""
    import difflib  # slow to import, and used by errors alone

    known = list(known)
    found = [one for one in known if len(word) > 3 and one.startswith(word)]
    bare = {one.lstrip("-"): one for one in known}  # the dashes that all options share make none similar
    found = found or [bare[one] for one in difflib.get_close_matches(word.lstrip("-"), bare, 1, 0.6)]
    return found[0] if found else ""


def error_message(error: UserError) -> Message:
    """The message of an error; where there were too many points, with the flags that help."""
    if not isinstance(error, TooManyPointsError):
        return error.message
    gibibytes = math.ceil(error.bytes_needed / 2**30)
    if not error.max_points:
        hint = Message("Go on with --memory {gibibytes!s}.", gibibytes=gibibytes)
    elif not error.bytes_needed:
        hint = Message("Take a random sample with --sample {n!s}.", n=error.max_points)
    else:
        hint = Message(
            "Take a random sample with --sample {n!s}, or go on with --memory {gibibytes!s}.",
            n=error.max_points,
            gibibytes=gibibytes,
        )
    return sentences(error.message, hint)


def exit_code(error: UserError) -> int:
    """The exit code of an error: 2 for a wrong command line, 1 for anything else."""
    return USAGE_ERROR if isinstance(error, (UsageError, ParamError)) else DATA_ERROR
