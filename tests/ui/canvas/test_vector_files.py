"""SVG and PDF files have vectors and texts, at the places that a rendered picture has them."""

import re
import zlib
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.marks import Centers
from clusterlab.core.multi_axis_view import matrix_view, parallel_view
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.figure_grid import FigureCell, FigureGrid
from clusterlab.export.picture import picture
from clusterlab.export.point_colors import MAX_GLYPH_POINTS
from clusterlab.export.theme import LIGHT, parse_color
from clusterlab.export.ticks import axis_ticks
from clusterlab.export.viewport import fit_viewport
from clusterlab.ui.canvas.page import HEADER_HEIGHT, PAGE_BORDER, grid_page, picture_page
from tests.ui.canvas.drawing import as_array

SIZE = (640, 480)
CORNER = np.array([PAGE_BORDER, HEADER_HEIGHT])
PLOT_SIZE = (SIZE[0] - 2 * PAGE_BORDER, SIZE[1] - HEADER_HEIGHT - PAGE_BORDER)
K = 3


def picture_of(n=60, names=("width", "height"), layers=("legend",), title="Three <clusters> & a title"):
    random = np.random.default_rng(0)
    points = Points(random.normal(size=(n, 2)) + 8 * np.array([[0, 0], [1, 0], [0, 1]])[np.arange(n) % K])
    step = list(KMeans(k=K, init="random-points").steps(points))[-1]
    return picture(points, column_view(points, names, (0, 1), True), step, layers=layers, title=title)


def encoded(page, tmp_path, suffix):
    page.save(tmp_path / f"saved.{suffix}")
    return (tmp_path / f"saved.{suffix}").read_bytes()


@pytest.fixture
def svg(qapp, tmp_path):
    """The root element of the SVG file of a page."""
    return lambda page: ElementTree.fromstring(encoded(page, tmp_path, "svg"))


def elements(root, tag):
    return list(root.iter(f"{{http://www.w3.org/2000/svg}}{tag}"))


def texts(root):
    return [element.text for element in elements(root, "text")]


def tick_texts(shown):
    """The labels of the ticks that a page shows, without those at its edges, which may be cut."""
    viewport = fit_viewport(shown, PLOT_SIZE)
    return [tick.text for axis in (0, 1) for tick in axis_ticks(shown.view, viewport, axis).marks[1:-1]]


def _names(shown):
    return [f"Cluster {cluster + 1}" for cluster in range(shown.k)]


def words_of(shown):
    """The words that a page must have: title, names of axes and clusters, sizes, and ticks."""
    sizes = [f"{size:,} · {100 * size / sum(shown.sizes):.0f} %" for size in shown.sizes]
    return [shown.title, *shown.view.axes, *_names(shown), *sizes, *tick_texts(shown)]


def test_an_svg_has_titles_tick_labels_and_the_legend_as_text(svg):
    shown = picture_of()
    assert len(tick_texts(shown)) >= 4
    assert set(words_of(shown)) <= set(texts(svg(picture_page(shown, SIZE))))


def test_an_svg_has_one_circle_per_point_where_the_viewport_says(svg):
    shown = picture_of()
    circles = elements(svg(picture_page(shown, SIZE)), "circle")
    assert len(circles) == len(shown.places) + K  # and one in each row of the legend
    found = np.array([[float(circle.get(name)) for name in ("cx", "cy")] for circle in circles])
    expected = fit_viewport(shown, PLOT_SIZE).to_pixels(shown.places)
    apart = np.linalg.norm(found[:, None] - expected[None], axis=2).min(axis=0)
    assert apart.max() < 0.01


@pytest.mark.parametrize(("more", "circles", "images"), [(0, MAX_GLYPH_POINTS, 0), (1, 0, 1)])
def test_more_points_than_can_be_told_apart_are_an_image(svg, more, circles, images):
    root = svg(picture_page(picture_of(MAX_GLYPH_POINTS + more, layers=()), SIZE))
    assert (len(elements(root, "circle")), len(elements(root, "image"))) == (circles, images)


def rendered(content):
    """An SVG file as colors (h, w, 3)."""
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(content)).render(painter)
    painter.end()
    return as_array(image)


