"""A sheet shows each cell's own clusters in its place, and says why one has none."""

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.marks import Rings
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.export.comparison_summary import Comparison
from clusterlab.export.figure_grid import columns_for, grid, side_by_side
from clusterlab.session.analysis.comparison import compared
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.presets import zoo
from clusterlab.ui.canvas.grid_image import BORDER, GAP, HEADED, SINGLE, TITLE, sheet_image
from clusterlab.ui.canvas.render import fit_frame
from clusterlab.ui.theme.theme import DARK, LIGHT

BLOBS = Blobs()


@pytest.fixture(scope="module")
def sheet():
    prepared = prepare(BLOBS.make(), None, "none", True)
    rivals = compared(prepared, [KMeans(), GaussianMixture(), KMeans(k=301)])
    return side_by_side(Comparison(BLOBS, prepared, rivals))


def center_color(sheet, image, number, cluster):
    """The color in the middle of a cluster of a cell."""
    cell, (row, column) = sheet.cells[number], divmod(number, sheet.columns)
    corner = np.array([BORDER + column * (SINGLE[0] + GAP), TITLE + BORDER // 2 + row * (SINGLE[1] + GAP)])
    places = cell.picture.places[cell.picture.dots.labels == cluster]
    spots = corner + fit_frame(cell.picture, SINGLE, insets=HEADED).to_pixels(places)
    colors = [image.pixelColor(*np.rint(spot).astype(int).tolist()).name() for spot in spots]
    return max(set(colors), key=colors.count)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_each_cluster_wears_its_color_in_its_cell(qapp, sheet, theme):
    image = sheet_image(sheet, theme, 1.0)
    for number in (0, 1):
        colors = {center_color(sheet, image, number, cluster) for cluster in range(3)}
        assert len(colors) == 3


def test_cells_of_one_and_two_stand_side_by_side_and_of_six_in_two_rows():
    assert [columns_for(panes) for panes in range(1, 7)] == [1, 2, 2, 2, 3, 3]


def test_one_that_failed_is_shown_without_clusters_and_says_why(sheet):
    assert sheet.rows == 2
    failed = sheet.cells[2]
    assert failed.failure.startswith("k must be at most 300")
    assert failed.picture.dots.labels is None


def test_a_grid_names_its_rows_and_columns_and_leaves_rings_out(qapp):
    rows = [
        Comparison(shape, prepared, compared(prepared, algorithms))
        for shape, algorithms in zoo()[:2]
        for prepared in [prepare(shape.make(), None, "none", True)]
    ]
    sheet = grid(rows)
    assert sheet.sides == ("Blobs", "Moons")
    assert sheet.heads[:2] == ("k-means", "GMM")
    assert len(sheet.cells) == 2 * len(sheet.heads)
    assert not [cell for cell in sheet.cells if cell.picture.mark(Rings)]
    assert sheet_image(sheet).width() > sheet_image(sheet).height()
