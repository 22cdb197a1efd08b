"""How points are drawn: which glyph each has."""

import numpy as np
import pytest

from clusterlab.core.marks import BORDER, CORE, NOISE, PointMarks
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.picture import Picture
from clusterlab.export.points_image import point_style
from clusterlab.export.theme import LIGHT
from clusterlab.export.viewport import Viewport


@pytest.mark.parametrize("k", [1, 125, 126, 127, 128, 300])
def test_core_border_and_noise_points_have_their_glyphs_however_many_clusters_there_are(k):
    labels = np.append(np.repeat(np.arange(k), 2), -1)
    roles = np.append(np.tile([CORE, BORDER], k), NOISE).astype(np.int8)
    places = np.random.default_rng(0).random((len(labels), 2))
    marks = (PointMarks(labels, roles=roles),)
    picture = Picture(column_view(Points(places), ("x", "y"), (0, 1), False), places, marks, tuple(range(k)))
    style = point_style(picture, Viewport((300, 300), (0, 0), (1, 1)), LIGHT, len(places), 1.0)
    shapes = [style.kinds[kind].shape for kind in style.which]
    assert shapes[:-1:2] == [LIGHT.shape(number) for number in range(k)]
    assert shapes[1::2] == ["hollow"] * k
    assert shapes[-1] == "cross"
