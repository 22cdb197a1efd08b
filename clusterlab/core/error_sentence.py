"""Error messages for people; details go to the log."""

from clusterlab.core.errors import UserError
from clusterlab.core.log import log_failure


def error_sentence(failure: BaseException) -> str:
    """The error message of an exception; an unexpected one is logged."""
    if isinstance(failure, UserError):
        return str(failure)
    if isinstance(failure, OSError) and not failure.strerror:
        return str(failure)
    if isinstance(failure, MemoryError):
        return "Not enough memory. Use fewer points or clusters."
    log_path = log_failure(failure)
    if isinstance(failure, OSError) and failure.strerror:
        return f"{failure.filename or 'The file'} cannot be used: {failure.strerror}."
    kept = f"details are in {log_path}" if log_path else f"{type(failure).__name__}: {failure}"
    return f"Internal error; {kept}."
