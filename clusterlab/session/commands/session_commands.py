"""The commands that change the session, one method each; all can be undone."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.message import Message
from clusterlab.core.params import ParamError
from clusterlab.datasets.example_files import examples
from clusterlab.datasets.generators.shape import SHAPES, Shape
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.table import LoadError
from clusterlab.session.commands.by_eye_commands import NO_CLUSTERS_BY_EYE, ByEyeCommands
from clusterlab.session.commands.data_commands import DataCommands
from clusterlab.session.playback.player import Player
from clusterlab.session.state import session as choices
from clusterlab.session.state.by_eye import pane_algorithms
from clusterlab.session.state.cluster_order import ClusterOrder
from clusterlab.session.state.document import Document
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.pane import CustomStart
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import ViewChoice

if TYPE_CHECKING:
    from clusterlab.core.about import Example

ReportError = Callable[[Message], None]
NO_CENTERS = Message("There are no centers yet. Step first (Right).")
NO_CLUSTERS = Message("There are no clusters yet. Step first (Right).")
NOTHING_TO_REFINE = Message("There are no clusters to refine yet. Run the algorithm first (Space).")
ALL_NOISE = Message("There is no cluster to refine: every point is noise.")

MEASUREMENTS = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
EXAMPLE_CHOICES: Mapping[str, tuple[tuple[str, ...] | None, str]] = {
    "wine": (None, "z-score"),
    "penguins": (MEASUREMENTS, "z-score"),
}
"""The columns, None for all, and the scaling of the examples whose columns have different units."""


class SessionCommands(DataCommands):
    """Changes the session of the document; `report_error` gets the reason where that is impossible."""

    def __init__(self, document: Document, player: Player, report_error: ReportError) -> None:
        super().__init__(document)
        self._player, self._report_error = player, report_error
        self.by_eye = ByEyeCommands(document, player, report_error)

    def choose_shape(self, name: str) -> None:
        """Chooses a generator, as it was last used, with the points and the seed of the current one."""
        shape = self._document.last_used_with(SHAPES.all()[name], ("points", "seed"), self.session.source)
        self._change(choices.with_source(self.session, shape))

    def change_shape(self, name: str, value: Any, ends_gesture: bool = True) -> None:
        """Changes a parameter of the generator."""
        if isinstance(self.session.source, Shape):
            shape = self._with_param(self.session.source, name, value)
            if shape is not None:
                self._change(choices.with_source(self.session, shape), f"shape {name}", ends_gesture)

    def regenerate(self) -> None:
        """Generates the data again with the next seed, and begins at the first step."""
        if isinstance(self.session.source, Shape):
            with self._player.next_at(0):
                self.change_shape("seed", self.session.source.seed + 1)

    def open_file(self, path: Path) -> None:
        """Opens a file; a file that was written since it was opened is read again."""
        self.open_source(OpenedFile.now(path))

    def open_source(self, source: OpenedFile) -> None:
        """Opens a file, or bytes that came from none, to be read as its options say; or a prepared folder."""
        session = choices.with_source(self.session, source)
        try:
            is_folder = source.is_folder
            scaling = self._player.place.scaling(source.path) if is_folder else session.scaling
        except LoadError as error:
            return self._report_error(error.message)
        return self._change(replace(session, scaling=scaling))

    def open_example(self, name: str) -> None:
        """Opens a shipped example with the columns and the scaling that suit it, as one undo entry."""
        columns, scaling = EXAMPLE_CHOICES.get(name, (None, "none"))
        session = choices.with_source(self.session, OpenedFile.now(examples()[name]))
        self._change(replace(session, columns=columns, scaling=scaling))

    def open_text(self, name: str, text: str) -> None:
        """Opens the table in a text that is called `name`."""
        self.open_source(OpenedFile(Path(name), content=text.encode()))

    def choose_reading(self, options: ReadOptions) -> None:
        """Reads the open file in another way."""
        if isinstance(self.session.source, OpenedFile):
            self.open_source(replace(self.session.source, options=options))

    def choose_sheet(self, sheet: str) -> None:
        """Reads another sheet, array or file of the open one."""
        if isinstance(self.session.source, OpenedFile):
            self.choose_reading(replace(self.session.source.options, sheet=sheet))

    def take_sample(self, rows: int, session: Session | None = None) -> None:
        """Clusters a random sample of so many rows, 0 for all, of the current or another session."""
        self._change(choices.with_sample(session or self.session, rows))

    def allow_memory(self, memory_budget: int, session: Session) -> None:
        """Changes to a session that needs a memory budget of so many bytes."""
        self._change(choices.with_memory_budget(session, memory_budget))

    def choose_view(self, choice: ViewChoice | None, ends_gesture: bool = True) -> None:
        """Chooses a view; a rotation is one undo entry."""
        self._change(replace(self.session, view=choice), "view", ends_gesture)

    def choose_algorithm(self, name: str) -> None:
        """Chooses an algorithm, as it was last used, with the current K and seed."""
        kind = pane_algorithms()[name]
        if kind is not type(self.session.algorithm):
            old = self.session.algorithm
            algorithm = self._document.last_used_with(kind, ("k", "seed"), old)
            session = choices.with_algorithm(self.session, algorithm)
            start = None if old.init_methods else self._document.last_start(algorithm)
            self._change(choices.with_start(session, start) if start else session)

    def change_param(self, name: str, value: Any, ends_gesture: bool = True) -> None:
        """Changes a parameter of the algorithm."""
        algorithm = self._with_param(self.session.algorithm, name, value)
        if algorithm is not None:
            session = choices.with_algorithm(self.session, algorithm)
            session = choices.with_start(session, None) if name in ("k", "init") else session
            self._change(session, f"algorithm {name}", ends_gesture)

    def show_example(self, example: "Example") -> None:
        """Shows the first step on data on which this algorithm does well or fails, as one undo entry."""
        shape: Any = SHAPES.all()[example.shape]()
        source = replace(shape, **example.shape_params)
        algorithm = type(self.session.algorithm)(**example.algorithm_params)
        with self._player.next_at(0):
            self._change(choices.with_algorithm(choices.with_source(self.session, source), algorithm))

    def rename_cluster(self, number: int, name: str) -> None:
        """Names the cluster that is drawn with a palette number; an empty name takes its name away."""
        own = self.session.cluster_colors.own(number)
        self._change(replace(self.session, names=self.session.names.renamed(own, name)))

    def recolor_cluster(self, number: int, color: int) -> None:
        """Gives another color of the palette to the cluster that is drawn with a palette number."""
        recolored = self.session.cluster_colors.recolored(number, color)
        self._change(replace(self.session, cluster_colors=recolored))

    def order_clusters(self, order: ClusterOrder) -> None:
        """Chooses the order in which clusters are listed and numbered."""
        self._change(replace(self.session, cluster_order=order))

    def choose_k(self, k: int) -> None:
        """Chooses the number of clusters."""
        if self.session.k:
            self.change_param("k", k)

    def reset_params(self) -> None:
        """Resets every parameter but K and the seed to its default."""
        kind = type(self.session.algorithm)
        algorithm = choices.with_shared_params(kind(), self.session.algorithm, ("k", "seed"))
        self._change(choices.with_algorithm(self.session, algorithm))

    def new_start(self) -> None:
        """Runs the algorithm with the next seed, and begins at the first step."""
        algorithm = self.session.algorithm
        if algorithm.seeded:
            algorithm = self._with_param(algorithm, "seed", algorithm.seed + 1) or algorithm
        with self._player.next_at(0):
            self._change(choices.with_start(choices.with_algorithm(self.session, algorithm), None))

    def choose_start(self, init: str, seed: int) -> None:
        """Shows the run that ended in a final objective of the multi-start analysis."""
        from clusterlab.session.analysis.multi_start import with_init_and_seed

        algorithm = with_init_and_seed(self.session.algorithm, init, seed)
        self._change(choices.with_start(choices.with_algorithm(self.session, algorithm), None))

    def toggle_layer(self, name: str, shown: bool) -> None:
        """Shows or hides a layer of the picture."""
        layers = self.session.layers | {name} if shown else self.session.layers - {name}
        self._change(replace(self.session, layers=layers))

    def start_from_here(self) -> None:
        """Makes the centers on screen the start of the run."""
        scene, step = self._player.scene, self._player.materialized_step
        algorithm = scene.algorithm_at(self._player.index)
        if scene.prepared is None or step is None or step.centers is None or step.k != algorithm.k:
            return self._report_error(NO_CENTERS)
        value = algorithm.start_from(step, scene.prepared.points)
        if value is None:
            return self._report_error(NO_CLUSTERS)
        start = CustomStart(value, Message("centers of your own"))
        session = choices.with_algorithm(self.session, algorithm)
        return self._change(choices.with_start(session, start))

    def refine(self) -> None:
        """Continues with the algorithm that starts from the clusters on screen."""
        scene, step = self._player.scene, self._player.materialized_step
        if scene.prepared is None or step is None or step.labels is None:
            return self._report_error(NOTHING_TO_REFINE)
        if not step.k:
            return self._report_error(NO_CLUSTERS_BY_EYE if self.session.algorithm.by_hand else ALL_NOISE)
        algorithm = self.session.algorithm
        if not algorithm.refines_to:
            return self._report_error(Message("{title} has nothing to be refined to.", title=algorithm.title))
        target = ALGORITHMS.all()[algorithm.refines_to]
        refined = self._document.last_used_with(target, ("seed",), algorithm).with_k(step.k)
        words = Message("the {algorithm} result", algorithm=algorithm.title)
        start = CustomStart(refined.start_from(step, scene.prepared.points), words)
        session = choices.with_algorithm(self.session, refined)
        return self._change(choices.with_start(session, start))

    def undo(self) -> None:
        """Undoes the last change."""
        self._document.undo()

    def redo(self) -> None:
        """Redoes the change that was undone last."""
        self._document.redo()

    def _with_param(self, owner: Any, name: str, value: Any) -> Any:
        """`owner` with another value of a parameter; None, with an error reported, where that is invalid."""
        try:
            return replace(owner, **{name: value})
        except ParamError as error:
            self._report_error(error.message)
            return None
