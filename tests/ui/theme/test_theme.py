"""Both themes: contrast, palette, style sheet, icons and fonts."""

import itertools
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton

from clusterlab.core.resources import resource
from clusterlab.export.theme import (
    DARK,
    LIGHT,
    POINT_OPACITY,
    composited,
    mix,
    parse_color,
    wcag_contrast,
    with_contrast,
)
from clusterlab.kernels.raster.color import to_oklab
from clusterlab.session.playback.color_matching import PALETTE_SIZE
from clusterlab.ui.theme import fonts
from clusterlab.ui.theme.fonts import font, system_theme
from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.style import restyle, stylesheet
from clusterlab.ui.widgets.elements import link_button

BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
BACKGROUNDS = ("window", "panel", "canvas")
NAMES = sorted(
    path.stem
    for path in resource("icons").glob("*.svg")
    if path.stem != "clusterlab" and not path.stem.endswith(("-light", "-dark"))
)


@pytest.fixture
def restored_app(qapp):
    """The application, whose style, font and palette are restored afterward."""
    style, font, palette = qapp.style().objectName(), qapp.font(), qapp.palette()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setFont(font)
    qapp.setPalette(palette)


@BOTH
def test_text_stands_out_from_every_background(theme):
    for background, text in itertools.product(BACKGROUNDS, ("text", "muted", "good", "bad", "accent_text")):
        assert wcag_contrast(getattr(theme, text), getattr(theme, background)) >= 4.5, (text, background)


@BOTH
def test_a_link_that_cannot_be_used_is_fainter(restored_app, qtbot, theme):
    restored_app.setStyleSheet(stylesheet(theme))
    link = link_button("Draw")
    qtbot.addWidget(link)
    contrasts = []
    for usable in (True, False):
        link.setEnabled(usable)
        link.ensurePolished()
        color = link.palette().color(QPalette.ColorRole.ButtonText).name()
        contrasts.append(wcag_contrast(color, theme.window))
    assert contrasts[0] > 1.4 * contrasts[1]


@BOTH
def test_text_on_accent_stands_out(theme):
    assert wcag_contrast(theme.on_accent, theme.accent) >= 4.5
    assert wcag_contrast(theme.on_accent, theme.accent_hover) >= 4.5
    assert wcag_contrast(theme.accent_text, theme.accent_soft) >= 4.5
    assert wcag_contrast(theme.text, theme.accent_soft) >= 7


@BOTH
def test_marks_stand_out_from_the_canvas(theme):
    for number in range(-1, 40):
        edge = theme.outline_color(number) if theme.needs_outline(number) else theme.cluster(number)
        assert wcag_contrast(theme.line_color(number), theme.canvas) >= 3
        assert wcag_contrast(composited(edge, theme.canvas, POINT_OPACITY), theme.canvas) >= 3
    assert wcag_contrast(theme.accent, theme.canvas) >= 3


def test_pale_colors_are_outlined_on_white_and_bright_ones_are_not_on_dark():
    assert all(LIGHT.needs_outline(number) for number in (1, 5, 6))
    assert not LIGHT.needs_outline(0)
    assert not any(DARK.needs_outline(number) for number in (1, 5, 6))


@BOTH
def test_clusters_differ_in_color_or_in_shape(theme):
    styles = {(theme.cluster(number), theme.shape(number)) for number in range(48)}
    assert len(styles) == 48
    assert {theme.shape(number) for number in range(8)} == {"disc"}
    assert len(theme.clusters) == PALETTE_SIZE


@BOTH
def test_no_two_colors_of_the_palette_are_similar(theme):
    places = to_oklab(np.array([parse_color(color) for color in (*theme.clusters, theme.noise)]))
    distances = np.linalg.norm(places[:, None] - places[None], axis=2) + np.eye(len(places))
    assert distances.min() > 0.08


@BOTH
def test_no_line_of_a_chart_has_the_color_of_a_cluster(theme):
    colors = (*theme.clusters, theme.noise)
    clusters, series = (
        to_oklab(np.array([parse_color(color) for color in part])) for part in (colors, theme.series)
    )
    assert np.linalg.norm(clusters[:, None] - series[None], axis=2).min() > 0.08
    apart = np.linalg.norm(series[:, None] - series[None], axis=2) + np.eye(len(series))
    assert apart.min() > 0.08
    assert all(wcag_contrast(color, theme.panel) >= 3 for color in theme.series)


@BOTH
def test_noise_is_grey(theme):
    assert np.ptp(parse_color(theme.cluster(-1)).astype(int)) < 30


def test_a_color_is_changed_no_more_than_its_contrast_needs():
    assert with_contrast("#000000", "#ffffff", 4.5) == "#000000"
    assert 3 <= wcag_contrast(with_contrast("#f0e442", "#ffffff", 3), "#ffffff") < 3.3
    assert wcag_contrast(with_contrast("#202020", "#000000", 3), "#000000") >= 3


def test_mixing_with_a_share_of_0_or_1_returns_the_inputs():
    assert mix("#2f6fed", "#ffffff", 0) == "#2f6fed"
    assert mix("#2f6fed", "#ffffff", 1) == "#ffffff"


@BOTH
def test_the_style_sheet_has_no_unknown_colors_and_its_images_exist(theme):
    sheet = stylesheet(theme)
    assert "$" not in sheet
    pictures = re.findall(r"url\(\"(.*?)\"\)", sheet)
    assert pictures
    for path in pictures:
        assert resource(f"icons/{path.rpartition('/')[2]}").exists()


