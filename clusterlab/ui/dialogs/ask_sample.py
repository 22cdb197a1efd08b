"""What cannot be done with so many points is a question: a sample of them, or more memory."""

from clusterlab.core.memory_budget import TooManyPointsError, size
from clusterlab.session.commands.session_commands import Intents
from clusterlab.session.state.session import Session
from clusterlab.ui.panels.caption_bar import MessageBar


def ask_for_less(message: MessageBar, intents: Intents, failure: TooManyPointsError, asked: Session) -> None:
    """Offers a sample of what was asked for, or to go on where memory is all that it takes."""
    message.tell(
        "error",
        str(failure),
        f"Use a sample of {failure.most:,}",
        lambda: intents.take_sample(failure.most, asked),
        f"Go on with {size(failure.needs)}" if failure.needs else "",
        lambda: intents.allow_room(failure.needs, asked),
    )
