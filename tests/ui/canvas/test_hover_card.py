"""The card with the details of a point: its texts, and its place."""

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.card_lines import card_lines
from clusterlab.export.picture import picture
from clusterlab.export.viewport import fit_viewport
from clusterlab.session.analysis.point_details import PointDetails
from clusterlab.ui.canvas.hover_card import card_box

POINTS = Points(np.array([[-1.0, -1.0], [-0.9, -1.0], [1.0, 1.0], [0.9, 1.0], [1.0, -0.2]]))
VIEW = column_view(POINTS, ("x", "y"), (0, 1), True)
PICTURE = picture(POINTS, VIEW, list(KMeans(k=2).steps(POINTS))[-1], layers=())
VIEWPORT = fit_viewport(PICTURE, (500, 400))


@pytest.mark.parametrize("at", [(2.0, 2.0), (498.0, 2.0), (2.0, 398.0), (498.0, 398.0), (250.0, 200.0)])
def test_the_card_stays_inside_and_does_not_cover_its_point(qapp, at):
    card = PointDetails(
        "Row 318", tuple((f"column {i}", "1,234.5") for i in range(6)), ((0, 0.8), (1, 0.2)), "and 3 more"
    )
    box = card_box(card, PICTURE, np.array(at), VIEWPORT)
    assert box.left() >= 0
    assert box.top() >= 0
    assert box.right() <= 500
    assert box.bottom() <= 400
    assert not box.contains(*at)


def test_a_wide_card_stays_inside_too(qapp):
    card = PointDetails(
        "Row 318", tuple((f"a rather long name of column {i}", "1,234.5") for i in range(3)), ()
    )
    for x in (200.0, 250.0, 300.0):
        box = card_box(card, PICTURE, np.array([x, 200.0]), VIEWPORT)
        assert box.width() > 230
        assert box.left() >= 0
        assert box.right() <= 500


def test_the_card_names_clusters_and_their_shares(qapp):
    pair = (("x", "-0.77"), ("y", "1.52"))
    values_text, lines = card_lines(PointDetails("Row 1", pair, ((0, 0.8), (1, 0.2))), PICTURE)
    assert values_text == "(-0.77, 1.52)"
    assert [(line.text, line.share) for line in lines] == [("80 % cluster 1", 0.8), ("20 % cluster 2", 0.2)]
    assert card_lines(PointDetails("Row 1", pair, ((1, 1.0),)), PICTURE)[1][0].text == "Cluster 2"
    assert card_lines(PointDetails("Row 1", pair, ((-1, 1.0),)), PICTURE)[1][0].text == "Noise"
    many = card_lines(PointDetails("Row 1", (*pair, ("z", "3")), (), "and 2 more"), PICTURE)
    assert (many[0], [line.text for line in many[1]]) == ("", ["x  -0.77", "y  1.52", "z  3", "and 2 more"])
