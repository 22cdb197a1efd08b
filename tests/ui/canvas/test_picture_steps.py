"""Large pictures are the same as small ones but for their resolution, and are painted in bands."""

import pytest
from PIL import Image
from PySide6.QtGui import QImage

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.core.progress import PaintCall
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.export.picture import picture
from clusterlab.export.theme import DARK
from clusterlab.session.state.prepared import prepare
from clusterlab.ui.canvas import page as pages
from clusterlab.ui.canvas.page import picture_page
from clusterlab.ui.canvas.picture_steps import picture_steps
from tests.ui.canvas.drawing import as_array


@pytest.fixture(scope="module")
def drawn():
    prepared = prepare(Blobs().make(), None, "none", True)
    *_, last = GaussianMixture().steps(prepared.points)
    layers = {"regions", "ellipses", "legend"}
    return picture(prepared.points, prepared.view(), last, layers=layers, title="A", caption="B")


def test_a_plot_that_is_painted_in_bands_has_no_seams(qapp, drawn, monkeypatch):
    whole = as_array(picture_page(drawn, (400, 300), dpr=2.0).image())
    monkeypatch.setattr(pages, "MAX_PIXELS_AT_ONCE", 50_000)
    page = picture_page(drawn, (400, 300), dpr=2.0)
    seams = [round(2 * band.top()) for band in page._bands(page.plots[0].place)]
    differs = (as_array(page.image()) != whole).any(axis=2)
    assert len(seams) > 5
    assert not any(differs[row - 2 : row + 2].any() for row in seams)
    assert differs.mean() < 0.001  # a letter may be placed a fraction of a pixel elsewhere


def test_a_picture_of_a_higher_resolution_is_painted_by_calls(qapp, drawn, tmp_path):
    path = tmp_path / "large.png"
    for item in picture_steps(path, drawn, (400, 300), DARK, 2.0):
        if isinstance(item, PaintCall):
            assert not path.exists()
            item.run()
    assert (as_array(QImage(str(path))) == as_array(picture_page(drawn, (400, 300), DARK, 2.0).image())).all()
    with Image.open(path) as image:
        assert image.size == (800, 600)


def test_a_canceled_picture_leaves_nothing(qapp, drawn, tmp_path):
    steps = picture_steps(tmp_path / "large.png", drawn, (400, 300), DARK, 2.0)
    for _ in range(3):
        item = next(steps)
        if isinstance(item, PaintCall):
            item.run()
    steps.close()
    assert list(tmp_path.iterdir()) == []
