"""Makes the images of points in shards on a worker: coarse ones soon, complete ones while nothing plays."""

from collections.abc import Iterator

from clusterlab.core.worker import SingleTaskWorker
from clusterlab.export.plot_content import PlotContent
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.raster import RasterImages, raster_images
from clusterlab.ui.presenter import Presenter


class ShardImages:
    """Keeps the image on a canvas that of its picture and viewport, where the points are in shards.

    Until it is made the canvas shows the last one, stretched.
    """

    def __init__(self, presenter: Presenter, canvas: Canvas) -> None:
        self._presenter, self._canvas = presenter, canvas
        self._worker: SingleTaskWorker | None = None
        self._is_wanted = self._is_refining = False
        canvas.content_changed.connect(self.follow)
        presenter.activity_changed.connect(lambda _: self.follow())
        presenter.window.closing.connect(self._stop)

    @property
    def busy(self) -> bool:
        """Whether an image is being made, or is still to be shown."""
        return self._is_wanted or (self._worker is not None and self._worker.busy)

    def follow(self) -> None:
        """Asks for an image, unless the one on the canvas is that of its content, as far as is wanted."""
        self._is_wanted = self._missing() is not None
        if self._is_wanted:
            self._presenter.poll_while_busy(self)

    def poll(self) -> Exception | None:
        """Shows an image that was made, and starts another; returns the error if the work failed."""
        if self._worker is None:
            self._worker = SingleTaskWorker("clusterlab shards")
        failure = self._worker.failure()
        for images in self._worker.take():
            self._canvas.view.plot.show_images(images)
            self._is_refining = True
        if self._is_wanted and (self._is_refining or not self._worker.running):
            self._start(self._worker)
        return failure

    def _start(self, worker: SingleTaskWorker) -> None:
        """Starts to make what is missing now, in place of a complete image that is being made."""
        self._is_wanted, content = False, self._missing()
        if content is None:
            return
        has_coarse, refines = self._is_shown(content), not self._presenter.player.playing
        self._is_refining = has_coarse
        worker.start(lambda: _images(content, has_coarse, refines))

    def _missing(self) -> PlotContent | None:
        """The content of the canvas, where its image is missing or not complete though nothing is played."""
        picture = self._canvas.picture
        if picture is None or picture.shards is None:
            return None
        plot = self._canvas.view.plot
        content = plot.content()
        images = None if content is None else plot.images(content)
        is_enough = images is not None and (images.is_complete or self._presenter.player.playing)
        return None if content is None or (is_enough and self._is_shown(content)) else content

    def _is_shown(self, content: PlotContent) -> bool:
        images = self._canvas.view.plot.images(content)
        return images is not None and images.matches(content)

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()


def _images(content: PlotContent, has_coarse: bool, refines: bool) -> Iterator[RasterImages]:
    """A coarse image, unless there is one, and the complete one if wanted."""
    is_complete = False
    if not has_coarse:
        coarse = raster_images(*content, coarse=True)
        is_complete = coarse.is_complete
        yield coarse
    if refines and not is_complete:
        yield raster_images(*content)
