"""The look: colors by their names, light and dark, and the font."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication

from clusterlab.core.resources import resource
from clusterlab.kernels.raster.color import Rgb, blend_colors, contrast_ratio
from clusterlab.kernels.raster.rasterize import SHAPES

MARK_CONTRAST = 3.0
POINT_OPACITY = 0.85
BASE_FONT_SIZE = 13
OKABE_ITO = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#f0e442")


@dataclass(frozen=True)
class Theme:
    """Colors by what they are for; clusters wear `clusters` and, past their number, another shape too."""

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
    clusters: tuple[str, ...]

    @property
    def dark(self) -> bool:
        """Whether text is lighter than what it stands on."""
        return self.name == "dark"

    def cluster(self, number: int) -> str:
        """The color of a palette number; -1 is noise."""
        return self.noise if number < 0 else self.clusters[number % len(self.clusters)]

    def line_color(self, number: int) -> str:
        """The color of a palette number for lines and for dots without a rim: at least 3:1 on the canvas."""
        return self.noise if number < 0 else self._line_colors[number % len(self.clusters)]

    def outline_color(self, number: int) -> str:
        """The color around a palette number's dots: at least 3:1 though dots are see-through."""
        return self.noise if number < 0 else self._outline_colors[number % len(self.clusters)]

    def shape(self, number: int) -> str:
        """The shape of a palette number's dots."""
        shapes = tuple(SHAPES)
        return "disc" if number < 0 else shapes[number // len(self.clusters) % len(shapes)]

    def needs_outline(self, number: int) -> bool:
        """Whether dots of a palette number need a rim to stand out from the canvas."""
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
    """The parts (3,) of a color such as #2f6fed."""
    return np.frombuffer(bytes.fromhex(color[1:]), np.uint8)


def wcag_contrast(first: str, second: str) -> float:
    """The contrast of two colors (WCAG 2.2)."""
    return float(contrast_ratio(parse_color(first), parse_color(second)))


def mix(first: str, second: str, share: float) -> str:
    """The color that is `share` of the second and the rest of the first."""
    parts = blend_colors(np.array([[1 - share, share]]), np.array([parse_color(first), parse_color(second)]))[
        0
    ]
    return "#" + bytes(parts.tolist()).hex()


def composited(color: str, ground: str, opacity: float) -> str:
    """What a see-through color looks like on `ground`."""
    parts = opacity * parse_color(color) + (1 - opacity) * parse_color(ground)
    return "#" + bytes(np.round(parts).astype(int).tolist()).hex()


def with_contrast(color: str, ground: str, least: float, opacity: float = 1.0) -> str:
    """The color itself where it stands out enough from `ground`, else moved just as far as it must be."""
    extreme = "#000000" if wcag_contrast(ground, "#ffffff") < wcag_contrast(ground, "#000000") else "#ffffff"
    for share in np.linspace(0, 1, 51):
        adjusted = mix(color, extreme, float(share)) if share else color
        if wcag_contrast(composited(adjusted, ground, opacity), ground) >= least:
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
    clusters=(*OKABE_ITO, "#dfe3ea"),
)
THEMES = {"light": LIGHT, "dark": DARK}


def font(size: float = BASE_FONT_SIZE, bold: bool = False) -> QFont:
    """The platform's own sans serif at a size in pixels, with figures of equal width."""
    chosen = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    chosen.setPixelSize(max(1, round(size)))
    chosen.setBold(bold)
    chosen.setFeature(QFont.Tag("tnum"), 1)
    return chosen


def ensure_font() -> None:
    """Lets the font that ships serve where Qt finds none at all: on a bare system, or on Windows without a
    window."""
    if not QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).family():
        QFontDatabase.addApplicationFont(str(resource("fonts/DejaVuSans.ttf")))


def system_theme(app: QGuiApplication) -> Theme:
    """The theme that the system asks for; light where it does not say."""
    return DARK if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
