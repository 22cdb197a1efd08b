"""Which steps a film shows, for how long, and in which size."""

from collections.abc import Iterator
from dataclasses import dataclass

from clusterlab.core.formatting import format_duration
from clusterlab.core.message import Message
from clusterlab.core.params import DeclaredParam, Param

DEFAULT_PACE = 0.4
"""Seconds of a step, as a run is played unless another speed is set."""
PACE_PARAM = DeclaredParam(
    "pace", float, DEFAULT_PACE, Param("Pace", "Seconds for which a film shows each step.", 0.02, 10)
)
LAST_STEP_SECONDS = 2.0
"""The last step is shown so much longer, before the film begins again."""
MAX_FRAMES = 500
"""Of longer runs only every second step is shown, or every third, and so on."""


@dataclass(frozen=True)
class FilmPlan:
    """The steps from index `first` to `last` (inclusive), each shown for `pace` seconds.

    Frames have `resolution` times the pixels of `size` (w, h), in each direction.
    """

    first: int
    last: int
    pace: float = DEFAULT_PACE
    size: tuple[int, int] = (1440, 900)
    resolution: int = 1

    @property
    def every(self) -> int:
        """One of so many consecutive steps is shown."""
        return -(-(self.last - self.first + 1) // MAX_FRAMES)

    @property
    def indices(self) -> tuple[int, ...]:
        """The steps that are shown, of which the last is that of the range."""
        found = range(self.first, self.last, self.every)
        return (*found, self.last)

    @property
    def pixels(self) -> tuple[int, int]:
        """The width and height of a frame in pixels."""
        width, height = self.size
        return width * self.resolution, height * self.resolution

    @property
    def sample_indices(self) -> tuple[int, ...]:
        """A first, a middle and a last step, of which the colors of a film are known."""
        shown = self.indices
        return tuple(dict.fromkeys((shown[0], shown[len(shown) // 2], shown[-1])))

    def durations(self) -> Iterator[int]:
        """The milliseconds of each frame."""
        own = round(1000 * self.pace)
        yield from [own] * (len(self.indices) - 1)
        yield own + round(1000 * LAST_STEP_SECONDS)

    @property
    def words(self) -> Message:
        """How many frames the film has, how long it is, and how large."""
        width, height = self.pixels
        shown = Message("every step") if self.every == 1 else Message("1 step in {every}", every=self.every)
        template = "{n:# frame|# frames} ({shown}), {length}, {width!s} × {height!s} pixels."
        length = format_duration(sum(self.durations()) / 1000)
        values = {"shown": shown, "length": length, "width": width, "height": height}
        return Message(template, n=len(self.indices), **values)
