"""The light and the dark theme: colors by their use."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clusterlab.kernels.raster.color import Rgb, blend_colors, contrast_ratio
from clusterlab.kernels.raster.rasterize import GLYPH_SHAPES

MARK_CONTRAST = 3.0
POINT_OPACITY = 0.85
PALETTE_NAMES = ("Blue", "Orange", "Green", "Vermilion", "Pink", "Sky blue", "Yellow", "Gray")
"""What the colors of clusters are called, in the order of the palette."""
OKABE_ITO = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#f0e442")


@dataclass(frozen=True)
class Theme:
    """Colors by their use; `clusters` is the palette, which repeats with other point shapes.

    `series` are those of the lines of charts and of the phases on the timeline: no cluster has them.
    """

    name: str
    window: str
    panel: str
    canvas: str
    line: str
    grid: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_soft: str
    accent_text: str
    on_accent: str
    good: str
    bad: str
    noise: str
    series: tuple[str, ...]
    clusters: tuple[str, ...]

    @property
    def dark(self) -> bool:
        """Whether text is lighter than its background."""
        return self.name == "dark"

    def cluster(self, number: int) -> str:
        """The color of a palette number; -1 is noise."""
        return self.noise if number < 0 else self.clusters[number % len(self.clusters)]

    def series_color(self, number: int) -> str:
        """The color of a line of a chart or of a phase, which repeats."""
        return self.series[number % len(self.series)]

    def line_color(self, number: int) -> str:
        """The color of a palette number's lines and unoutlined points: at least 3:1 on the canvas."""
        return self.noise if number < 0 else self._line_colors[number % len(self.clusters)]

    def outline_color(self, number: int) -> str:
        """The outline color of a palette number's points: at least 3:1 at their opacity."""
        return self.noise if number < 0 else self._outline_colors[number % len(self.clusters)]

    def shape(self, number: int) -> str:
        """The shape of a palette number's points."""
        shapes = tuple(GLYPH_SHAPES)
        return "disc" if number < 0 else shapes[number // len(self.clusters) % len(shapes)]

    def needs_outline(self, number: int) -> bool:
        """Whether points of a palette number need an outline to stand out from the canvas."""
        return self.outline_color(number) != self.cluster(number)

    @cached_property
    def _line_colors(self) -> tuple[str, ...]:
        return tuple(with_contrast(color, self.canvas, MARK_CONTRAST) for color in self.clusters)

    @cached_property
    def _outline_colors(self) -> tuple[str, ...]:
        return tuple(
            with_contrast(color, self.canvas, MARK_CONTRAST, POINT_OPACITY) for color in self.clusters
        )


def parse_color(color: str) -> Rgb:
    """The RGB bytes (3,) of a color such as #2f6fed."""
    return np.frombuffer(bytes.fromhex(color[1:]), np.uint8)


def hex_color(rgb: Rgb) -> str:
    """The color of RGB bytes (3,), such as #2f6fed."""
    return "#" + bytes(rgb.tolist()).hex()


def wcag_contrast(first: str, second: str) -> float:
    """The contrast ratio of two colors (WCAG 2.2)."""
    return float(contrast_ratio(parse_color(first), parse_color(second)))


def mix(first: str, second: str, share: float) -> str:
    """The blend of two colors in which the second has the given share."""
    pair = np.array([parse_color(first), parse_color(second)])
    return hex_color(blend_colors(np.array([[1 - share, share]]), pair)[0])


def composited(color: str, background: str, opacity: float) -> str:
    """What a translucent color looks like on a background."""
    rgb = opacity * parse_color(color) + (1 - opacity) * parse_color(background)
    return "#" + bytes(np.round(rgb).astype(int).tolist()).hex()


def with_contrast(color: str, background: str, least: float, opacity: float = 1.0) -> str:
    """The color, mixed with as little black or white as gives it the `least` contrast to its background."""
    prefers_black = wcag_contrast(background, "#ffffff") < wcag_contrast(background, "#000000")
    extreme = "#000000" if prefers_black else "#ffffff"
    for share in np.linspace(0, 1, 51):
        adjusted = mix(color, extreme, float(share)) if share else color
        if wcag_contrast(composited(adjusted, background, opacity), background) >= least:
            return adjusted
    return extreme


LIGHT = Theme(
    name="light",
    window="#f6f7f9",
    panel="#ffffff",
    canvas="#ffffff",
    line="#dfe3e8",
    grid="#eef0f3",
    text="#1d2129",
    muted="#667080",
    accent="#2f6fed",
    accent_hover="#2561d8",
    accent_soft="#eef3fe",
    accent_text="#1f5bd4",
    on_accent="#ffffff",
    good="#08764f",
    bad="#b3261e",
    noise="#78818e",
    series=("#6246ab", "#a87fda", "#7a4a2b", "#2f6fed"),
    clusters=(*OKABE_ITO, "#3d4450"),
)
DARK = Theme(
    name="dark",
    window="#16181d",
    panel="#1e2128",
    canvas="#12141a",
    line="#2d323b",
    grid="#1d2027",
    text="#e6e8eb",
    muted="#98a1ae",
    accent="#6ea0ff",
    accent_hover="#8ab3ff",
    accent_soft="#22304d",
    accent_text="#7eabff",
    on_accent="#12141a",
    good="#3ecf9a",
    bad="#ff8a80",
    noise="#78818e",
    series=("#8b6cf6", "#d8b4fe", "#b5835a", "#4f7cff"),
    clusters=(*OKABE_ITO, "#dfe3ea"),
)
THEMES = {"light": LIGHT, "dark": DARK}
