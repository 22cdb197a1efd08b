"""The style sheet of the window."""

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
    return re.sub(r"(\d+)px", lambda length: f"{_length(int(length[1]), scale)}px", sheet)


def _length(pixels: int, scale: float) -> int:
    return max(1, round(pixels * scale)) if pixels else 0
