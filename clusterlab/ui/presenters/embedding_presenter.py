"""Makes the embedding that a live window is to show, on a thread of its own, and shows it as it comes."""

from clusterlab.core.worker import SingleTaskWorker
from clusterlab.session.analysis.embedding import EMBEDDINGS, embedding_frames, latest_embedding_frame
from clusterlab.ui.presenter import Presenter


class EmbeddingPresenter:
    """Follows what is looked at; each frame goes on screen, and Esc keeps the last one."""

    def __init__(self, presenter: Presenter) -> None:
        self._live, self._worker = presenter, SingleTaskWorker("clusterlab embedding")
        self._requested: tuple[object, str, int] | None = None
        presenter.window.closing.connect(self.close)

    @property
    def busy(self) -> bool:
        """Whether an embedding is being made or waits to be shown."""
        return not self._worker.idle

    def tick(self) -> Exception | None:
        """Begins what is looked at and is not there yet, ends what nobody looks at, shows what came."""
        prepared, choice = self._live.player.scene.prepared, self._live.document.session.view
        shows_embedding = prepared is not None and choice is not None and choice.kind in EMBEDDINGS
        requested = (
            (prepared, choice.kind, choice.near) if shows_embedding and prepared.features.d > 2 else None
        )
        if requested != self._requested:
            self._requested = requested
            self._worker.cancel()
            embedding_frame = (
                latest_embedding_frame(choice.kind, prepared.points, choice.near) if requested else None
            )
            if requested and (embedding_frame is None or not embedding_frame.last):
                points, values = prepared.points, prepared.features.values
                self._worker.start(lambda: embedding_frames(choice.kind, points, values, choice.near))
        failure = self._worker.failure()
        if self._worker.take():
            self._live.refresh()
        return failure

    def cancel(self) -> bool:
        """Stops; says whether something was being made."""
        stopped = self._worker.running
        self._worker.cancel()
        return stopped

    def close(self) -> None:
        """Ends the thread."""
        self._worker.close()
