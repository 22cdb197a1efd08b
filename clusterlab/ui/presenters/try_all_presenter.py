"""The presenter of *Try all*: runs every algorithm on the data on screen, and shows the results."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from clusterlab.core.message import Message, sentences
from clusterlab.core.worker import TaskQueue
from clusterlab.export.try_all_rows import try_all_header, try_all_rows
from clusterlab.session.analysis.comparison_metrics import ground_truth_of
from clusterlab.session.analysis.try_all import DEFAULT_TRIED_K, TryAll, TryAllRequest, all_algorithms
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, data_key
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import AnalysisPresenter

if TYPE_CHECKING:
    from clusterlab.metrics.cluster_count.how_many import ClusterCount
    from clusterlab.ui.dialogs.try_all_dialog import TryAllDialog

OTHER_DATA = "Other data were chosen. Try again for these."
NO_DATA = "The data are still being read. Try again then."


class TryAllPresenter(AnalysisPresenter):
    """Tries all algorithms when asked to; `count` says how many clusters the data have, once known."""

    def __init__(
        self, presenter: Presenter, queue: TaskQueue, count: "Callable[[], ClusterCount | None]"
    ) -> None:
        self.try_all, self._count = TryAll(queue), count
        super().__init__(presenter, self.try_all)
        self.dialog: TryAllDialog | None = None
        presenter.session_changed.connect(lambda shown: self._follow(shown.session))

    def open(self) -> None:
        """Opens the dialog, and begins unless the results of these data are known."""
        if self.dialog is None:
            from clusterlab.ui.dialogs.try_all_dialog import TryAllDialog

            dialog = self.dialog = TryAllDialog(self._presenter.window)
            dialog.algorithm_chosen.connect(self._open_algorithm)
            dialog.stop_asked.connect(self.cancel)
            dialog.again.clicked.connect(self._start)
            dialog.finished.connect(self._forget_dialog)
            dialog.show()
        self.dialog.raise_()
        if self.try_all.is_stopped or self._is_of_other_k():
            self._start()
        else:
            self._show()

    def _start(self) -> None:
        shown = self._presenter.shown
        shown_data = shown.run.scene.prepared
        if shown_data is None or shown.awaits_data:
            return self._show(NO_DATA)
        prepared = shown_data.analyzed
        session = shown.session
        algorithms = all_algorithms(min(self._k(session), prepared.points.n), session.algorithm)
        is_stream = bool(session.algorithm.initial_rows)
        request = TryAllRequest(
            prepared,
            algorithms,
            lambda: ground_truth_of(prepared),
            session.memory_budget,
            _part_words(prepared, is_stream),
        )
        self.try_all.start(request, data_key(session))
        self._presenter.poll_while_busy(self)
        return self._show()

    def _is_of_other_k(self) -> bool:
        """Whether there are no results for the K that is chosen now."""
        request, session = self.try_all.request, self._presenter.shown.session
        return request is None or bool(session.k and session.k != _k_of(request))

    def _k(self, session: Session) -> int:
        """The current K, else the one that the answer about the data suggests."""
        count = self._count()
        return session.k or (count.suggested_ks[0] if count and count.suggested_ks else DEFAULT_TRIED_K)

    def _follow(self, session: Session) -> None:
        if self.try_all.follow(data_key(session)):
            self._show(OTHER_DATA)

    def _open_algorithm(self, title: str) -> None:
        for entry in self.try_all.entries:
            if entry.algorithm.title == title and not entry.failure:
                self._presenter.pane_commands.open_algorithm(entry.algorithm)

    def _forget_dialog(self) -> None:
        self.try_all.cancel()
        self.dialog = None

    def _show(self, words: str = "") -> None:
        dialog, found = self.dialog, self.try_all
        if dialog is None:
            return
        request = found.request
        known = found.has_classes
        dialog.show_rows(try_all_header(known), try_all_rows(found.ranked, known))
        dialog.about.setText("" if request is None else _about(request, found.has_classes))
        of = 0 if request is None else len(request.algorithms)
        dialog.show_progress(len(found.entries), of, words or _state_words(found), found.busy)


def _k_of(request: TryAllRequest) -> int:
    """The K of the algorithms that take one."""
    return next(algorithm.k for algorithm in request.algorithms if algorithm.takes_k)


def _about(request: TryAllRequest, has_classes: bool) -> Message:
    """The data, the K, and by what the table is sorted."""
    template = "{summary} · K = {k!s} where it is to be chosen. The best of several starts each."
    about = Message(template, summary=request.prepared.summary, k=_k_of(request))
    order = Message("Sorted by silhouette, which favors compact clusters.")
    classes = request.classes() if has_classes else None
    if classes is not None:
        order = Message("Sorted by ARI with {name} classes.", name=classes.name)
    return sentences(about, request.note, order)


def _state_words(found: TryAll) -> Message:
    """What is being tried, and how to stop, or what a click does."""
    if found.busy and found.progress is not None:
        template = "Trying {title}, {number!s} of {of!s} · Esc stops."
        progress = found.progress
        return Message(template, title=progress.title, number=progress.done + 1, of=progress.of)
    if found.busy or found.request is None:
        return Message()
    if found.is_stopped:
        template = "Stopped after {n!s} of {of!s}. Results so far are kept."
        return Message(template, n=len(found.entries), of=len(found.request.algorithms))
    return Message("Click a row to open that algorithm.")


def _part_words(prepared: Prepared, is_stream: bool) -> Message:
    """Which part of the data is tried; empty where all are."""
    if is_stream:
        return Message("On the first {n} rows of the stream.", n=prepared.points.n)
    sample = prepared.sample_text
    return Message("On {sample}.", sample=sample) if sample else Message()
