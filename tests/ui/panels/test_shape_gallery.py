"""The gallery: told, it shows; touched, it says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.ui.panels.shape_gallery import ShapeGallery, ShapeTile
from clusterlab.ui.theme.theme import DARK, LIGHT


@pytest.fixture
def gallery(qtbot):
    gallery = ShapeGallery(SHAPES.all())
    qtbot.addWidget(gallery)
    gallery.set_theme(LIGHT)
    gallery.resize(236, gallery.sizeHint().height())
    gallery.show()
    return gallery


def colors(tile):
    image = tile.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_told_it_shows_which_shape_is_taken(gallery):
    gallery.show_choice("moons")
    assert [name for name in SHAPES.all() if gallery.tile(name).isChecked()] == ["moons"]
    gallery.show_choice(None)
    assert not gallery.tile("moons").isChecked()


def test_touched_it_says_the_shape_and_waits_to_be_told(gallery):
    said = []
    gallery.chosen.connect(said.append)
    QTest.mouseClick(gallery.tile("circles"), Qt.MouseButton.LeftButton)
    assert said == ["circles"]
    assert not gallery.tile("circles").isChecked()


def test_a_miniature_wears_the_colors_of_the_shapes_own_groups(gallery):
    assert {LIGHT.cluster(0), LIGHT.cluster(1)} <= colors(gallery.tile("moons"))
    assert LIGHT.cluster(1) not in colors(gallery.tile("uniform"))


def test_a_miniature_follows_the_theme(gallery):
    gallery.set_theme(DARK)
    assert DARK.canvas in colors(gallery.tile("blobs"))
    assert LIGHT.canvas not in colors(gallery.tile("blobs"))


def test_points_are_made_only_when_a_tile_is_seen(qtbot):
    made = []

    class Watched(SHAPES.all()["blobs"]):
        def make(self):
            made.append(self.points)
            return super().make()

    tile = ShapeTile(Watched)
    qtbot.addWidget(tile)
    assert made == []
    tile.grab()
    tile.grab()
    assert made == [90]


def test_a_tile_can_be_reached_and_pressed_by_key(gallery):
    said = []
    gallery.chosen.connect(said.append)
    QTest.keyClick(gallery.tile("blobs"), Qt.Key.Key_Space)
    assert said == ["blobs"]
    assert gallery.tile("blobs").focusPolicy() == Qt.FocusPolicy.TabFocus
