"""The base of errors that are shown to the user as they are, whichever part raised them."""

from clusterlab.core.message import Message


class UserError(ValueError):
    """Something that cannot be done; its `message` is a sentence for a person."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message
