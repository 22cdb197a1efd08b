"""Color blending in the perceptually uniform OKLab space (Ottosson 2020); colors are (..., 3) in 0 .. 255."""

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.parallel import run_in_pieces
from clusterlab.kernels.typing import Floats, chunks

Rgb = NDArray[np.uint8]

RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
LAB_TO_LMS, LMS_TO_RGB = np.linalg.inv(LMS_TO_LAB), np.linalg.inv(RGB_TO_LMS)


def to_linear(rgb: NDArray[np.number]) -> Floats:
    """Linear RGB (..., 3) in 0 .. 1 of sRGB colors."""
    channel = np.asarray(rgb, float) / 255
    return np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)


def to_srgb(linear: Floats) -> Rgb:
    """The sRGB colors of linear RGB (..., 3), clipped to 0 .. 255."""
    clipped = np.clip(linear, 0, 1)
    channel = np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055)
    return np.round(channel * 255).astype(np.uint8)


def to_oklab(rgb: NDArray[np.number]) -> Floats:
    """OKLab coordinates (..., 3) of sRGB colors."""
    return np.asarray(np.cbrt(to_linear(rgb) @ RGB_TO_LMS.T) @ LMS_TO_LAB.T)


def rgb(coordinates: Floats) -> Rgb:
    """The sRGB colors of OKLab coordinates (..., 3)."""
    return to_srgb((coordinates @ LAB_TO_LMS.T) ** 3 @ LMS_TO_RGB.T)


def blend_colors(shares: Floats, palette: NDArray[np.number]) -> Rgb:
    """Colors (n, 3) blended from `palette` (k, 3) with weights `shares` (n, k), rows of which sum to 1."""
    coordinates, colors = to_oklab(palette), np.empty((len(shares), 3), np.uint8)

    def piece(start: int, stop: int) -> None:
        for part in chunks(stop - start):
            colors[start:stop][part] = rgb(shares[start:stop][part] @ coordinates)

    run_in_pieces(len(shares), piece)
    return colors


def luminance(rgb: NDArray[np.number]) -> Floats:
    """Relative luminance (...,) of colors (WCAG 2.2)."""
    return np.asarray(to_linear(rgb) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast_ratio(first: NDArray[np.number], second: NDArray[np.number]) -> Floats:
    """The contrast ratio (...,) of two colors, from 1 to 21 (WCAG 2.2)."""
    one, two = luminance(first), luminance(second)
    return np.asarray((np.maximum(one, two) + 0.05) / (np.minimum(one, two) + 0.05))