@BOTH
def test_the_arrows_and_check_marks_have_the_colors_of_the_theme(theme):
    for name, color in (("arrow-down", theme.muted), ("arrow-up", theme.muted), ("check", theme.on_accent)):
        assert color in resource(f"icons/{name}-{theme.name}.svg").read_text()


def test_lengths_scale_with_the_font_but_thin_lines_do_not_vanish():
    assert "border-radius: 16px" in stylesheet(LIGHT, 2)
    assert "0px" not in re.findall(r"\b0px", stylesheet(LIGHT, 0.3))
    assert "border: 1px solid" in stylesheet(LIGHT, 0.5)


@BOTH
def test_applying_a_theme_styles_widgets(restored_app, qtbot, theme):
    list(restyle(restored_app, theme))
    label, button = QLabel("text"), QPushButton("go")
    button.setProperty("class", "primary")
    for widget in (label, button):
        qtbot.addWidget(widget)
        widget.resize(80, 40)
        widget.ensurePolished()
    assert QApplication.style().objectName().lower() in ("fusion", "")
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(theme.window)
    assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(theme.text)
    assert button.grab().toImage().pixelColor(10, 20) == QColor(theme.accent)


def test_the_scale_sets_the_font_size(restored_app):
    list(restyle(restored_app, LIGHT, 1.5))
    assert restored_app.font().pixelSize() == 20
    list(restyle(restored_app, LIGHT))
    assert restored_app.font().pixelSize() == 13


def test_figures_have_equal_widths(qapp):
    from PySide6.QtGui import QFontMetricsF

    widths = {QFontMetricsF(font()).horizontalAdvance(figure) for figure in "0123456789"}
    assert len(widths) == 1


def test_the_system_theme_is_light_or_dark(qapp):
    assert system_theme(qapp) in (LIGHT, DARK)


@BOTH
@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn_in_the_color_of_the_theme(qapp, name, theme):
    image = icon(name, theme).pixmap(64, 64).toImage()
    pixels = [image.pixelColor(x, y) for x in range(64) for y in range(64)]
    solid = np.array([color.getRgb()[:3] for color in pixels if color.alpha() > 240])
    assert len(solid) > 60
    assert abs(solid - parse_color(theme.text).astype(int)).max() <= 2
    assert max(image.pixelColor(x, 0).alpha() for x in range(64)) == 0


def test_an_icon_can_have_its_own_color_and_is_paler_when_disabled(qapp):
    drawn = icon("pause", LIGHT, LIGHT.on_accent)

    def middle(mode):
        return drawn.pixmap(24, 24, mode).toImage().pixelColor(8, 12).name()

    assert middle(QIcon.Mode.Normal) == LIGHT.on_accent
    assert wcag_contrast(middle(QIcon.Mode.Disabled), LIGHT.panel) < 2.5


def test_all_icons_have_one_style():
    for name in NAMES:
        text = resource(f"icons/{name}.svg").read_text()
        assert 'viewBox="0 0 24 24"' in text
        assert 'stroke="currentColor"' in text


@pytest.mark.parametrize("scale", [0.62, 0.683, 0.751, 0.826, 0.909, 1, 1.1, 1.21, 1.331, 1.61, 2])
def test_slider_handles_are_round_at_every_font_size(scale):
    """Qt draws square corners where a radius is more than half of its element."""
    sheet = stylesheet(LIGHT, scale)
    groove = int(re.search(r"groove:horizontal { height: (\d+)px", sheet)[1])
    for margin, radius in re.findall(r"margin: -(\d+)px 0;[^}]*?radius: (\d+)px", sheet):
        assert 2 * int(radius) <= groove + 2 * int(margin)


@pytest.mark.parametrize(
    "name", ["plain", "with spaces (1)", "Größe 数据", "it's", 'a "quoted" one', "semi;colon}"]
)
def test_the_style_sheet_finds_its_icons_in_a_folder_of_any_name(qtbot, tmp_path, monkeypatch, name):
    folder = tmp_path / name / "icons"
    folder.mkdir(parents=True)
    square = '<rect width="16" height="16" fill="red"/>'
    red = f'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16">{square}</svg>'
    (folder / "check-light.svg").write_text(red, encoding="utf-8")
    sheet = resource("window.qss")
    monkeypatch.setattr(
        "clusterlab.ui.theme.style.resource", lambda asked: folder if asked == "icons" else sheet
    )
    box = QCheckBox("checked")
    qtbot.addWidget(box)
    box.setChecked(True)
    box.setStyleSheet(stylesheet(LIGHT))
    pixels = box.grab().toImage()
    colors = {pixels.pixelColor(x, y).name() for x in range(pixels.width()) for y in range(pixels.height())}
    assert "#ff0000" in colors


FONTLESS = """
from clusterlab.ui.painting_checks import letter_image
from clusterlab.ui.{module} import {function}
kept = {function}()
raise SystemExit(int(letter_image("i") == letter_image("W")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Qt finds fonts through fontconfig on Linux only")
@pytest.mark.parametrize(
    ("module", "function"), [("app", "create_application"), ("platform.offscreen", "ensure_application")]
)
def test_a_system_without_fonts_gets_the_bundled_one(tmp_path, module, function):
    none = tmp_path / "none.conf"
    none.write_text('<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig/>')
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "FONTCONFIG_FILE": str(none)}
    script = FONTLESS.format(module=module, function=function)
    done = subprocess.run([sys.executable, "-c", script], env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_system_with_fonts_does_not_load_the_bundled_one(qapp, monkeypatch):
    monkeypatch.setattr(fonts.QFontDatabase, "addApplicationFont", pytest.fail)
    fonts.ensure_font()
