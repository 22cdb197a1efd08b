"""Hints on the mouse stand after the badge in the window, and not in pictures."""

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.multi_axis_view import matrix_view, parallel_view
from clusterlab.core.points import Points
from clusterlab.core.projection import component_view, space_view
from clusterlab.export.picture import picture
from clusterlab.ui.canvas import axes
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.page import picture_page

VIEWS = {
    "space": (lambda points: space_view(points, np.eye(4)[:, :3], "abc", 30, 20, True), "drag turns it"),
    "matrix": (lambda points: matrix_view(points, "abcd", range(4), False), "click a plot to open it"),
    "parallel": (lambda points: parallel_view(points, "abcd", range(4), False), ""),
    "components": (lambda points: component_view(points, True), ""),
}


@pytest.fixture
def painted(monkeypatch):
    """The names and badges that are painted, before they are shortened to fit."""
    texts, paint_name = [], axes._draw_name
    monkeypatch.setattr(
        axes,
        "_draw_name",
        lambda painter, name, *rest: (texts.append(name), paint_name(painter, name, *rest)),
    )
    return texts


@pytest.mark.parametrize(("make", "hint"), VIEWS.values(), ids=VIEWS)
def test_the_hint_is_on_screen_and_not_in_a_picture(qtbot, painted, make, hint):
    points = Points(np.random.default_rng(0).normal(size=(60, 4)))
    view = make(points)
    shown = picture(points, view, list(KMeans(k=3).steps(points))[-1])
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(900, 700)
    canvas.show_picture(shown)
    canvas.load_plot()
    canvas.grab()
    on_screen = " ".join(painted)
    painted.clear()
    picture_page(shown, (900, 700)).image()
    in_picture = " ".join(painted)
    assert view.badge in in_picture
    assert (f"{view.badge} · {hint}" if hint else view.badge) in on_screen
    assert not hint or hint not in in_picture
