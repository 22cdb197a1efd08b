"""What went wrong, as a sentence for a person; the details go to the log."""

import logging

from clusterlab.core.refusal import RefusalError

log = logging.getLogger("clusterlab")


def sentence_of(failure: BaseException) -> str:
    """The sentence that a person reads about a failure; one that nobody foresaw is logged."""
    if isinstance(failure, RefusalError):
        return str(failure)
    if isinstance(failure, OSError) and not failure.strerror:
        return str(failure)
    if isinstance(failure, MemoryError):
        return "There is not enough memory for that: take fewer points or fewer clusters."
    log.error("unforeseen failure", exc_info=failure)
    if isinstance(failure, OSError) and failure.strerror:
        return f"{failure.filename or 'The file'} cannot be used: {failure.strerror}."
    return (
        f"Something went wrong that clusterlab did not foresee ({type(failure).__name__}); the log says more."
    )
