"""The mapping between the integer positions of a slider and values."""

import math
from dataclasses import dataclass, replace

SLIDER_STEPS = 100


@dataclass(frozen=True)
class SliderScale:
    """A range of values, linear or logarithmic, integer or not, on the positions 0, 1, ... of a slider."""

    low: float
    high: float
    log: bool = False
    integer: bool = False

    @property
    def places(self) -> int:
        """The last position: on a linear scale of few integers, each has its own."""
        span = int(self.high - self.low)
        return span if self.integer and not self._is_log and 0 < span <= 2 * SLIDER_STEPS else SLIDER_STEPS

    def grown(self, value: float) -> "SliderScale":
        """The scale that holds a value, too; a logarithmic one cannot hold 0 or less."""
        low = self.low if self._is_log and value <= 0 else min(self.low, value)
        return replace(self, low=low, high=max(self.high, value))

    def place(self, value: float) -> int:
        """The position nearest to a value; values beyond the range are clipped."""
        within = min(max(value, self.low), self.high)
        if self._is_log:
            share = math.log(within / self.low) / math.log(self.high / self.low)
        else:
            share = (within - self.low) / ((self.high - self.low) or 1)
        return round(share * self.places)

    def value(self, place: int) -> float:
        """The rounded value at a position; the ends are exact."""
        if place <= 0 or place >= self.places:
            return self._kind(self.low if place <= 0 else self.high)
        share = place / self.places
        if self._is_log:
            round_number = float(f"{self.low * (self.high / self.low) ** share:.{self._digits}g}")
            return self._kind(min(max(round_number, self.low), self.high))
        return self._kind(round(self.low + share * (self.high - self.low), self._decimals))

    @property
    def _is_log(self) -> bool:
        return self.log and self.low > 0

    @property
    def _digits(self) -> int:
        """Significant digits: two, or as many as neighboring logarithmic positions need to differ."""
        growth = (self.high / self.low) ** (1 / self.places) - 1
        return max(2, math.ceil(1 - math.log10(2 * growth or 1)))

    @property
    def _decimals(self) -> int:
        """Decimals: as many as neighboring positions need to differ."""
        return max(0, math.ceil(-math.log10((self.high - self.low) / self.places or 1)))

    def _kind(self, value: float) -> float:
        return round(value) if self.integer else float(value)
