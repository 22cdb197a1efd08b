"""A part of the window that follows what is on screen and may compute something of its own about it."""

from typing import Protocol


class ChartPresenter(Protocol):
    """Looks at each tick what is on screen; what it computes runs on a lane of the panels' thread."""

    @property
    def busy(self) -> bool:
        """Whether ticks are wanted."""

    def tick(self) -> Exception | None:
        """Looks what is on screen and shows what came; an error to tell, if there was one."""

    def cancel(self) -> bool:
        """Stops what is computed; says whether there was something."""
