"""What went wrong, as a sentence for a person; the details go to the log."""

from clusterlab.core.errors import RefusalError
from clusterlab.core.log import write_down


def sentence_of(failure: BaseException) -> str:
    """The sentence that a person reads about a failure; one that nobody foresaw is logged."""
    if isinstance(failure, RefusalError):
        return str(failure)
    if isinstance(failure, OSError) and not failure.strerror:
        return str(failure)
    if isinstance(failure, MemoryError):
        return "There is not enough memory for that: take fewer points or fewer clusters."
    place = write_down(failure)
    if isinstance(failure, OSError) and failure.strerror:
        return f"{failure.filename or 'The file'} cannot be used: {failure.strerror}."
    kept = f"what happened is written in {place}" if place else f"{type(failure).__name__}: {failure}"
    return f"Something went wrong that should not have; {kept}."
