"""The charts over K beside the canvas: swept when the run is there, and told in words."""

from collections.abc import Callable
from dataclasses import replace

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.formatting import format_count
from clusterlab.metrics.k_sweep import has_gap_statistic
from clusterlab.metrics.verdict import verdict
from clusterlab.session.analysis.k_charts import chart_titles, default_charts, k_charts
from clusterlab.session.analysis.k_sweep import KSweep, SweepRequest, restarts_per_k, unavailable_reason
from clusterlab.session.playback.captions import scaling_suffix
from clusterlab.session.state.session import Session, same_steps, scaling_label
from clusterlab.ui.presenter import Presenter

PROGRESS_STEPS = 100
"""Of so many parts the bar shows how far a sweep is."""


class KChartPresenter:
    """Keeps the panel of charts over K in step with a live window.

    `choices` says of charts by name whether a person wants them, where that is not as usual; `save_choices` is told
    when it changes.
    """

    def __init__(
        self, presenter: Presenter, choices: dict[str, bool], save_choices: Callable[[dict[str, bool]], None]
    ) -> None:
        self._live, self._panel = presenter, presenter.window.charts
        self.sweeper, self.asked = KSweep(presenter.worker.task_queue()), SweepRequest()
        self._choices, self._save_choices = choices, save_choices
        self._sweep_allowed = True
        self._unprepared = _default_charts()
        self._scene: object = None
        self._shown_state: object = None
        self._panel.sweep_requested.connect(self.resume_sweep)
        self._panel.cancel_requested.connect(presenter.cancel)
        self._panel.k_max_chosen.connect(lambda last: self.ask(replace(self.asked, last=last)))
        self._panel.choose.every_kind_chosen.connect(
            lambda every: self.ask(replace(self.asked, every_kind=every))
        )
        self._panel.choose.chart_chosen.connect(self.choose_chart)
        presenter.document.listeners.append(self._changed)

    @property
    def busy(self) -> bool:
        """Whether a sweep goes on, or its end is still to be seen."""
        hidden = self._shown_state is None or not self._panel.pages.updatesEnabled()
        return self.sweeper.busy or bool(self._unprepared) or hidden

    def tick(self) -> Exception | None:
        """Sweeps when the run is there and was seen, so that the two do not slow each other."""
        self._panel.pages.setUpdatesEnabled(True)  # what the last tick changed has found its place
        player, scene = self._live.player, self._live.player.scene
        if scene is not self._scene:
            self._scene = scene
            return None  # to show it was enough for one tick
        if self._unprepared and not self._live.first_paint.pending:
            self._panel.prepare_chart(self._unprepared.pop(0))  # it takes a moment, so each has a tick
            return None
        updated, failure = self.sweeper.tick()
        if scene.prepared is not None and not (player.computing or self._live.first_paint.pending):
            fresh = self.sweeper.follow(scene.session, scene.prepared.points, self.asked)
            if fresh and not self._sweep_allowed:
                self.sweeper.cancel()
        told = (
            scene.session,
            self.sweeper.curve,
            self.asked,
            self.sweeper.busy,
            tuple(self._choices.items()),
        )
        if updated or told != self._shown_state:
            self._shown_state = told
            self._show(scene.session)
        return failure

    def cancel(self) -> bool:
        """Stops the sweep, and begins no other before something is chosen; says whether there was one."""
        self._sweep_allowed = False
        return self.sweeper.cancel()

    def resume_sweep(self) -> None:
        """Goes on with what was left when the work was cancelled."""
        self._sweep_allowed, self._shown_state = True, None
        self.sweeper.resume()
        self._live.start_ticking()

    def ask(self, asked: SweepRequest) -> None:
        """Sweeps as far as a person wants."""
        self.asked, self._sweep_allowed = asked, True
        self._live.start_ticking()

    def choose_chart(self, name: str, shown: bool) -> None:
        """Shows or hides a chart, now and the next time."""
        self._choices[name] = shown
        self._save_choices(self._choices)
        self._live.start_ticking()

    def _changed(self, old: Session, new: Session) -> None:
        if not same_steps(old, new):
            self._sweep_allowed = True

    def _show(self, session: Session) -> None:
        """The charts, as far as they are filled in."""
        panel, curve, points = self._panel, self.sweeper.curve, self.sweeper.points
        panel.pages.setUpdatesEnabled(False)  # else all is painted for each of the places it has meanwhile
        panel.show_k_max(None if curve is None else self.asked.last)
        if curve is None or points is None:
            panel.choose.set_choices({}, (), None)
            panel.show_charts()
            panel.show_verdict("")
            prepared = self._live.player.scene.prepared
            panel.show_progress(
                0, 0, "" if prepared is None else unavailable_reason(session, prepared.points)
            )
            return
        titles = chart_titles(curve.algorithm)
        shown = [name for name in titles if self._choices.get(name, name in default_charts(curve.algorithm))]
        kinds = self.asked.every_kind if hasattr(curve.algorithm, "covariance") else None
        panel.choose.set_choices(titles, shown, kinds)
        treatment = scaling_suffix(scaling_label(session))
        ks = range(1, self.asked.last + 1)
        for plot in k_charts(
            curve.algorithm, self.sweeper.entries(), ks, points, self.sweeper.complete, treatment
        ):
            if plot.key in shown:
                panel.chart(plot.key).show_plot(plot, session.k)
        if not panel.show_charts(*shown):
            self._shown_state = None  # the next tick goes on
        self._show_status(treatment)

    def _show_status(self, treatment: str) -> None:
        """The verdict, and how far the sweep is."""
        sweeper, curve = self.sweeper, self.sweeper.curve
        assert curve is not None
        found, stopped = curve.entries(self.asked), sweeper.stopped
        told = verdict(curve.algorithm, found) if sweeper.complete else None
        waiting = "" if stopped else "How many clusters? The answer comes when the charts are full."
        self._panel.show_verdict(waiting if told is None else told.words, told is not None)
        starts = format_count(restarts_per_k(curve.algorithm), "start")
        words = f"{starts} for each K{treatment} · click a point to use its K."
        if stopped:
            words = _stopped_text(len(found), self.asked.last)
        elif sweeper.busy:
            words = self._progress_text(starts, treatment)
        notes = found[-1].notes if found else ()
        done = round(PROGRESS_STEPS * sweeper.share) if sweeper.busy else PROGRESS_STEPS
        self._panel.show_progress(
            min(done, PROGRESS_STEPS - sweeper.busy),
            PROGRESS_STEPS,
            " ".join([words, *notes[-1:]]),
            again=stopped,
        )

    def _progress_text(self, starts: str, treatment: str) -> str:
        curve = self.sweeper.curve
        found = [] if curve is None else curve.entries(self.asked)
        seen = bool(found) and all(entry.silhouette_of is not None for entry in found)
        if curve is not None and seen and has_gap_statistic(curve.algorithm) and self.asked.references:
            return f"Comparing with {format_count(self.asked.references, 'reference')} without clusters."
        return f"Sweeping K, {starts} for each K{treatment}."


def _default_charts() -> list[str]:
    """The charts that algorithms show, which are made before they are needed."""
    kinds = [kind() for kind in ALGORITHMS.all().values() if hasattr(kind, "k")]
    return list(dict.fromkeys(name for made in kinds for name in default_charts(made)))


def _stopped_text(done: int, last: int) -> str:
    """How far a sweep came that was left."""
    if not done:
        return "K has not been swept."
    return (
        f"The sweep stopped after K = {done}." if done < last else "The sweep stopped before all was known."
    )
