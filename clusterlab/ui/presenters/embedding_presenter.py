"""Makes the embedding that a live window is to show, on a thread of its own, and shows it as it comes."""

from clusterlab.core.worker import Job
from clusterlab.session.analysis.embedding import EMBEDDINGS, frame_of, frames_of
from clusterlab.ui.presenter import Live


class Embedder:
    """Follows what is looked at; each frame goes on screen, and Esc keeps the last one."""

    def __init__(self, live: Live) -> None:
        self._live, self._job = live, Job("clusterlab embedding")
        self._wanted: tuple[object, str, int] | None = None
        live.window.closing.connect(self.close)

    @property
    def busy(self) -> bool:
        """Whether an embedding is being made or waits to be shown."""
        return not self._job.idle

    def tick(self) -> Exception | None:
        """Begins what is looked at and is not there yet, ends what nobody looks at, shows what came."""
        prepared, choice = self._live.player.scene.prepared, self._live.document.session.view
        looks = prepared is not None and choice is not None and choice.kind in EMBEDDINGS
        wanted = (prepared, choice.kind, choice.near) if looks and prepared.features.d > 2 else None
        if wanted != self._wanted:
            self._wanted = wanted
            self._job.cancel()
            frame = frame_of(choice.kind, prepared.points, choice.near) if wanted else None
            if wanted and (frame is None or not frame.last):
                points, values = prepared.points, prepared.features.values
                self._job.start(lambda: frames_of(choice.kind, points, values, choice.near))
        failure = self._job.failure()
        if self._job.take():
            self._live.show_again()
        return failure

    def cancel(self) -> bool:
        """Stops; says whether something was being made."""
        stopped = self._job.running
        self._job.cancel()
        return stopped

    def close(self) -> None:
        """Ends the thread."""
        self._job.close()
