"""Paints the pictures of a report, and writes it."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path

from clusterlab.core.message import Message, join
from clusterlab.core.progress import PaintCall, Progress, drain, map_progress
from clusterlab.export.atomic_write import save_text
from clusterlab.export.figure_grid import StepChartPage
from clusterlab.export.frame import Frame
from clusterlab.export.picture import Picture
from clusterlab.export.point_colors import MAX_GLYPH_POINTS
from clusterlab.export.report.html_parts import ReportFigure
from clusterlab.export.report.report_content import ReportContent, report_content
from clusterlab.export.report.report_page import report_page
from clusterlab.export.theme import LIGHT
from clusterlab.export.viewport import Viewport, fit_viewport
from clusterlab.session.analysis.k_charts import KChartData, KChartPage
from clusterlab.session.playback.shown import ShownRun
from clusterlab.ui.canvas.page import picture_page, picture_place
from clusterlab.ui.canvas.raster import raster_images
from clusterlab.ui.charts.chart_image import ChartPage, charts_encoder

PICTURE_SIZE, CHART_SIZE, WIDE_CHART_SIZE = (1060, 700), (480, 300), (720, 420)
PIXEL_RATIO = 2.0
"""Of the picture of many points, which is no vector graphic."""
Encoder = Callable[[], bytes]
Painting = Generator[Callable[[], object], None, bytes]


def report_steps(
    path: Path, run: ShownRun, frame_of: Callable[[int], Frame], viewport: Viewport | None = None
) -> Generator[Progress | PaintCall, None, None]:
    """Computes the results of a run at its step, paints the pictures, and writes the report as HTML.

    `frame_of` makes the frame of a step; `viewport` is the part of it to show, by default all. Raises
    SaveError.
    """
    frame = frame_of(run.index)
    content = yield from report_content(run)
    pages, charts = _chart_pages(content), list[ReportFigure]()
    drawn = frame.picture
    image = yield from _painted(_painted_picture(drawn, viewport), Progress(75, 100))
    for number, (page, words, size) in enumerate(pages):
        chart = yield from _painted(
            _painted_charts(page, size), Progress(75 + 25 * number // len(pages), 100)
        )
        charts.append(ReportFigure(chart, words))
    picture = ReportFigure(image, f"The points, by {drawn.title}. {drawn.caption}")
    save_text(path, report_page(replace(content, picture=picture, chart_figures=tuple(charts))))


def _painted(painting: Painting, progress: Progress) -> Generator[PaintCall, None, bytes]:
    return (yield from map_progress(lambda run: PaintCall(run, progress), painting))


def _painted_picture(drawn: Picture, viewport: Viewport | None) -> Painting:
    """The canvas as SVG, or as PNG where the points are many."""
    encoders = list[Encoder]()
    if len(drawn.places) <= MAX_GLYPH_POINTS:
        page = lambda: picture_page(drawn, PICTURE_SIZE, viewport=viewport)  # noqa: E731
        yield lambda: encoders.append(drain(page().encoding_steps(".svg")))
        return encoders[0]()
    place = picture_place(drawn, PICTURE_SIZE)
    size = round(place.width()), round(place.height())
    shown = (viewport or fit_viewport(drawn, size, PIXEL_RATIO)).grown(size, PIXEL_RATIO)
    images = raster_images(drawn, shown, LIGHT)
    made = lambda: picture_page(drawn, PICTURE_SIZE, LIGHT, PIXEL_RATIO, shown, images)  # noqa: E731
    yield lambda: encoders.append(drain(made().encoding_steps(".png")))
    return encoders[0]()


def _painted_charts(page: ChartPage, size: tuple[int, int]) -> Painting:
    encoders = list[Encoder]()
    yield lambda: encoders.append(charts_encoder(page, size))
    return encoders[0]()


def _chart_pages(content: ReportContent) -> Sequence[tuple[ChartPage, str, tuple[int, int]]]:
    """A page for each chart, with what it shows in words, and its size."""
    k, empty = content.step.k, Message()
    pages: list[tuple[ChartPage, str, tuple[int, int]]] = [
        (KChartPage(empty, empty, (chart,), k, None), _k_chart_words(chart), CHART_SIZE)
        for chart in content.k_charts
        if chart.known_ks
    ]
    if content.silhouettes.clusters:
        page = KChartPage(empty, empty, (), k, content.silhouettes, content.listing)
        pages.append((page, _silhouette_words(content), CHART_SIZE))
    pages += [
        (StepChartPage("", "", (chart,), content.listing), f"{chart.title}. {chart.help}", WIDE_CHART_SIZE)
        for chart in content.step.charts(content.prepared.points)
    ]
    return pages


def _silhouette_words(content: ReportContent) -> str:
    """The mean silhouettes of the clusters."""
    means = [f"{content.listing.title(one.cluster)} {one.mean:.2f}" for one in content.silhouettes.clusters]
    return f"Silhouettes of the points by cluster, with the means {', '.join(means)}."


def _k_chart_words(chart: KChartData) -> str:
    """The values of a chart over K."""
    values = join([chart.words(k) for k in chart.known_ks], "; ")
    return f"{chart.title} over K. {chart.conclusion} {values}."
