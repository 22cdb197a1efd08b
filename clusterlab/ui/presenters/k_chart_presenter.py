"""The charts over K beside the canvas: swept when the run is there, and told in words."""

from collections.abc import Callable
from dataclasses import replace

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.formatting import count
from clusterlab.metrics.k_sweep import gapped
from clusterlab.metrics.verdict import verdict
from clusterlab.session.analysis.k_charts import plots, quantities, usual
from clusterlab.session.analysis.k_sweep import Asked, Sweeper, restarts_of, why_not
from clusterlab.session.playback.captions import scaled
from clusterlab.session.state.session import Session, same_steps, treatment_of
from clusterlab.ui.presenter import Live

PARTS = 100
"""Of so many parts the bar shows how far a sweep is."""


class KCharts:
    """Keeps the panel of charts over K in step with a live window.

    `choices` says of charts by name whether a person wants them, where that is not as usual; `keep` is told
    when it changes.
    """

    def __init__(self, live: Live, choices: dict[str, bool], keep: Callable[[dict[str, bool]], None]) -> None:
        self._live, self._panel = live, live.window.charts
        self.sweeper, self.asked = Sweeper(live.lanes.lane()), Asked()
        self._choices, self._keep = choices, keep
        self._wanted = True
        self._unmade = _usual_charts()
        self._scene: object = None
        self._told: object = None
        self._panel.sweep_asked.connect(self.sweep_again)
        self._panel.cancel_asked.connect(live.cancel)
        self._panel.last_chosen.connect(lambda last: self.ask(replace(self.asked, last=last)))
        self._panel.choose.every_kind_chosen.connect(
            lambda every: self.ask(replace(self.asked, every_kind=every))
        )
        self._panel.choose.chart_chosen.connect(self.choose_chart)
        live.document.listeners.append(self._changed)

    @property
    def busy(self) -> bool:
        """Whether a sweep goes on, or its end is still to be seen."""
        hidden = self._told is None or not self._panel.pages.updatesEnabled()
        return self.sweeper.busy or bool(self._unmade) or hidden

    def tick(self) -> Exception | None:
        """Sweeps when the run is there and was seen, so that the two do not slow each other."""
        self._panel.pages.setUpdatesEnabled(True)  # what the last tick changed has found its place
        player, scene = self._live.player, self._live.player.scene
        if scene is not self._scene:
            self._scene = scene
            return None  # to show it was enough for one tick
        if self._unmade and not self._live.opening.going:
            self._panel.prepare_chart(self._unmade.pop(0))  # it takes a moment, so each has a tick
            return None
        grew, failure = self.sweeper.tick()
        if scene.prepared is not None and not (player.computing or self._live.opening.going):
            fresh = self.sweeper.ask(scene.session, scene.prepared.points, self.asked)
            if fresh and not self._wanted:
                self.sweeper.cancel()
        told = (
            scene.session,
            self.sweeper.curve,
            self.asked,
            self.sweeper.busy,
            tuple(self._choices.items()),
        )
        if grew or told != self._told:
            self._told = told
            self._show(scene.session)
        return failure

    def cancel(self) -> bool:
        """Stops the sweep, and begins no other before something is chosen; says whether there was one."""
        self._wanted = False
        return self.sweeper.cancel()

    def sweep_again(self) -> None:
        """Goes on with what was left when the work was cancelled."""
        self._wanted, self._told = True, None
        self.sweeper.go_on()
        self._live.wake()

    def ask(self, asked: Asked) -> None:
        """Sweeps as far as a person wants."""
        self.asked, self._wanted = asked, True
        self._live.wake()

    def choose_chart(self, name: str, shown: bool) -> None:
        """Shows or hides a chart, now and the next time."""
        self._choices[name] = shown
        self._keep(self._choices)
        self._live.wake()

    def _changed(self, old: Session, new: Session) -> None:
        if not same_steps(old, new):
            self._wanted = True

    def _show(self, session: Session) -> None:
        """The charts, as far as they are filled in."""
        panel, curve, points = self._panel, self.sweeper.curve, self.sweeper.points
        panel.pages.setUpdatesEnabled(False)  # else all is painted for each of the places it has meanwhile
        panel.show_last(None if curve is None else self.asked.last)
        if curve is None or points is None:
            panel.choose.offer({}, (), None)
            panel.show_charts()
            panel.show_verdict("")
            prepared = self._live.player.scene.prepared
            panel.show_progress(0, 0, "" if prepared is None else why_not(session, prepared.points))
            return
        titles = quantities(curve.algorithm)
        shown = [name for name in titles if self._choices.get(name, name in usual(curve.algorithm))]
        kinds = self.asked.every_kind if hasattr(curve.algorithm, "covariance") else None
        panel.choose.offer(titles, shown, kinds)
        treatment = scaled(treatment_of(session))
        ks = range(1, self.asked.last + 1)
        for plot in plots(
            curve.algorithm, self.sweeper.entries(), ks, points, self.sweeper.complete, treatment
        ):
            if plot.key in shown:
                panel.chart(plot.key).show_plot(plot, session.k)
        if not panel.show_charts(*shown):
            self._told = None  # the next tick goes on
        self._say(treatment)

    def _say(self, treatment: str) -> None:
        """The verdict, and how far the sweep is."""
        sweeper, curve = self.sweeper, self.sweeper.curve
        assert curve is not None
        found, stopped = curve.entries(self.asked), sweeper.stopped
        told = verdict(curve.algorithm, found) if sweeper.complete else None
        waiting = "" if stopped else "How many clusters? The answer comes when the charts are full."
        self._panel.show_verdict(waiting if told is None else told.words, told is not None)
        starts = count(restarts_of(curve.algorithm), "start")
        words = f"{starts} for each K{treatment} · click a point to use its K."
        if stopped:
            words = _stopped(len(found), self.asked.last)
        elif sweeper.busy:
            words = self._doing(starts, treatment)
        notes = found[-1].notes if found else ()
        done = round(PARTS * sweeper.share) if sweeper.busy else PARTS
        self._panel.show_progress(
            min(done, PARTS - sweeper.busy), PARTS, " ".join([words, *notes[-1:]]), again=stopped
        )

    def _doing(self, starts: str, treatment: str) -> str:
        curve = self.sweeper.curve
        found = [] if curve is None else curve.entries(self.asked)
        seen = bool(found) and all(entry.silhouette_of is not None for entry in found)
        if curve is not None and seen and gapped(curve.algorithm) and self.asked.references:
            return f"Comparing with {count(self.asked.references, 'reference')} without clusters."
        return f"Sweeping K, {starts} for each K{treatment}."


def _usual_charts() -> list[str]:
    """The charts that algorithms show, which are made before they are needed."""
    kinds = [kind() for kind in ALGORITHMS.all().values() if hasattr(kind, "k")]
    return list(dict.fromkeys(name for made in kinds for name in usual(made)))


def _stopped(done: int, last: int) -> str:
    """How far a sweep came that was left."""
    if not done:
        return "K has not been swept."
    return (
        f"The sweep stopped after K = {done}." if done < last else "The sweep stopped before all was known."
    )
