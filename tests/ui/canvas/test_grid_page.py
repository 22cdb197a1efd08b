"""The page of a figure grid: the clusters of each cell, titles, and the reason of a failure."""

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.marks import Highlights
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.export.comparison_summary import ComparisonOutcome
from clusterlab.export.figure_grid import comparison_grid, grid_columns, zoo_grid
from clusterlab.export.theme import DARK, LIGHT
from clusterlab.export.viewport import TITLED_INSETS, fit_viewport
from clusterlab.session.analysis.comparison import run_comparison
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.presets import zoo
from clusterlab.ui.canvas.page import (
    CELL_GAP,
    GRID_TITLE_HEIGHT,
    PAGE_BORDER,
    PANE_CELL_SIZE,
    grid_page,
)

BLOBS = Blobs()


@pytest.fixture(scope="module")
def sheet():
    prepared = prepare(BLOBS.make(), None, "none", True)
    entries = run_comparison(prepared, [KMeans(), GaussianMixture(), KMeans(k=301)])
    return comparison_grid(ComparisonOutcome(BLOBS, prepared, entries))


def center_color(sheet, image, number, cluster):
    """The most frequent pixel color at the points of a cluster of a cell."""
    cell, (row, column) = sheet.cells[number], divmod(number, sheet.columns)
    corner = np.array(
        [
            PAGE_BORDER + column * (PANE_CELL_SIZE[0] + CELL_GAP),
            GRID_TITLE_HEIGHT + PAGE_BORDER // 2 + row * (PANE_CELL_SIZE[1] + CELL_GAP),
        ]
    )
    places = cell.picture.places[cell.picture.point_marks.labels == cluster]
    pixels = corner + fit_viewport(cell.picture, PANE_CELL_SIZE, insets=TITLED_INSETS).to_pixels(places)
    colors = [image.pixelColor(*np.rint(pixel).astype(int).tolist()).name() for pixel in pixels]
    return max(set(colors), key=colors.count)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_each_cluster_has_its_color_in_its_cell(qapp, sheet, theme):
    image = grid_page(sheet, theme, 1.0).image()
    for number in (0, 1):
        colors = {center_color(sheet, image, number, cluster) for cluster in range(3)}
        assert len(colors) == 3


def test_two_cells_are_in_one_row_and_six_in_two_rows():
    assert [grid_columns(panes) for panes in range(1, 7)] == [1, 2, 2, 2, 3, 3]


def test_a_failed_entry_is_shown_without_clusters_and_with_its_reason(sheet):
    assert sheet.rows == 2
    failed = sheet.cells[2]
    assert failed.failure.startswith("This table has 300 rows")
    assert failed.picture.point_marks.labels is None


def test_a_grid_has_row_and_column_titles_and_no_highlights(qapp):
    rows = [
        ComparisonOutcome(shape, prepared, run_comparison(prepared, algorithms))
        for shape, algorithms in zoo()[:2]
        for prepared in [prepare(shape.make(), None, "none", True)]
    ]
    sheet = zoo_grid(rows)
    assert sheet.row_titles == ("Blobs", "Moons")
    assert sheet.column_titles[:2] == ("k-means", "GMM")
    assert len(sheet.cells) == 2 * len(sheet.column_titles)
    assert not [cell for cell in sheet.cells if cell.picture.mark(Highlights)]
    image = grid_page(sheet).image()
    assert image.width() > image.height()
