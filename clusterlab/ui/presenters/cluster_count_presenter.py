"""The presenter of the answer to how many clusters there are: the same under every algorithm."""

from collections.abc import Callable

from clusterlab.session.analysis.background_count import BackgroundCount
from clusterlab.session.playback.shown import Shown
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import AnalysisPresenter


class ClusterCountPresenter(AnalysisPresenter):
    """Counts the clusters of new data once their run is computed, and shows the answer and its progress."""

    def __init__(self, presenter: Presenter) -> None:
        self.counting = BackgroundCount(presenter.worker.task_queue(last=True))
        super().__init__(presenter, self.counting)
        self._awaits_first_paint = False
        self._view = presenter.window.charts.verdict
        self.listeners: list[Callable[[], None]] = []
        """Called when the answer about the data on screen is known."""
        self._view.again.clicked.connect(self.resume)
        self._view.scale.clicked.connect(lambda: presenter.commands.choose_scaling("z-score"))
        presenter.session_changed.connect(self._follow)
        presenter.scene_changed.connect(self._change_scene)
        presenter.activity_changed.connect(self._follow)

    @property
    def busy(self) -> bool:
        """Whether clusters are being counted, or will be when the first picture is on screen."""
        return super().busy or self._awaits_first_paint

    def resume(self) -> None:
        """Counts again after it was stopped."""
        self.counting.resume()
        self._show()
        self._presenter.poll_while_busy(self)

    def poll(self) -> Exception | None:
        """Shows the progress or the answer, and tells the listeners once it is known."""
        if self._awaits_first_paint:
            self._follow(self._presenter.shown)
        was_known, failure = self.counting.count is not None, super().poll()
        if self.counting.count is not None and not was_known:
            for listener in self.listeners:
                listener()
        return failure

    def _change_scene(self, shown: Shown) -> None:
        """Drops the answer about other data at once; what was stopped is counted again."""
        self.counting.stopped = False
        self._follow(shown)

    def _follow(self, shown: Shown) -> None:
        """Counts the clusters of the chosen data, though not beside a run or the start of the program.

        The answer about other data is dropped at once, while the chosen ones are still read.
        """
        self._awaits_first_paint = self._presenter.first_paint.pending
        prepared = shown.run.scene.prepared
        known = None if shown.awaits_data or prepared is None else prepared.analyzed
        self.counting.follow(shown.session, known)
        if not (shown.computing or self._awaits_first_paint):
            self.counting.start()
        self._show()
        self._presenter.poll_while_busy(self)

    def _show(self) -> None:
        counting, shown = self.counting, self._presenter.shown
        if counting.count is not None:
            session = shown.session
            self._view.show_count(counting.count, session.k or None, session.scaling == "none")
        elif shown.run.scene.prepared is None and not shown.computing:
            self._view.hide()  # the data cannot be read
        elif counting.stopped:
            self._view.show_waiting("Clusters were not counted", stopped=True)
        else:
            self._view.show_waiting(f"Looking for clusters… {100 * counting.share:.0f} %")
