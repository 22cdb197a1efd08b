"""What the presenter of the window needs of the parts that it polls."""

from typing import Protocol


class PolledPart(Protocol):
    """A part of the window that a timer polls while it is busy."""

    @property
    def busy(self) -> bool:
        """Whether the part needs ticks."""

    def tick(self) -> Exception | None:
        """Takes and shows the results of its worker; returns the error if the work failed."""


class ChartPresenter(PolledPart, Protocol):
    """A part that shows, at each tick, what is on screen, and may compute results of its own on a worker."""

    def cancel(self) -> bool:
        """Stops computing; returns whether something was being computed."""
