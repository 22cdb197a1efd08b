"""The circle of radius eps around the hovered point of DBSCAN."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.core.resources import resource
from clusterlab.datasets.generators.shapes import Moons
from clusterlab.session.analysis import embedding
from clusterlab.session.analysis.embedding import EMBEDDINGS, EmbeddingFrame
from clusterlab.session.state import session as choices
from clusterlab.session.state.view_choice import ViewChoice
from tests.ui.canvas.drawing import surface

EPS = 0.35


@pytest.fixture
def canvas(program, rest, press):
    """The canvas at the end of DBSCAN on moons."""
    moons = choices.with_source(program.presenter.document.session, Moons())
    program.presenter.document.change(choices.with_algorithm(moons, DBSCAN(EPS, 5)))
    rest()
    press(Qt.Key.Key_End)
    return program.window.canvas


def pixels_of(canvas):
    return canvas.viewport.to_pixels(canvas.picture.places)


def hover(canvas, qtbot, point):
    qtbot.mouseMove(surface(canvas), QPoint(*np.rint(pixels_of(canvas)[point]).astype(int).tolist()))


def test_the_circle_has_radius_eps_and_contains_the_number_of_points_on_the_card(program, canvas, qtbot):
    before, pixels = canvas.grab().toImage(), pixels_of(canvas)
    hover(canvas, qtbot, 40)
    point, card = canvas.pointer.point, canvas.pointer.card
    points = program.presenter.player.scene.prepared.points
    assert points.units.distance(card.search_radius) == pytest.approx(EPS)
    radius = card.search_radius / canvas.viewport.per_pixel[0]
    within = np.count_nonzero(np.linalg.norm(pixels - pixels[point], axis=1) <= radius)
    assert card.explanation.startswith(f"{within} points within eps: ")
    after, (x, y) = canvas.grab().toImage(), pixels[point]
    changed = {
        angle: [
            bool(before.pixel(place) != after.pixel(place))
            for place in (
                QPoint(round(x + far * np.cos(angle)), round(y + far * np.sin(angle)))
                for far in (radius / 2, radius, radius + 3)
            )
        ]
        for angle in np.radians([180, 200, 225, 250])  # away from the card
    }
    assert all(inside == [True, True, False] for inside in changed.values())


def test_no_circle_is_drawn_in_an_embedding(program, rest, press, qtbot, monkeypatch):
    monkeypatch.setitem(
        EMBEDDINGS,
        "tsne",
        embedding.EmbeddingMethod(
            "t-SNE",
            "json",
            "openTSNE",
            lambda values, near: iter([EmbeddingFrame(values[:, :2], "t-SNE", True)]),
        ),
    )
    drawn = []
    monkeypatch.setattr("clusterlab.ui.canvas.pointer.paint_search_radius", lambda *args: drawn.append(True))
    program.presenter.commands.open_file(resource("examples/iris.csv"))
    rest()
    program.presenter.document.change(
        choices.with_algorithm(program.presenter.document.session, DBSCAN(0.5, 5))
    )
    rest()
    press(Qt.Key.Key_End)
    canvas = program.window.canvas
    for view, expected in ((ViewChoice("tsne"), False), (ViewChoice("components"), True)):
        program.presenter.commands.choose_view(view)
        rest()
        drawn.clear()
        hover(canvas, qtbot, 40)
        canvas.grab()
        assert canvas.pointer.card is not None
        assert bool(drawn) == expected