def test_an_svg_renders_to_the_picture(qapp, tmp_path):
    shown = picture_of(layers=())
    page = picture_page(shown, SIZE)
    pixels, expected = rendered(encoded(page, tmp_path, "svg")), as_array(page.image())
    at = CORNER + fit_viewport(shown, PLOT_SIZE).to_pixels(shown.mark(Centers).positions)
    for x, y in at:
        area = slice(round(y) - 9, round(y) + 10), slice(round(x) - 9, round(x) + 10)
        down, right = np.nonzero(abs(pixels[area] - parse_color(LIGHT.text).astype(int)).max(axis=2) < 60)
        assert len(down) > 20
        assert right.mean() + area[1].start + 0.5 == pytest.approx(x, abs=0.7)
        assert down.mean() + area[0].start + 0.5 == pytest.approx(y, abs=0.7)
    assert (abs(pixels - expected).max(axis=2) > 90).mean() < 0.01


def test_a_plot_in_an_svg_is_clipped_to_its_place(svg):
    grid = FigureGrid("All", 2, tuple(FigureCell(f"Pane {i}", "", picture_of(layers=())) for i in (1, 2)))
    root = svg(grid_page(grid))
    assert {"All", "Pane 1", "Pane 2"} <= set(texts(root))
    paths = [element.get("id") for element in elements(root, "clipPath")]
    used = [group.get("clip-path") for group in elements(root, "g") if group.get("clip-path")]
    assert used == [f"url(#{name})" for name in paths]
    assert len(set(paths)) == 2


@pytest.mark.parametrize("make", [matrix_view, parallel_view])
def test_the_names_of_multi_axis_views_are_texts(svg, make):
    points = Points(np.random.default_rng(1).normal(size=(40, 3)))
    view = make(points, ("first", "second", "third"), range(3), left_out=False)
    root = svg(picture_page(picture(points, view, list(KMeans(k=K).steps(points))[-1]), SIZE))
    assert {"first", "second", "third"} <= set(texts(root))
    assert not elements(root, "image")


def streams(content):
    """The decompressed streams of a PDF file."""
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def letters_of(content, font):
    """The letters of the glyphs of a font of a PDF file."""
    (number,) = re.search(rf"/{font} (\d+) 0 R".encode(), content).groups()
    (table,) = re.search(rb"\n%b 0 obj.*?/ToUnicode (\d+) 0 R" % number, content, re.DOTALL).groups()
    (mapping,) = re.search(rb"\n%b 0 obj.*?beginbfrange(.*?)endbfrange" % table, content, re.DOTALL).groups()
    letters = re.search(rb"\[(.*?)\]", mapping)[1]
    return ["", *(chr(int(letter, 16)) for letter in re.findall(rb"<(\w+)>", letters))]


def pdf_texts(content):
    """The texts of a PDF file, in which Qt writes each glyph by itself, and a tab for a space."""
    (page,) = (stream for stream in streams(content) if b"BT\n" in stream)
    for font, glyphs in re.findall(r"BT\n/(F\d+) (.*?)ET", page.decode("latin-1"), re.DOTALL):
        letters = letters_of(content, font)
        text = "".join(letters[int(glyph, 16)] for glyph in re.findall(r"<(\w+)> Tj", glyphs))
        yield text.replace("\t", " ")


def test_a_pdf_has_texts_and_a_path_for_each_point(qapp, tmp_path):
    shown = picture_of()
    content = encoded(picture_page(shown, SIZE), tmp_path, "pdf")
    assert set(words_of(shown)) <= set(pdf_texts(content))
    (page,) = (stream for stream in streams(content) if b"BT\n" in stream)
    curves = len(re.findall(rb" c\n", page))
    assert curves >= 4 * len(shown.places)  # a circle is four curves
    assert b"/Subtype /Image" not in content
    width, height = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", content).groups()
    assert (float(width), float(height)) == pytest.approx((0.75 * SIZE[0], 0.75 * SIZE[1]), abs=1)


def test_a_pdf_of_many_points_has_an_image(qapp, tmp_path):
    shown = picture_of(MAX_GLYPH_POINTS + 1)
    content = encoded(picture_page(shown, SIZE), tmp_path, "pdf")
    assert b"/Subtype /Image" in content
    assert set(words_of(shown)) <= set(pdf_texts(content))
