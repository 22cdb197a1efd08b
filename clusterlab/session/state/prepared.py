"""The points of a chosen source, with columns, scaling, sample and reduction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clusterlab.core.cache import cached, cached_latest
from clusterlab.core.message import Message, join
from clusterlab.core.points import Points, Units
from clusterlab.core.principal_components import component_shares
from clusterlab.core.projection import (
    View,
    embedded_view,
    feature_count,
)
from clusterlab.core.step import Step
from clusterlab.datasets.column_transforms import logarithms_of, select_with_weights, with_logarithms
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.preparation import Preparation, preparation
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.datasets.scale import SCALED, Scaling, scaling
from clusterlab.datasets.selection_notes import (
    column_weights_text,
    filled_text,
    logarithms_text,
    selection_notes,
    weighted_text,
)
from clusterlab.datasets.table import SAMPLE_SEED, LoadError, Selection, Table, sampled
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.analysis.embedding import EMBEDDINGS, EmbeddingFrame, latest_embedding_frame
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.reduced_views import component_count, view_of_all_features
from clusterlab.session.state.view_choice import ViewChoice, default_view, view_of

if TYPE_CHECKING:
    from clusterlab.core.pca import OriginalFeatures, Reduction


Source = Shape | OpenedFile | DrawnPoints


@dataclass(frozen=True, eq=False)
class Prepared:
    """A table, the chosen columns and scaling, and the points that follow from them.

    Where points are `reduced` to components, `features` are still all chosen columns. Of a stream, `before`
    is the number of rows that came before those of the table and are no longer held.
    """

    table: Table
    selection: Selection
    scale: Scaling
    points: Points
    generated: bool
    reduced: "Reduction | None" = None
    before: int = 0

    def at_step(self, step: Step | None) -> "Prepared":
        """The data of a step: of a stream, the rows that are on the canvas then."""
        points = self.points if step is None else step.window_points(self.points)
        if step is None or points is self.points:
            return self
        return cached(self, points, lambda: self._with_window_points(points, step.rows_received - points.n))

    @property
    def analyzed(self) -> "Prepared":
        """The data that charts over K and answers are computed on: these, or a sample of points in shards."""
        return self

    @property
    def rows_obstacle(self) -> Message:
        """Why nothing that needs all rows can be shown; empty where it can."""
        return Message()

    @property
    def preparation(self) -> Preparation:
        """What was done to the columns, applicable to the rows of other tables."""
        return preparation(self.table, self.selection, self.scale, self.reduced)

    @property
    def clustered_columns(self) -> tuple[str, ...]:
        """The names of the columns of the points; none where these are principal components."""
        return tuple(self.selection.columns) if self.reduced is None else ()

    @property
    def features(self) -> "Points | OriginalFeatures":
        """What views show: the points with all chosen columns."""
        return self.points if self.reduced is None else self.reduced.original

    @property
    def units(self) -> Units:
        """The map from normalized coordinates to the units of the file."""
        return self._feature_units.followed_by(self.scale.factor, self.scale.shift)

    @property
    def _feature_units(self) -> Units:
        return self.points.units if self.reduced is None else _back_projected_units(self.reduced)

    @property
    def summary(self) -> Message:
        """The name of the data, and what was done to them."""
        dropped = self.selection.dropped
        return self._summary(Message("{n:# row|# rows} dropped", n=dropped) if dropped else Message())

    @property
    def choices_summary(self) -> Message:
        """The name of the data, and what was chosen of them: the summary without rows that were dropped."""
        return self._summary(Message())

    def _summary(self, dropped_text: Message) -> Message:
        parts = [
            Message("{name}", name=self.table.name),
            Message("{n:# column|# columns}", n=len(self.selection.columns)),
            logarithms_text(self.selection, self.table),
            SCALED[self.scale.kind],
            column_weights_text(self.selection),
            dropped_text,
            filled_text(self.selection),
            weighted_text(self.selection),
            self.chosen_rows_text,
            self.sample_text,
        ]
        if self.reduced:
            parts.append(_reduction_part(self.reduced))
        return join(parts, " · ")

    @property
    def notes(self) -> tuple[Message, ...]:
        """What was noted when the file was read, how many rows were dropped, and what weights count in."""
        return (*self.table.notes, *selection_notes(self.selection, self.reduced is not None))

    @property
    def size_text(self) -> Message:
        """The numbers of points, with that of which they are a sample, features, and components."""
        n, of = self.points.n, self.selection.of
        template = "{n} of {of:# point|# points}" if of else "{n:# point|# points}"
        parts = [Message(template, n=n, of=of), feature_count(self.features.d)]
        if self.reduced is not None:
            parts.append(_reduction_part(self.reduced))
        return join(parts, " · ")

    @property
    def sample_text(self) -> Message:
        """Of how many rows the points are a sample; empty where they are none."""
        if not self.selection.of:
            return Message()
        template = "a sample of {n} of {of:# row|# rows}, seed {seed!s}"
        return Message(template, n=self.points.n, of=self.selection.of, seed=SAMPLE_SEED)

    @property
    def chosen_rows_text(self) -> Message:
        """Of how many rows the points are those that a person chose; empty where all are."""
        found = self.selection
        if not found.chosen_of:
            return Message()
        return Message("only {n} of {of:# row|# rows}", n=found.of or self.points.n, of=found.chosen_of)

    @property
    def cumulative_variance(self) -> Floats:
        """The share of the variance in the first components, for each number of them (d,)."""
        return np.asarray(np.cumsum(component_shares(self.features)))

    def view(self, choice: ViewChoice | None = None) -> View:
        """The projection of a chosen view, else of the default one."""
        columns = self.selection.columns
        choice, is_scaled = choice or default_view(columns), self.scale.kind != "none"
        equal = self.generated or self.table.equal_axes or is_scaled
        frame = self._embedding_frame(choice)
        if frame is not None:
            template = (
                "clustered on {features}, shown by {embedding} · sizes and distances of groups are not "
                "to scale"
            )
            badge = Message(template, features=self._clustered_features, embedding=frame.words)
            return embedded_view(frame.places, self.points.values, badge)
        own_units = self.features.units.followed_by(self.scale.factor, self.scale.shift)
        view = view_of(self.features, columns, choice, equal, own_units)
        view = view if self.reduced is None else view_of_all_features(view, self.reduced, choice, columns)
        embedding = EMBEDDINGS.get(choice.kind)
        if embedding is None:
            return view
        not_ready = Message("{method} is not ready", method=embedding.title)
        return replace(view, badge=join([view.badge, not_ready], " · "))

    def cached_view(self, choice: ViewChoice | None = None) -> View:
        """The same as `view`, and the same object until the choice changes; the default view is kept, too."""
        name, key = "view" if choice is None else "chosen view", (choice, self._embedding_frame(choice))
        return cached_latest(self, name, key, lambda: self.view(choice))

    def _embedding_frame(self, choice: ViewChoice | None) -> EmbeddingFrame | None:
        """The latest frame of the embedding of a choice, if there is one."""
        if choice is None or choice.kind not in EMBEDDINGS or self.features.d <= 2:
            return None
        return latest_embedding_frame(choice.kind, self.points, choice.near)

    @property
    def _clustered_features(self) -> Message:
        """The features or components that are clustered on."""
        return feature_count(self.features.d) if self.reduced is None else component_count(self.reduced)

    def row(self, place: int) -> int:
        """The 0-based row of the source of a point, given by its index in spatial order."""
        return self.before + int(self.selection.kept[self.points.order[place]])

    def rows_of(self, places: Rows) -> Rows:
        """The 0-based rows of the source of points, given by their indices in spatial order."""
        return np.asarray(self.before + self.selection.kept[self.points.order[places]])

    def places(self, rows: Iterable[int]) -> Rows:
        """The indices in spatial order, ascending, of those 0-based rows of the source that are points."""
        offsets = np.fromiter(rows, np.intp) - self.before
        if not len(offsets):
            return offsets
        there = offsets[(offsets >= 0) & (offsets < self.table.rows)]
        found = cached(self, "places of rows", self._places)[there]
        return np.sort(found[found >= 0])

    def selected_places(self, rows: frozenset[int]) -> Rows:
        """As `places`, and the same array until other rows are selected, however often the mouse moves."""
        return cached_latest(self, "selected places", (rows,), lambda: self.places(rows))

    def _with_window_points(self, points: Points, before: int) -> "Prepared":
        """The data of other points of a stream, which `before` rows precede."""
        columns, matrix = self.selection.columns, self.units.positions(points.to_row_order(points.values))
        selection = replace(self.selection, matrix=matrix, kept=np.arange(points.n), dropped=0)
        table = Table(self.table.name, columns, matrix, notes=self.table.notes)
        return replace(self, table=table, selection=selection, points=points, before=before)

    def _places(self) -> Rows:
        places = np.full(self.table.rows, -1)
        places[self.selection.kept[self.points.order]] = np.arange(self.points.n)
        return places

    def rows(self, labels: NDArray[np.int64]) -> list[int | None]:
        """One label for every row of the table, None where the row was dropped."""
        found: list[int | None] = [None] * len(self.table.values)
        for row, label in zip(self.selection.kept.tolist(), labels.tolist(), strict=True):
            found[row] = label
        return found


def read_source(source: Source) -> Table:
    """The table of a source."""
    return source.read() if isinstance(source, OpenedFile) else source.make()


def prepare(
    data: Table | ArrayLike | str | Path,
    columns: Sequence[str] | None = None,
    scale: str = "none",
    generated: bool = False,
    reduce: int = 0,
    sample: int = 0,
    missing: str = "drop",
    weights: str = "",
    rows: RowSubset | None = None,
    log: Sequence[str] = (),
    column_weights: Mapping[str, float] = MappingProxyType({}),
) -> Prepared:
    """The points of the chosen columns of a table, scaled, and reduced to `reduce` components unless 0.

    `data` is a table, a file, or an array (n, d) whose columns are called column 1 to column d. Only the
    chosen `rows` count, if there are some. A `sample` that is not 0 draws that many of them first; `missing`
    says what becomes of missing values, and `weights` names the column with the weights of rows. Of the
    columns `log` the logarithms are taken first; `column_weights` are given by name and come after scaling.
    Columns are named as in the file. Raises LoadError where there are not more columns than components.
    """
    table, columns = with_logarithms(_table_of(data), log), logarithms_of(columns, log)
    chosen = select_with_weights(table, columns, missing, weights, column_weights)
    selection = sampled(chosen if rows is None else rows.within(chosen, table.rows), sample)
    own, d = selection.weights, len(selection.columns)
    weighted = np.array([selection.column_weights.get(name, 1.0) for name in selection.columns])
    scaled_by = scaling(selection.matrix, scale, own).with_weights(weighted)
    scaled = scaled_by.apply(selection.matrix)
    if reduce >= d:
        template = (
            "{d:# column|# columns} can be reduced to fewer than {d!s} components only; it was {value!s}."
        )
        raise LoadError(Message(template, d=d, value=reduce))
    reduction = _reduced(scaled, reduce, own) if reduce else None
    points = Points(scaled, own) if reduction is None else reduction.points
    numbers = None if table.source is None else table.source.numbers[selection.kept]
    points = points.with_source_rows(selection.kept, numbers)
    return Prepared(table, selection, scaled_by, points, generated, reduction)


def _reduced(values: Floats, components: int, weights: Floats | None) -> "Reduction":
    """Values of columns reduced to principal components, which are loaded when they are first asked for."""
    from clusterlab.core.pca import reduced

    return reduced(values, components, weights)


def _back_projected_units(reduction: "Reduction") -> Units:
    """The units of the features from which a reduction was made."""
    from clusterlab.core.pca import back_projected_units

    return back_projected_units(reduction.original)


def _reduction_part(reduction: "Reduction") -> Message:
    """What a summary says of a reduction."""
    from clusterlab.core.pca import reduction_text

    return Message("reduced to {reduction}", reduction=reduction_text(reduction))


def _table_of(data: Table | ArrayLike | str | Path) -> Table:
    """A table itself, or that which the readers make of other data: a window opens without them."""
    if isinstance(data, Table):
        return data
    from clusterlab.datasets.readers.files import as_table

    return as_table(data)
