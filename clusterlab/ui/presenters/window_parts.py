"""Shows what is chosen and what was computed in the parts of the window; it reads, and changes nothing."""

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.formatting import format_count
from clusterlab.core.history import MAX_LABEL_BYTES
from clusterlab.core.params import declared_params
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.table import unlikely_features
from clusterlab.session.playback.player import Player
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state.layers import unavailable_layers
from clusterlab.session.state.prepared import Prepared, reduction_text
from clusterlab.session.state.session import Session, seed_labels
from clusterlab.session.state.view_choice import offered_components
from clusterlab.ui.canvas.frame import Frame
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.panels.top_bar import GIVEN_CENTERS

MEMORY_HELP = (
    f"The labels of all iterations would take more than {MAX_LABEL_BYTES // 2**20} MiB. "
    "Those that are not kept are computed again, the same, when their step is shown."
)


class WindowParts:
    """Pushes state into the window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._rows: int | None = None
        self._prepared: Prepared | None = None
        kinds = ALGORITHMS.all()
        window.top.set_algorithms({name: kind.title for name, kind in kinds.items()})

    def show_choices(self, session: Session) -> None:
        """What is chosen, before anything of it is computed."""
        window, algorithm = self.window, session.algorithm
        window.top.show_algorithm(algorithm.name)
        window.top.show_k(session.k or None, 1, self._rows)
        init_choices = next(
            (item.param.choices for item in declared_params(type(algorithm)) if item.name == "init"), {}
        )
        given = session.start is not None
        window.top.show_init_methods(
            init_choices, GIVEN_CENTERS if given else getattr(algorithm, "init", ""), given
        )
        pane = f"Pane {len(session.before) + 1} · " if session.compares and not session.zoo else ""
        window.algorithm.show_algorithm(algorithm, pane)
        window.show_panes(session.compares, session.zoo)
        window.about.show_algorithm(type(algorithm))
        window.layers.set_layers(session.layers, unavailable_layers(algorithm, self._prepared))
        self._views(session)
        if isinstance(session.source, Shape):
            window.data.show_shape(session.source)

    def show_scene(self, scene: Scene) -> None:
        """What came new on screen: data, and a run of which steps are there."""
        prepared = scene.prepared
        if prepared is None:
            return
        if not prepared.generated:
            self._file(prepared)
        self._rows, self._prepared = prepared.points.n, prepared
        self.window.data.sample.show_sample(prepared.sample_text)
        self.window.top.show_k(scene.session.k or None, 1, self._rows)
        self._views(scene.session)
        self.window.transport.timeline.set_phases(scene.algorithm.phases)
        self.window.layers.set_layers(scene.session.layers, unavailable_layers(scene.algorithm, prepared))
        self.window.set_status(
            data=" · ".join([_points(prepared), *_features(prepared)]),
            seed=_capitalized(" · ".join(seed_labels(scene.session))),
        )

    def show_run(self, player: Player) -> None:
        """How far the run is, and where in it the screen is."""
        scene, transport = player.scene, self.window.transport
        phases = scene.phases if len(player.shown) == 1 else _padded_phases(player.length, scene.phases)
        transport.timeline.show_run(phases, scene.objectives, player.position, player.computing)
        transport.show_playing(player.playing)
        transport.show_navigation(player.position > 0, player.position < player.length - 1)
        step = player.step
        self.window.about.show_phase("" if step is None else step.phase)
        self.window.algorithm.show_refine(not scene.algorithm.soft, step is not None and bool(step.stopped))
        took = "" if step is None else f"Step {duration(scene.seconds[player.index])}"
        self.window.set_status(time=" · ".join(filter(None, (took, compaction_text(scene.run.label_stride)))))
        self.window.status["time"].setToolTip(MEMORY_HELP if scene.run.label_stride > 1 else "")

    def show_busy(self, words: str, waiting: bool) -> None:
        """What is being done, and whether the screen still shows what was there before."""
        if words != self.window.status["work"].text():
            self.window.set_status(work=words)
        if waiting and self.window.caption.phase_label.text() != "Computing":
            self.window.caption.show_caption("Computing", "What you chose is being computed; Esc cancels.")

    def show_frame(self, frame: Frame) -> None:
        """The picture and the words of a moment."""
        self.window.canvas.show_picture(frame.picture, frame.rendered)
        self.window.set_status(drawn=" ".join(frame.picture.notes) or "All points are drawn")
        said = frame.caption
        if said is None:
            self.window.caption.show_caption("", "No run yet.")
        else:
            self.window.caption.show_caption(
                said.phase_label, said.sentence, said.objective, said.change, said.better, said.help
            )

    def _views(self, session: Session) -> None:
        """How the data on screen are looked at, and on what of them is clustered."""
        prepared = self._prepared
        if prepared is None:
            return
        self.window.views.show_views(
            prepared.selection.columns, offered_components(prepared.features), session.view
        )
        self.window.data.show_reduction(prepared.cumulative_variance.tolist(), session.reduce)

    def _file(self, prepared: Prepared) -> None:
        selection, table = prepared.selection, prepared.table
        reasons = selection.left_out | unlikely_features(table)
        self.window.data.show_file(
            prepared.summary, table.columns, selection.columns, reasons, prepared.scale.kind
        )


def _padded_phases(length: int, phases: list[str]) -> list[str]:
    """The phases of a run that may have ended before the longest one beside it."""
    return [*phases[:length], *["ended"] * (length - len(phases))]


def duration(seconds: float) -> str:
    """A time in the unit that suits it."""
    if seconds >= 1:
        return f"{seconds:,.1f} s"
    return f"{1000 * seconds:.3g} ms" if seconds >= 1e-5 else "under 0.01 ms"


def compaction_text(label_stride: int) -> str:
    """That a run was thinned, if it was."""
    return f"the labels of 1 iteration in {label_stride} are kept" if label_stride > 1 else ""


def _points(prepared: Prepared) -> str:
    """How many points there are, and of how many they are a sample."""
    of = prepared.selection.of
    return (
        f"{prepared.points.n:,} of {format_count(of, 'point')}"
        if of
        else format_count(prepared.points.n, "point")
    )


def _features(prepared: Prepared) -> list[str]:
    """How many features there are, and on how many components of them is clustered."""
    words = [format_count(prepared.features.d, "feature")]
    return words if prepared.reduced is None else [*words, f"reduced to {reduction_text(prepared.reduced)}"]


def _capitalized(words: str) -> str:
    """The words with a capital at their beginning."""
    return words[:1].upper() + words[1:]
