"""The picture of a drawing without points: its axes alone."""

import numpy as np

from clusterlab.core.projection import View
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.export.picture import Picture


def empty_picture(drawn: DrawnPoints, layers: frozenset[str], caption: str) -> Picture:
    """The plane between the corners of a drawing, on which its axes span about 1."""
    low, high = np.array(drawn.corners)
    steps = np.full(2, (high - low).max()) if drawn.equal else high - low
    view = View(
        drawn.axes, np.eye(2), low, steps, drawn.equal, bounds=np.stack([np.zeros(2), (high - low) / steps])
    )
    return Picture(view, np.zeros((0, 2)), layers=layers, caption=caption)
