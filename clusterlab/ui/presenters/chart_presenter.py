"""What the presenter of the window needs of the parts that work on a worker or in several turns."""

from typing import Protocol


class PolledPart(Protocol):
    """A part of the window that is polled while it is busy."""

    @property
    def busy(self) -> bool:
        """Whether work is under way, or its results are not shown yet."""

    def poll(self) -> Exception | None:
        """Takes and shows results; returns the error if the work failed."""


class ChartPresenter(PolledPart, Protocol):
    """A part that computes results of its own on a worker."""

    def cancel(self) -> bool:
        """Stops computing; returns whether something was being computed."""
