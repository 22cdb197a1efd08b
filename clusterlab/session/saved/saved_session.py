"""What a file of a session holds: the session, what of it is shown, and the layout of the window."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message, without_fields
from clusterlab.core.params import from_written, written_params
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.generators.shape import SHAPES, Shape
from clusterlab.datasets.missing_values import MISSING
from clusterlab.datasets.scale import SCALINGS
from clusterlab.kernels.typing import Floats
from clusterlab.session.saved.data_file import DataFile
from clusterlab.session.saved.drawing_form import DrawingForm
from clusterlab.session.saved.typed_values import (
    ArrayForm,
    Attachments,
    Json,
    PlainForm,
    SavedForm,
    SavedValueError,
    form_of,
    refused,
)
from clusterlab.session.state.branches import clusters_added
from clusterlab.session.state.by_eye import pane_algorithms
from clusterlab.session.state.cluster_names import MAX_GIVEN_LENGTH, ClusterNames, given_name
from clusterlab.session.state.layers import LAYERS
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.pane import MAX_RUNS, CustomStart, Pane
from clusterlab.session.state.panes import MAX_PANES
from clusterlab.session.state.prepared import Source
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import VIEWS

MAX_START_WORDS, MAX_COLOR = 200, 1 << 31
SaveData = Callable[[OpenedFile], tuple[DataFile, bytes | None]]
OpenData = Callable[[DataFile, bytes | None], OpenedFile]


@dataclass(frozen=True)
class WindowLayout:
    """The widths of the panels that were chosen, 0 for the usual one, and the current tab at the right."""

    panels: tuple[int, int] = (0, 0)
    tab: str = ""


@dataclass(frozen=True)
class SavedSession:
    """A session with the step that is shown, the last one if it is `at_end`, and the layout of the window.

    `colors` are the palette numbers of the clusters of each pane, none where they are not known. A session
    that was autosaved has the `file` that it is to be saved to, if any.
    """

    session: Session
    position: int = 0
    at_end: bool = False
    colors: tuple[tuple[int, ...], ...] = ()
    layout: WindowLayout = field(default=WindowLayout())
    file: Path | None = None


@dataclass(frozen=True)
class NamedForm(SavedForm):
    """An instance of one of several registered classes, by name, with its parameters."""

    kinds: Callable[[], Mapping[str, type]]

    def write(self, value: Any, beside: Attachments) -> Json:
        """The name and the parameters."""
        return {"name": value.name, "parameters": written_params(value)}

    def read(self, json: Json, beside: Attachments, where: str) -> Any:
        """The instance; raises SavedValueError or ParamError."""
        if not isinstance(json, dict) or json.keys() != {"name", "parameters"}:
            raise refused(where, Message("an object with name and parameters"), json)
        return from_written(self.kinds(), json["name"], json["parameters"])


@dataclass(frozen=True)
class SourceForm(SavedForm):
    """Generated data by name and parameters, a drawing, or a file."""

    save_data: SaveData
    open_data: OpenData
    shape: SavedForm = NamedForm(SHAPES.all)
    file: SavedForm = field(default_factory=lambda: form_of(DataFile, {}))
    drawing: SavedForm = field(default_factory=DrawingForm)

    def write(self, value: Any, beside: Attachments) -> Json:
        """An object with a shape, a drawing, or a file, whose bytes may be kept beside."""
        if isinstance(value, Shape):
            return {"shape": self.shape.write(value, beside)}
        if isinstance(value, DrawnPoints):
            return {"drawing": self.drawing.write(value, beside)}
        saved, beside.data = self.save_data(value)
        return {"file": self.file.write(saved, beside)}

    def read(self, json: Json, beside: Attachments, where: str) -> Any:
        """The shape, the drawing, or the file as it was saved or as it is now; raises UserError."""
        kinds = {"shape": self.shape, "file": self.file, "drawing": self.drawing}
        if not isinstance(json, dict) or len(json) != 1 or not json.keys() <= kinds.keys():
            raise refused(where, Message("an object with a shape, a file or a drawing"), json)
        ((name, written),) = json.items()
        found = kinds[name].read(written, beside, f"{where}.{name}")
        return self.open_data(found, beside.data) if isinstance(found, DataFile) else found


class StartForm(SavedForm):
    """A given start: one array, or several, and the words for it."""

    def write(self, value: Any, beside: Attachments) -> Json:
        """The words and the numbers of the arrays."""
        arrays = value.value if isinstance(value.value, tuple) else (value.value,)
        kept = [ArrayForm().write(array, beside) for array in arrays]
        return {"words": str(value.words), "arrays": kept, "single": not isinstance(value.value, tuple)}

    def read(self, json: Json, beside: Attachments, where: str) -> CustomStart:
        """The start; raises SavedValueError."""
        if not isinstance(json, dict) or json.keys() != {"words", "arrays", "single"}:
            raise refused(where, Message("an object with words, arrays and single"), json)
        words = PlainForm(str).read(json["words"], beside, f"{where}.words")[:MAX_START_WORDS]
        single = PlainForm(bool).read(json["single"], beside, f"{where}.single")
        if not isinstance(json["arrays"], list) or not json["arrays"] or (single and len(json["arrays"]) > 1):
            raise refused(f"{where}.arrays", Message("a list of arrays"), json["arrays"])
        arrays = [ArrayForm().read(one, beside, f"{where}.arrays") for one in json["arrays"]]
        if not all(array.dtype == np.float64 and np.isfinite(array).all() for array in arrays):
            raise SavedValueError(Message("{where} must hold finite numbers.", where=where))
        return CustomStart(arrays[0] if single else tuple(arrays), without_fields(words))


class PositionForm(ArrayForm):
    """Finite coordinates of one point."""

    def read(self, json: Json, beside: Attachments, where: str) -> Floats:
        """The coordinates; raises SavedValueError."""
        found = super().read(json, beside, where)
        if found.dtype != np.float64 or found.ndim != 1 or not np.isfinite(found).all():
            raise SavedValueError(Message("{where} must hold finite numbers.", where=where))
        return found


def session_form(save_data: SaveData, open_data: OpenData) -> SavedForm:
    """The form of saved sessions, whose data are saved and opened by these functions."""
    own: dict[Any, SavedForm] = {
        Algorithm: NamedForm(pane_algorithms),
        Source: SourceForm(save_data, open_data),
        CustomStart: StartForm(),
        Floats: PositionForm(),
    }
    return form_of(SavedSession, own)


def check_choices(saved: SavedSession) -> None:
    """Raises SavedValueError where a value has the right type and is none of those that can be chosen."""
    session = saved.session
    _check_in("session.scaling", session.scaling, SCALINGS)
    _check_in("session.missing", session.missing, MISSING)
    for layer in session.layers:
        _check_in("session.layers", layer, LAYERS)
    if session.view is not None:
        _check_in("session.view.kind", session.view.kind, VIEWS)
    _check_range("the number of panes", len(session.panes), 1, MAX_PANES)
    _check_range("session.selected", session.selected, 0, len(session.panes) - 1)
    for name in ("reduce", "sample", "memory_budget"):
        _check_range(f"session.{name}", getattr(session, name), 0)
    _check_range("position", saved.position, 0)
    for pane in session.panes:
        _check_runs(pane)
    _check_names(session.names)
    for number in chain(*saved.colors):
        _check_range("colors", number, 0, MAX_COLOR)


def _check_runs(pane: Pane) -> None:
    """Raises SavedValueError where the changes of centers do not fit the clusters that there are."""
    where = "session.panes.branches"
    _check_range("the number of branches", len(pane.runs), 1, MAX_RUNS)
    _check_range("session.panes.run_number", pane.run_number, 0, len(pane.other_runs))
    first = (pane.algorithm.k if pane.algorithm.takes_k else 1) - clusters_added(pane.branches)
    for run in pane.runs:
        k = first
        for branch in run:
            _check_range(f"{where}.step_index", branch.step_index, 0)
            _check_range(f"{where}.axis", branch.axis, 0, 1)
            _check_range(f"{where}.cluster", branch.cluster, 0, k if branch.change == "added" else k - 1)
            k += clusters_added([branch])
            _check_range("K", k, 1)
            if not pane.algorithm.takes_k and k != first:
                raise refused(f"{where}.change", Message("one that keeps K"), branch.change)


def _check_names(names: ClusterNames) -> None:
    """Raises SavedValueError for a name that no cluster can be given, and for two names of one cluster."""
    for number, name in names.given:
        _check_range("session.names", number, 0, MAX_COLOR)
        if not name or given_name(name) != name.rstrip():
            template = "a text of up to {n!s} characters without control characters"
            raise refused("session.names", Message(template, n=MAX_GIVEN_LENGTH), name)
    numbers = [number for number, _ in names.given]
    if len(set(numbers)) < len(numbers):
        raise refused("session.names", Message("one name for each cluster"), numbers)


def _check_in(where: str, value: str, choices: Mapping[str, object]) -> None:
    if value not in choices:
        raise refused(where, Message("one of {choices:commas}", choices=list(choices)), value)


def _check_range(where: str, value: int, low: int, high: int | None = None) -> None:
    if value < low:
        raise refused(where, Message("at least {low!s}", low=low), value)
    if high is not None and value > high:
        raise refused(where, Message("at most {high!s}", high=high), value)
