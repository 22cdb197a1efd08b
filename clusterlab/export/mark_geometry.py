"""Where marks are drawn in a viewport: ellipses, stops of trajectories, and arrows."""

import numpy as np

from clusterlab.core.marks import Ellipses
from clusterlab.core.projection import View
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Floats

ARROW_LENGTH_SHARE = 0.3  # of the plot: the longest loading
TRIPOD_LENGTH = 46.0  # pixels: the axes of a 3D view
TRIPOD_CORNER = (76.0, 92.0)  # pixels from the left and from the bottom: the origin of the axes of a 3D view


def ellipse_transforms(mark: Ellipses, viewport: Viewport) -> Floats:
    """The affine maps (k, 6), to pixels, of a circle of radius m to the m-sigma ellipse of each component.

    In the order of the images of (1, 0) and (0, 1), and the middle.
    """
    spread, directions = np.linalg.eigh(mark.covariances)
    axes = np.swapaxes(directions * np.sqrt(np.maximum(spread, 0))[:, None, :], 1, 2)
    middle = viewport.to_pixels(mark.means)
    first, second = (viewport.to_pixels(mark.means + axes[:, i]) - middle for i in (0, 1))
    return np.hstack([first, second, middle])


def distinct_stops(stops: Floats) -> Floats:
    """The positions (m, 2) without those in the same half pixel as the one before."""
    cells = np.rint(2 * stops)
    return np.asarray(stops[np.append(True, (cells[1:] != cells[:-1]).any(axis=1))])


def spaced_stops(stops: Floats, min_distance: float) -> list[list[float]]:
    """The positions (m, 2) at least `min_distance` from the last one kept; the first is kept."""
    kept: list[list[float]] = []
    for stop in stops.tolist():
        if not kept or np.hypot(stop[0] - kept[-1][0], stop[1] - kept[-1][1]) >= min_distance:
            kept.append(stop)
    return kept


def arrow_vectors(view: View, viewport: Viewport) -> tuple[Floats, Floats]:
    """The common start (2,) of the arrows and their vectors (m, 2), in logical pixels."""
    tips = np.zeros((0, 2)) if view.tips is None else view.tips
    vectors = tips / np.array(viewport.per_pixel) * (1, -1)
    longest = float(np.hypot(*vectors.T).max(initial=0)) or 1.0
    w, h = viewport.size
    if view.depth is not None:
        corner = np.array([TRIPOD_CORNER[0], h / viewport.scale - TRIPOD_CORNER[1]])
        return corner * viewport.scale, tips * (1, -1) * (TRIPOD_LENGTH * viewport.scale)
    start = viewport.to_pixels((-view.origin / view.step)[None])[0]
    return start, vectors * (ARROW_LENGTH_SHARE * min(w, h) / longest)
