"""Shows what is chosen and what was computed in the parts of the window; it reads, and changes nothing."""

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.params import declared
from clusterlab.core.run import BUDGET
from clusterlab.core.words import count
from clusterlab.datasets.shape import Shape
from clusterlab.datasets.table import doubtful
from clusterlab.session.captions import scaled
from clusterlab.session.choices import Session, seeds_of, treatment_of
from clusterlab.session.layers import unavailable_layers
from clusterlab.session.player import Player, Scene
from clusterlab.session.prepare import Prepared, reduction_words
from clusterlab.session.sweeping import KS, Sweeper, restarts_of
from clusterlab.session.viewing import offered_components
from clusterlab.ui.portrait import Portrait
from clusterlab.ui.topbar import GIVEN
from clusterlab.ui.window import MainWindow

SILHOUETTE_HELP = "The mean over all points of (b − a) / max(a, b): a to the own cluster, b to the next."

MEMORY_HELP = (
    f"The labels of all iterations would take more than {BUDGET // 2**20} MiB. "
    "Those that are not kept are computed again, the same, when their step is shown."
)


class Showing:
    """Pushes state into the window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._rows: int | None = None
        self._prepared: Prepared | None = None
        self._charted = False
        kinds = ALGORITHMS.all()
        window.top.set_algorithms({name: kind.title for name, kind in kinds.items()})

    def choices(self, session: Session) -> None:
        """What is chosen, before anything of it is computed."""
        window, algorithm = self.window, session.algorithm
        window.top.show_algorithm(algorithm.name)
        window.top.show_k(session.k or None, 1, self._rows)
        starts = next((item.param.choices for item in declared(type(algorithm)) if item.name == "init"), {})
        given = session.start is not None
        window.top.show_starts(starts, GIVEN if given else getattr(algorithm, "init", ""), given)
        window.algorithm.show_algorithm(algorithm)
        window.about.show_algorithm(type(algorithm))
        window.layers.set_layers(session.layers, unavailable_layers(algorithm))
        self._views(session)
        if isinstance(session.source, Shape):
            window.data.show_shape(session.source)

    def scene(self, scene: Scene) -> None:
        """What came new on screen: data, and a run of which steps are there."""
        prepared = scene.prepared
        if prepared is None:
            return
        if not prepared.generated:
            self._file(prepared)
        self._rows, self._prepared = prepared.points.n, prepared
        self.window.top.show_k(scene.session.k or None, 1, self._rows)
        self._views(scene.session)
        self.window.transport.timeline.set_phases(scene.algorithm.phases)
        self.window.layers.set_layers(scene.session.layers, unavailable_layers(scene.algorithm, prepared))
        self.window.say(
            data=" · ".join([count(prepared.points.n, "point"), *_features(prepared)]),
            seed=_begun(" · ".join(seeds_of(scene.session))),
        )

    def run(self, player: Player) -> None:
        """How far the run is, and where in it the screen is."""
        scene, transport = player.scene, self.window.transport
        transport.timeline.show_run(scene.phases, scene.objectives, player.index, player.computing)
        transport.show_playing(player.playing)
        transport.show_ways(player.index > 0, player.index < len(scene.run) - 1)
        step = player.step
        self.window.about.show_phase("" if step is None else step.phase)
        self.window.algorithm.show_refine(not scene.algorithm.soft, step is not None and bool(step.stopped))
        took = "" if step is None else f"Step {duration(scene.seconds[player.index])}"
        self.window.say(time=" · ".join(filter(None, (took, memory(scene.run.every)))))
        self.window.status["time"].setToolTip(MEMORY_HELP if scene.run.every > 1 else "")

    def patience(self, words: str, waiting: bool) -> None:
        """What is being done, and whether the screen still shows what was there before."""
        if words != self.window.status["work"].text():
            self.window.say(work=words)
        if waiting and self.window.caption.pill.text() != "Computing":
            self.window.caption.show_caption("Computing", "What you chose is being computed; Esc cancels.")

    def portrait(self, portrait: Portrait) -> None:
        """The picture and the words of a moment."""
        self.window.canvas.show_picture(portrait.picture)
        self.window.say(drawn=" ".join(portrait.picture.notes) or "All points are drawn")
        said = portrait.caption
        if said is None:
            self.window.caption.show_caption("", "No run yet.")
        else:
            self.window.caption.show_caption(
                said.pill, said.sentence, said.objective, said.change, said.better, said.help
            )

    def sweep(self, sweeper: Sweeper, session: Session) -> None:
        """The charts over K, as far as they are filled in."""
        self._make_charts()
        curve = sweeper.curve
        if not session.k:
            self.window.charts.show_charts()
            self.window.charts.show_progress(0, 0, f"{session.algorithm.title} finds K by itself.")
        if curve is None:
            return
        criterion, found = curve.algorithm.criterion, curve.known
        heights = [found[k].figures.get(criterion.key) if k in found else None for k in KS]
        chart = self.window.charts.chart(criterion.key)
        chart.set_help(criterion.help + scaled(treatment_of(session)))
        told, marked = sweeper.told_by_criterion()
        chart.show_curve(list(KS), heights, session.k, told, marked)
        self._silhouettes(sweeper, session)
        self.window.charts.show_charts(criterion.key, "silhouette")
        self._sweep_progress(sweeper, session)

    def _make_charts(self) -> None:
        """Makes the charts when they are first needed, since what draws them takes its time to load."""
        if self._charted:
            return
        self._charted = True
        for kind in (kind for kind in ALGORITHMS.all().values() if hasattr(kind, "k")):
            elbow = kind.criterion is kind.objective
            title = "Elbow" if elbow else kind.criterion.name
            self.window.charts.chart(kind.criterion.key, title, from_zero=elbow)
        self.window.charts.chart("silhouette", "Silhouette", color=2, from_zero=True)
        self.window.charts.show_charts("silhouette")

    def _silhouettes(self, sweeper: Sweeper, session: Session) -> None:
        found = sweeper.curve.known if sweeper.curve else {}
        chart = self.window.charts.chart("silhouette")
        ks = [k for k in KS if k > 1]
        told, marked = sweeper.told_by_silhouette()
        chart.set_help(SILHOUETTE_HELP + scaled(treatment_of(session)) + sweeper.sample_words())
        heights = [found[k].silhouette if k in found else None for k in ks]
        chart.show_curve(ks, heights, session.k, told, marked)

    def _sweep_progress(self, sweeper: Sweeper, session: Session) -> None:
        curve = sweeper.curve
        if curve is None:
            return
        done, starts = len(curve.entries), restarts_of(curve.algorithm)
        each = f"{count(starts, 'start')} for each K{scaled(treatment_of(session))}"
        words = f"Sweeping K, {each}" if sweeper.busy else f"{each} · click a point to use its K"
        stopped = curve.ended and not curve.complete
        if stopped:
            words = _stopped(done)
        notes = curve.entries[-1].notes if curve.entries else ()
        all_of_it = len(KS) + 1  # the silhouettes come last, of every K at once
        self.window.charts.show_progress(
            done if sweeper.busy else all_of_it, all_of_it, " ".join([words, *notes[-1:]]), again=stopped
        )

    def _views(self, session: Session) -> None:
        """How the data on screen are looked at, and on what of them is clustered."""
        prepared = self._prepared
        if prepared is None:
            return
        self.window.views.show_views(
            prepared.selection.columns, offered_components(prepared.features), session.view
        )
        self.window.data.show_reduction(prepared.kept_shares.tolist(), session.reduce)

    def _file(self, prepared: Prepared) -> None:
        selection, table = prepared.selection, prepared.table
        reasons = dict.fromkeys(table.texts, "text") | selection.left_out | doubtful(table)
        self.window.data.show_file(
            prepared.chip, table.columns, selection.columns, reasons, prepared.scale.kind
        )


def _stopped(done: int) -> str:
    """How far a sweep came that was left."""
    if not done:
        return "K has not been swept."
    return f"The sweep stopped after K = {done}." if done < len(KS) else "The silhouettes were left out."


def duration(seconds: float) -> str:
    """A time in the unit that suits it."""
    if seconds >= 1:
        return f"{seconds:,.1f} s"
    return f"{1000 * seconds:.3g} ms" if seconds >= 1e-5 else "under 0.01 ms"


def memory(every: int) -> str:
    """That a run was thinned, if it was."""
    return f"the labels of 1 iteration in {every} are kept" if every > 1 else ""


def _features(prepared: Prepared) -> list[str]:
    """How many features there are, and on how many components of them is clustered."""
    words = [count(prepared.features.d, "feature")]
    return words if prepared.reduced is None else [*words, f"reduced to {reduction_words(prepared.reduced)}"]


def _begun(words: str) -> str:
    """The words with a capital at their beginning."""
    return words[:1].upper() + words[1:]
