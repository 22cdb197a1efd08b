"""Offers a sample, or more memory, when an algorithm would exceed the memory budget."""

from functools import partial

from clusterlab.core.formatting import format_bytes
from clusterlab.core.memory_budget import TooManyPointsError
from clusterlab.session.commands.session_commands import SessionCommands
from clusterlab.session.state.prepared_folder import FOLDER_SAMPLE_ROWS
from clusterlab.session.state.session import Session
from clusterlab.ui.panels.message_bar import MessageBar


def offer_sample(
    message: MessageBar, commands: SessionCommands, failure: TooManyPointsError, requested: Session
) -> None:
    """Offers to run the requested session on a sample, or, where memory is the only limit, on all points."""
    sample = f"Use a sample of {failure.max_points:,}" if failure.max_points else ""
    memory = f"Go on with {format_bytes(failure.bytes_needed)}" if failure.bytes_needed else ""
    take_sample = partial(commands.take_sample, failure.max_points, requested)
    allow_memory = partial(commands.allow_memory, failure.bytes_needed, requested)
    message.show_message("error", str(failure), (sample, take_sample), (memory, allow_memory))


def offer_folder_sample(message: MessageBar, commands: SessionCommands, obstacle: str) -> None:
    """Says why all rows of a prepared folder cannot be used, and offers a sample of them."""
    words, take = f"Use a sample of {FOLDER_SAMPLE_ROWS:,}", partial(commands.take_sample, FOLDER_SAMPLE_ROWS)
    message.show_message("error", obstacle, (words, take))
