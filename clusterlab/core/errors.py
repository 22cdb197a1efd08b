"""What the program cannot do for a person; whoever shows it need not know which part raised it."""

from clusterlab.core.message import Message


class UserError(ValueError):
    """Something that cannot be done; its `message` is a sentence for a person."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message
