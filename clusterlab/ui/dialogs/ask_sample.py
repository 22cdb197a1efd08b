"""What cannot be done with so many points is a question: a sample of them, or more memory."""

from clusterlab.core.memory_budget import TooManyPointsError, format_bytes
from clusterlab.session.commands.session_commands import SessionCommands
from clusterlab.session.state.session import Session
from clusterlab.ui.panels.caption_bar import MessageBar


def offer_sample(
    message: MessageBar, commands: SessionCommands, failure: TooManyPointsError, asked: Session
) -> None:
    """Offers a sample of what was asked for, or to go on where memory is all that it takes."""
    message.show_message(
        "error",
        str(failure),
        f"Use a sample of {failure.max_points:,}",
        lambda: commands.take_sample(failure.max_points, asked),
        f"Go on with {format_bytes(failure.bytes_needed)}" if failure.bytes_needed else "",
        lambda: commands.allow_memory(failure.bytes_needed, asked),
    )
