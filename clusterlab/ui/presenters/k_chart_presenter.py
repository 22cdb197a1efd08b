"""The presenter of the charts over K: sweeps K after each run, and shows charts and progress."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING

from clusterlab.core.formatting import format_count
from clusterlab.core.terms import FLOW_TITLE
from clusterlab.session.analysis.k_sweep import KSweep, SweepCurve, SweepRequest, unavailable_reason
from clusterlab.session.playback.captions import scaling_suffix
from clusterlab.session.playback.shown import Shown
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import scaling_label
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import AnalysisPresenter
from clusterlab.ui.presenters.cluster_count_presenter import ClusterCountPresenter

if TYPE_CHECKING:
    from clusterlab.metrics.cluster_count.how_many import ClusterCount
    from clusterlab.metrics.k_sweep import SweepEntry
    from clusterlab.ui.presenters.flow_presenter import FlowPresenter

FLOW = "flow"
"""The name of the flow from K to K + 1 among the charts over K."""
AFTER_THE_RUN = "K is swept once the run has ended."
PROGRESS_STEPS = 100
"""The number of steps of the progress bar."""
SHOW_INTERVAL = 0.2
"""The least seconds between two showings of a sweep that goes on: drawing the charts takes time from it."""


class KChartPresenter(AnalysisPresenter):
    """Keeps the charts over K in sync with the data and the algorithm on screen.

    `choices` maps names of charts that the user has shown or hidden to whether they are shown; `save_choices`
    is called when it changes.
    """

    def __init__(
        self,
        presenter: Presenter,
        counts: ClusterCountPresenter,
        choices: dict[str, bool],
        save_choices: Callable[[dict[str, bool]], None],
    ) -> None:
        self.k_sweep, self.request = KSweep(presenter.worker.task_queue(last=True)), SweepRequest()
        super().__init__(presenter, self.k_sweep)
        self._panel, self._counting = presenter.window.charts, counts.counting
        counts.listeners.append(self._update)
        self._flow_queue = presenter.worker.task_queue()
        self._has_flow = False
        self._choices, self._save_choices = choices, save_choices
        self._unprepared, self._shown_names = list[str](), list[str]()
        self._is_outdated, self._is_new_scene = True, False
        self._has_news, self._shown_at = False, 0.0
        self._panel.again.clicked.connect(self.resume_sweep)
        self._panel.cancel.clicked.connect(presenter.cancel)
        self._panel.last.valueChanged.connect(
            lambda last: self.request_sweep(replace(self.request, last=last))
        )
        self._panel.choose.every_kind_chosen.connect(
            lambda every: self.request_sweep(replace(self.request, every_kind=every))
        )
        self._panel.choose.toggled_by_name.connect(self.choose_chart)
        presenter.window.layout_reset.connect(self.reset_choices)
        presenter.session_changed.connect(self._change_session)
        presenter.scene_changed.connect(self._change_scene)
        presenter.activity_changed.connect(lambda _: self._update())

    @cached_property
    def flow(self) -> "FlowPresenter":
        """The flow from K to K + 1, made when it is first shown."""
        from clusterlab.ui.presenters.flow_presenter import FlowPresenter

        flow, self._has_flow = FlowPresenter(self._presenter, self._flow_queue), True
        flow.hide_action.triggered.connect(lambda: self.choose_chart(FLOW, False))
        return flow

    @property
    def busy(self) -> bool:
        """Whether K is being swept, or charts are still to be made or shown."""
        is_frozen = not self._panel.pages.updatesEnabled()
        return self.k_sweep.busy or bool(self._unprepared) or self._is_outdated or is_frozen

    def poll(self) -> Exception | None:
        """Sweeps K once the run is computed and shown, so that the two do not compete for the processor."""
        self._panel.pages.setUpdatesEnabled(True)  # the layout changed by the last poll is done
        if self._presenter.first_paint.pending or self._is_new_scene:
            self._is_new_scene = False  # showing the scene took this turn of the event loop
            return None
        if self._unprepared:
            self._panel.prepare_chart(self._unprepared.pop(0))  # making a chart is slow: one in a turn
            return None
        updated, failure = self.k_sweep.tick()
        self._has_news = self._has_news or updated
        if self._is_outdated or self._shows_news():
            self._is_outdated = self._has_news = False
            self._shown_at = monotonic()
            self._follow(self._presenter.shown)
            if not self._presenter.shown.computing:
                self.k_sweep.start()
            self._show()
        return failure

    def cancel(self) -> bool:
        """Stops the sweep of what is chosen until it is resumed; returns whether K was being swept."""
        self._follow(self._presenter.shown)
        self._update()
        return self.k_sweep.cancel()

    def resume_sweep(self) -> None:
        """Resumes a canceled sweep."""
        self.k_sweep.resume()
        self._update()

    def request_sweep(self, request: SweepRequest) -> None:
        """Sweeps K as the user has requested."""
        self.request = request
        self._update()

    def choose_chart(self, name: str, shown: bool) -> None:
        """Shows or hides a chart, and saves that choice."""
        self._choices[name] = shown
        self._save_choices(self._choices)
        self._update()

    def reset_choices(self) -> None:
        """Shows the usual charts, and forgets which were chosen."""
        self._choices.clear()
        self._save_choices(self._choices)
        self._update()

    def _shows_news(self) -> bool:
        """Whether new results are shown now: at once where the sweep has ended, else not too often."""
        is_due = not self.k_sweep.busy or monotonic() - self._shown_at >= SHOW_INTERVAL
        return self._has_news and is_due

    def _update(self) -> None:
        """Shows the charts again in a later turn of the event loop, since that takes long."""
        self._is_outdated = True
        self._presenter.poll_while_busy(self)

    def _change_scene(self, shown: Shown) -> None:
        self._is_new_scene = True
        self._panel.verdict.show_dissent("")  # until the sweep of this scene is complete
        self._update()

    def _change_session(self, shown: Shown) -> None:
        """Marks the chosen K in the charts at once; clears those of other data or of another algorithm."""
        for name in self._shown_names:
            self._panel.chart(name).show_current(shown.session.k)
        self._update()

    def _follow(self, shown: Shown) -> None:
        """Turns to the sweep of the chosen data and algorithm, once there are data."""
        prepared = shown.run.scene.prepared
        if prepared is not None:
            points = None if shown.awaits_data else prepared.analyzed.points
            self.k_sweep.follow(shown.session, points, self.request)

    def _show(self) -> None:
        """Shows the charts with the results so far."""
        from clusterlab.session.analysis.k_charts import chart_titles, default_charts, k_charts

        panel, curve = self._panel, self.k_sweep.curve
        shown = self._presenter.shown
        session, prepared = shown.session, shown.run.scene.prepared
        panel.pages.setUpdatesEnabled(False)  # else each intermediate layout is painted
        panel.show_k_max(None if curve is None else self.request.last)
        if curve is None or prepared is None:
            self._unprepared, self._shown_names = [], []
            panel.choose.set_choices({}, (), None)
            panel.show_charts()
            self._show_flow(None)
            panel.verdict.show_dissent("")
            panel.show_progress(0, 0, self._unavailable_reason(shown))
            return
        titles = chart_titles(curve.algorithm)
        names = [name for name in titles if self._choices.get(name, name in default_charts(curve.algorithm))]
        kinds = self.request.every_kind if curve.algorithm.variant_param else None
        shows_flow = self._choices.get(FLOW, False)
        panel.choose.set_choices(titles | {FLOW: FLOW_TITLE}, [*names, *[FLOW] * shows_flow], kinds)
        self._show_flow(curve if shows_flow else None)
        treatment = scaling_suffix(scaling_label(session))
        ks = range(1, self.request.last + 1)
        entries, complete = self.k_sweep.entries(), self.k_sweep.complete
        points = prepared.analyzed.points
        self._unprepared = [name for name in names if not panel.has_chart(name)]
        self._shown_names = [name for name in names if panel.has_chart(name)]
        for plot in k_charts(curve.algorithm, entries, ks, points, complete, treatment):
            if plot.key in self._shown_names:
                panel.chart(plot.key).show_plot(plot, shown.session.k)
        is_shown = panel.show_charts(*self._shown_names)
        self._is_outdated = bool(self._unprepared) or not is_shown  # the next poll goes on
        self._show_status(treatment, prepared)

    def _show_flow(self, curve: SweepCurve | None) -> None:
        """Shows the flow of a sweep, None to hide it."""
        if curve is not None:
            self.flow.follow(self.k_sweep.points, curve.entries(self.request))
        elif self._has_flow:
            self.flow.hide()

    def _unavailable_reason(self, shown: Shown) -> str:
        prepared, points = shown.run.scene.prepared, self.k_sweep.points
        return "" if prepared is None else unavailable_reason(shown.session, points, self.request.last)

    def _show_status(self, treatment: str, prepared: Prepared) -> None:
        """Shows the progress of the sweep, and whether its end says otherwise than the answer."""
        k_sweep, curve, count = self.k_sweep, self.k_sweep.curve, self._counting.count
        assert curve is not None
        found = curve.entries(self.request)
        self._panel.verdict.show_dissent(_dissent(curve, found, count) if count and k_sweep.complete else "")
        if prepared.analyzed is not prepared and prepared.analyzed.sample_text:
            treatment = f"{treatment} of {prepared.analyzed.sample_text}"
        words = _status_text(k_sweep, curve, found, treatment)
        notes = found[-1].notes if found else ()
        done = round(PROGRESS_STEPS * k_sweep.share) if k_sweep.busy else PROGRESS_STEPS
        done, words = min(done, PROGRESS_STEPS - k_sweep.busy), " ".join([words, *notes[-1:]])
        self._panel.show_progress(done, PROGRESS_STEPS, words, again=k_sweep.stopped)


def _dissent(curve: SweepCurve, found: "Sequence[SweepEntry]", count: "ClusterCount") -> str:
    """How the curves of a sweep say otherwise than the answer about the data; empty where they do not."""
    from clusterlab.session.analysis.curve_dissent import curve_dissent

    return curve_dissent(curve.algorithm, found, count)


def _status_text(k_sweep: KSweep, curve: SweepCurve, found: "Sequence[SweepEntry]", treatment: str) -> str:
    """The state of a sweep, with the entries that are known."""
    starts, request = format_count(curve.algorithm.restarts_per_k, "start"), k_sweep.request
    if k_sweep.stopped:
        return _stopped_text(len(found), request.last)
    if k_sweep.complete:
        return f"{starts} for each K{treatment} · click a point to use its K."
    if not k_sweep.busy:
        return AFTER_THE_RUN
    measured = bool(found) and all(entry.silhouette_of is not None for entry in found)
    if measured and curve.algorithm.gap_statistic and request.references:
        return f"Comparing with {format_count(request.references, 'reference')} without clusters."
    return f"Sweeping K, {starts} for each K{treatment}."


def _stopped_text(done: int, last: int) -> str:
    """The state of a sweep that was stopped after `done` values of K."""
    if not done:
        return "K has not been swept."
    return f"Stopped at K = {min(done, last)}."
