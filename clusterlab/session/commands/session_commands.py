"""What a person can do, one method each: every one is a choice that can be undone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.gmm.starts import mixture_start
from clusterlab.core.about import Example
from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.datasets.generators.shape import SHAPES, Shape
from clusterlab.kernels.typing import Floats
from clusterlab.session.playback.player import Player
from clusterlab.session.state import session as choices
from clusterlab.session.state.document import Document
from clusterlab.session.state.prepared import OpenedFile
from clusterlab.session.state.session import Branch, CustomStart, Session
from clusterlab.session.state.view_choice import ViewChoice

ReportError = Callable[[str], None]


class SessionCommands:
    """Turns what a person did into choices of the document; `report_error` is told what cannot be."""

    def __init__(self, document: Document, player: Player, report_error: ReportError) -> None:
        self._document, self._player, self._report_error = document, player, report_error

    @property
    def session(self) -> Session:
        """What is chosen now."""
        return self._document.session

    def choose_shape(self, name: str) -> None:
        """Another generator, as it was last used, with the points and the seed of this one."""
        shape = self._document.last_used_with(SHAPES.all()[name], ("points", "seed"), self.session.source)
        self._change(choices.with_source(self.session, shape))

    def change_shape(self, name: str, value: Any, ends_gesture: bool = True) -> None:
        """One parameter of the generator."""
        if isinstance(self.session.source, Shape):
            shape = self._with_param(self.session.source, name, value)
            if shape is not None:
                self._change(choices.with_source(self.session, shape), f"shape {name}", ends_gesture)

    def regenerate(self) -> None:
        """The same generator with the next seed."""
        if isinstance(self.session.source, Shape):
            self.change_shape("seed", self.session.source.seed + 1)  # type: ignore[attr-defined]

    def open_file(self, path: Path) -> None:
        """A file of a person's own; opened again, it is read again if it was written in between."""
        self._change(choices.with_source(self.session, OpenedFile.now(path)))

    def choose_columns(self, columns: tuple[str, ...]) -> None:
        """Which columns are features."""
        self._change(choices.with_columns(self.session, columns))

    def choose_scaling(self, scaling: str) -> None:
        """How columns are made comparable."""
        self._change(choices.with_scaling(self.session, scaling))

    def choose_reduction(self, components: int) -> None:
        """On how many components points are clustered, 0 for all features."""
        self._change(choices.with_reduction(self.session, components))

    def take_sample(self, rows: int, session: Session | None = None) -> None:
        """Clustering a random sample of so many rows, 0 for all; of what is chosen now or was to be."""
        self._change(choices.with_sample(session or self.session, rows))

    def allow_memory(self, memory_budget: int, session: Session) -> None:
        """What was to be chosen, with so many bytes that may be taken."""
        self._change(choices.with_memory_budget(session, memory_budget))

    def choose_view(self, choice: ViewChoice | None, ends_gesture: bool = True) -> None:
        """How points are looked at; while a view turns it is one choice."""
        self._change(replace(self.session, view=choice), "view", ends_gesture)

    def choose_algorithm(self, name: str) -> None:
        """Another algorithm, as it was last used, with this K and seed."""
        kind = ALGORITHMS.all()[name]
        if kind is not type(self.session.algorithm):
            algorithm = self._document.last_used_with(kind, ("k", "seed"), self.session.algorithm)
            self._change(choices.with_algorithm(self.session, algorithm))

    def change_param(self, name: str, value: Any, ends_gesture: bool = True) -> None:
        """One parameter of the algorithm."""
        algorithm = self._with_param(self.session.algorithm, name, value)
        if algorithm is not None:
            session = choices.with_algorithm(self.session, algorithm)
            session = replace(session, start=None) if name in ("k", "init") else session
            self._change(session, f"algorithm {name}", ends_gesture)

    def show_example(self, example: Example) -> None:
        """Data on which this algorithm shines or fails, and its parameters for them: one choice."""
        shape: Any = SHAPES.all()[example.shape]()
        source = replace(shape, **example.shape_params)
        algorithm = type(self.session.algorithm)(**example.algorithm_params)
        self._change(choices.with_algorithm(choices.with_source(self.session, source), algorithm))

    def choose_k(self, k: int) -> None:
        """How many clusters."""
        if self.session.k:
            self.change_param("k", k)

    def reset_params(self) -> None:
        """Every parameter but K and the seed as declared."""
        kind = type(self.session.algorithm)
        algorithm = choices.with_shared_params(kind(), self.session.algorithm, ("k", "seed"))
        self._change(choices.with_algorithm(self.session, algorithm))

    def new_start(self) -> None:
        """The same algorithm with the next seed."""
        algorithm = self.session.algorithm
        if hasattr(algorithm, "seed"):
            algorithm = self._with_param(algorithm, "seed", algorithm.seed + 1) or algorithm
        self._change(choices.with_start(choices.with_algorithm(self.session, algorithm), None))

    def choose_start(self, init: str, seed: int) -> None:
        """The run of the algorithm with this way of starting and this seed."""
        algorithm: Any = self.session.algorithm
        algorithm = self._with_param(replace(algorithm, seed=seed), "init", init) or algorithm
        self._change(choices.with_start(choices.with_algorithm(self.session, algorithm), None))

    def toggle_layer(self, name: str, shown: bool) -> None:
        """A layer of the picture."""
        layers = self.session.layers | {name} if shown else self.session.layers - {name}
        self._change(replace(self.session, layers=layers))

    def drop_center(self, cluster: int, place: Floats) -> None:
        """The center of a cluster put elsewhere at the step on screen: the run goes on from there."""
        branch = Branch(self._player.index, cluster, place)
        self._change(choices.with_branch(self.session, branch))

    def start_from_here(self) -> None:
        """The centers on screen become the start of the run."""
        scene, step = self._player.scene, self._player.materialized_step
        if scene.prepared is None or step is None or step.centers is None or step.k != self.session.k:
            return self._report_error("There are no centers on screen to start from yet: step on first.")
        value = _start_value(self.session.algorithm, step, scene.prepared.points)
        if value is None:
            return self._report_error("There are no clusters on screen to make bells of yet: step on first.")
        return self._change(choices.with_start(self.session, CustomStart(value, "centers of your own")))

    def refine(self) -> None:
        """Hands the finished clusters to a mixture: their centers, sizes and spreads are its start."""
        scene, step = self._player.scene, self._player.materialized_step
        if scene.prepared is None or step is None or step.labels is None:
            return self._report_error(
                "There are no clusters on screen to refine yet: run the algorithm first."
            )
        if not step.k:
            return self._report_error("Every point is noise here, so there is no cluster to refine.")
        mixture = self._document.last_used_with(GaussianMixture, ("seed",), self.session.algorithm)
        mixture = replace(mixture, k=step.k)
        start = CustomStart(
            mixture_start(step, step.window_points(scene.prepared.points), mixture.covariance),
            "the k-means result",
        )
        session = choices.with_algorithm(self.session, mixture)
        return self._change(choices.with_start(session, start))

    def undo(self) -> None:
        """Takes the last choice back."""
        self._document.undo()

    def redo(self) -> None:
        """Makes it again."""
        self._document.redo()

    def _with_param(self, owner: Any, name: str, value: Any) -> Any:
        """`owner` with one other parameter, or None where it cannot be; the person is told why."""
        try:
            return replace(owner, **{name: value})
        except ParamError as error:
            self._report_error(str(error))
            return None

    def _change(self, session: Session, gesture: str = "", ends_gesture: bool = True) -> None:
        self._document.change(session, gesture)
        if ends_gesture:
            self._document.end_gesture()


def _start_value(algorithm: Algorithm, step: Step, points: Points) -> Any:
    """What a step shows as `algorithm` takes its start; None where no bells can be made of it yet."""
    model = step.model(points.units)
    if not isinstance(algorithm, GaussianMixture):
        return model["centers"]
    if "covariances" in model:
        return model["centers"], model["covariances"], model["weights"]
    return (
        None if step.labels is None else mixture_start(step, step.window_points(points), algorithm.covariance)
    )
