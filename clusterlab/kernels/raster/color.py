"""Colors blended where equal steps look equal: OKLab (Ottosson 2020). Colors are (..., 3) in 0 .. 255."""

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.parallel import in_pieces
from clusterlab.kernels.typing import Floats, chunks

Rgb = NDArray[np.uint8]

TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
FROM_LAB, FROM_CONES = np.linalg.inv(TO_LAB), np.linalg.inv(TO_CONES)


def linear(rgb: NDArray[np.number]) -> Floats:
    """Light (..., 3) in 0 .. 1 of colors."""
    part = np.asarray(rgb, float) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def shown(light: Floats) -> Rgb:
    """The colors of light (..., 3), cut to what a screen can show."""
    cut = np.clip(light, 0, 1)
    part = np.where(cut <= 0.0031308, cut * 12.92, 1.055 * cut ** (1 / 2.4) - 0.055)
    return np.round(part * 255).astype(np.uint8)


def lab(rgb: NDArray[np.number]) -> Floats:
    """OKLab coordinates (..., 3) of colors."""
    return np.asarray(np.cbrt(linear(rgb) @ TO_CONES.T) @ TO_LAB.T)


def rgb(places: Floats) -> Rgb:
    """The colors at OKLab coordinates (..., 3)."""
    return shown((places @ FROM_LAB.T) ** 3 @ FROM_CONES.T)


def blended(shares: Floats, palette: NDArray[np.number]) -> Rgb:
    """One color for each row of shares (n, k) of the palette's colors (k, 3): (n, 3)."""
    places, colors = lab(palette), np.empty((len(shares), 3), np.uint8)

    def piece(start: int, stop: int) -> None:
        for part in chunks(stop - start):
            colors[start:stop][part] = rgb(shares[start:stop][part] @ places)

    in_pieces(len(shares), piece)
    return colors


def luminance(rgb: NDArray[np.number]) -> Floats:
    """Relative luminance (...,) of colors (WCAG 2.2)."""
    return np.asarray(linear(rgb) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(first: NDArray[np.number], second: NDArray[np.number]) -> Floats:
    """The contrast ratio (...,) of two colors, from 1 to 21 (WCAG 2.2)."""
    one, two = luminance(first), luminance(second)
    return np.asarray((np.maximum(one, two) + 0.05) / (np.minimum(one, two) + 0.05))
