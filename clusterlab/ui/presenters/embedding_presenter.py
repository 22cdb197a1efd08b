"""Computes the embedding of the chosen view on a thread of its own, and shows it frame by frame."""

from clusterlab.core.worker import SingleTaskWorker
from clusterlab.session.analysis.embedding import EMBEDDINGS, embedding_frames, latest_embedding_frame
from clusterlab.session.playback.shown import Shown
from clusterlab.session.state.prepared import Prepared
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import QueuePresenter

EmbeddingRequest = tuple[Prepared, str, int]
"""Points, the kind of the embedding, and the number of neighbors (0 for the default)."""


class EmbeddingPresenter(QueuePresenter):
    """Follows the chosen view; each frame is shown, and canceling keeps the last one."""

    def __init__(self, presenter: Presenter) -> None:
        worker = SingleTaskWorker("clusterlab embedding")
        super().__init__(presenter, worker)
        self._requested: EmbeddingRequest | None = None
        presenter.window.closing.connect(worker.stop)
        presenter.session_changed.connect(self.follow)
        presenter.scene_changed.connect(self.follow)

    def follow(self, shown: Shown) -> None:
        """Computes the embedding of the chosen view if it is missing."""
        requested = _request(shown)
        if requested == self._requested:
            return
        self._requested = requested
        self._work.cancel()
        if requested is not None:
            self._start(*requested)

    def _show_items(self, items: list[object]) -> None:
        """Shows another frame of the embedding, which is another view of the points."""
        self._presenter.update()

    def _start(self, prepared: Prepared, kind: str, near: int) -> None:
        """Computes an embedding, unless its last frame is stored with the points."""
        frame = latest_embedding_frame(kind, prepared.points, near)
        if frame is None or not frame.last:
            points, values = prepared.points, prepared.features.values
            self._work.start(lambda: embedding_frames(kind, points, values, near))
            self._presenter.poll_while_busy(self)


def _request(shown: Shown) -> EmbeddingRequest | None:
    """The embedding of the chosen view; None if it shows none or there are at most two features."""
    prepared, choice = shown.run.scene.prepared, shown.session.view
    if prepared is None or choice is None or choice.kind not in EMBEDDINGS or prepared.features.d <= 2:
        return None
    if prepared.rows_obstacle:
        return None
    return prepared, choice.kind, choice.near
