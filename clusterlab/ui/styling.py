"""The style sheet of the window."""

import math
import re
from string import Template

from clusterlab.core.resources import resource
from clusterlab.ui.theme import Theme, mix


def stylesheet(theme: Theme, scale: float = 1.0) -> str:
    """The style sheet in the colors of a theme, every length times `scale`."""
    sheet = resource("window.qss").read_text(encoding="utf-8")
    words = {name: value for name, value in vars(theme).items() if isinstance(value, str)}
    words |= _derived(theme) | {"icons": resource("icons").as_posix()}
    return Template(_scaled(sheet, scale)).substitute(words)


def _derived(theme: Theme) -> dict[str, str]:
    """Colors between two of the theme's own."""
    return {
        "hover": mix(theme.panel, theme.text, 0.05),
        "pressed": mix(theme.panel, theme.text, 0.1),
        "faint": mix(theme.panel, theme.muted, 0.6),
        "thumb": mix(theme.panel, theme.muted, 0.45),
        "bad_soft": mix(theme.panel, theme.bad, 0.12),
    }


def _scaled(sheet: str, scale: float) -> str:
    """Every length in pixels times `scale`; thin lines stay at least one pixel wide."""
    return re.sub(r"(radius: )?(\d+)px", lambda found: _length(found[1] or "", int(found[2]), scale), sheet)


def _length(radius: str, pixels: int, scale: float) -> str:
    """Radii are rounded down: one that is more than half of its part makes a corner of it."""
    scaled = math.floor(pixels * scale) if radius else round(pixels * scale)
    return f"{radius}{max(1, scaled) if pixels else 0}px"
