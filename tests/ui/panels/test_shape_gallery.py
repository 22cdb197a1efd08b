"""The shape gallery shows its state and emits choices."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.export.theme import DARK, LIGHT
from clusterlab.ui.panels.shape_gallery import ShapeGallery, ShapeTile
from clusterlab.ui.theme.theme_signal import THEME_SIGNAL


@pytest.fixture
def gallery(qtbot):
    gallery = ShapeGallery(SHAPES.all())
    qtbot.addWidget(gallery)
    THEME_SIGNAL.show(LIGHT)
    gallery.resize(236, gallery.sizeHint().height())
    gallery.show()
    return gallery


def colors(tile):
    image = tile.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_checks_the_current_shape(gallery):
    gallery.show_choice("moons")
    assert [name for name in SHAPES.all() if gallery.tiles[name].isChecked()] == ["moons"]
    gallery.show_choice(None)
    assert not gallery.tiles["moons"].isChecked()


def test_a_click_emits_the_shape_without_checking_it(gallery):
    emitted = []
    gallery.chosen.connect(emitted.append)
    QTest.mouseClick(gallery.tiles["circles"], Qt.MouseButton.LeftButton)
    assert emitted == ["circles"]
    assert not gallery.tiles["circles"].isChecked()


def test_a_tile_shows_the_groups_of_its_shape_in_their_colors(gallery):
    assert {LIGHT.cluster(0), LIGHT.cluster(1)} <= colors(gallery.tiles["moons"])
    assert LIGHT.cluster(1) not in colors(gallery.tiles["uniform"])


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_points_of_a_tile_follow_the_theme(gallery, theme):
    shape = gallery.tiles["gaussian"]
    THEME_SIGNAL.show(replace(theme, clusters=("#123456",)))
    assert "#123456" in colors(shape)
    THEME_SIGNAL.show(LIGHT)
    assert "#123456" not in colors(shape)


def test_points_are_generated_at_the_first_paint_event(qtbot):
    rows_generated = []

    class RecordingShape(SHAPES.all()["blobs"]):
        def generate(self, draws, rows):
            rows_generated.append(rows)
            return super().generate(draws, rows)

    tile = ShapeTile(RecordingShape)
    qtbot.addWidget(tile)
    assert rows_generated == []
    tile.grab()
    tile.grab()
    assert rows_generated == [90]


def test_a_tile_can_be_focused_and_pressed_by_key(gallery):
    emitted = []
    gallery.chosen.connect(emitted.append)
    QTest.keyClick(gallery.tiles["blobs"], Qt.Key.Key_Space)
    assert emitted == ["blobs"]
    assert gallery.tiles["blobs"].focusPolicy() == Qt.FocusPolicy.TabFocus
