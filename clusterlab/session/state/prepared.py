"""From what a person chose to points that algorithms take."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.formatting import format_count, format_percent
from clusterlab.core.pca import OriginalFeatures, Reduction, back_projected_units, reduced
from clusterlab.core.points import Points, Units
from clusterlab.core.projection import View, components, embedded_view
from clusterlab.core.step import Step
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.readers.files import read_table
from clusterlab.datasets.scale import Scaling, scaling
from clusterlab.datasets.table import SAMPLE_SEED, LoadError, Selection, Table, sampled, select
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.analysis.embedding import (
    EMBEDDING_CAUTION,
    EMBEDDINGS,
    EmbeddingFrame,
    latest_embedding_frame,
)
from clusterlab.session.state.view_choice import ViewChoice, axes_of, component_index, default_view, view_of


@dataclass(frozen=True)
class OpenedFile:
    """A file that a person opened, as it was `written` last: other contents are other data."""

    path: Path
    written: tuple[int, int] | None = None

    @classmethod
    def now(cls, path: Path) -> "OpenedFile":
        """The file as it is at this moment, if it is there."""
        try:
            found = path.stat()
        except (OSError, ValueError):
            return cls(path)
        return cls(path, (found.st_mtime_ns, found.st_size))


Source = Shape | OpenedFile


@dataclass(frozen=True, eq=False)
class Prepared:
    """A table, the columns and scaling chosen from it, and the points that came of them.

    Where these are `reduced` to components, points are those and `features` still all that was chosen.
    Where rows keep coming, so many came `before` those of the table and are no longer held.
    """

    table: Table
    selection: Selection
    scale: Scaling
    points: Points
    generated: bool
    reduced: Reduction | None = None
    before: int = 0

    def at_step(self, step: Step | None) -> "Prepared":
        """The same at a moment: where rows keep coming, with those that are on the canvas then."""
        points = self.points if step is None else step.window_points(self.points)
        if step is None or points is self.points:
            return self
        return points.cached(
            "prepared", lambda: self._with_window_points(points, step.rows_received - points.n)
        )

    @property
    def features(self) -> Points | OriginalFeatures:
        """What views show: every chosen column of the points."""
        return self.points if self.reduced is None else self.reduced.original

    @property
    def units(self) -> Units:
        """The way from inside coordinates to the units of the file."""
        return self._feature_units.followed_by(self.scale.factor, self.scale.shift)

    @property
    def _feature_units(self) -> Units:
        if self.reduced is None:
            return self.points.units
        return back_projected_units(self.reduced.original)

    @property
    def summary(self) -> str:
        """What was done to the data, in few words."""
        parts = [self.table.name, format_count(len(self.selection.columns), "column")]
        parts += ["z-scored"] if self.scale.kind == "z-score" else []
        parts += [f"{format_count(self.selection.dropped, 'row')} dropped"] if self.selection.dropped else []
        parts += [self.sample_text] if self.sample_text else []
        parts += [f"reduced to {reduction_text(self.reduced)}"] if self.reduced else []
        return " · ".join(parts)

    @property
    def sample_text(self) -> str:
        """Of how many rows the points are a sample, if they are one."""
        of = self.selection.of
        return f"a sample of {self.points.n:,} of {format_count(of, 'row')}, seed {SAMPLE_SEED}" if of else ""

    @property
    def cumulative_variance(self) -> Floats:
        """What share of the variance the first components hold together, for each number of them (d,)."""
        return np.asarray(np.cumsum(components(self.features)[1]))

    def view(self, choice: ViewChoice | None = None) -> View:
        """The plane of the chosen view, or of the one that suits."""
        columns = self.selection.columns
        choice, equal = choice or default_view(columns), self.generated or self.scale.kind != "none"
        frame = self._embedding_frame(choice)
        if frame is not None:
            badge = f"clustered on {self._clustered_features}, shown by {frame.words} · {EMBEDDING_CAUTION}"
            return embedded_view(frame.places, self.points.values, badge)
        seen = view_of(self.features, columns, choice, equal)
        seen = seen if self.reduced is None else _view_of_all_features(seen, self.reduced, choice, columns)
        awaited = EMBEDDINGS.get(choice.kind)
        return replace(seen, badge=f"{seen.badge} · {awaited.title} is not ready") if awaited else seen

    def cached_view(self, choice: ViewChoice | None = None) -> View:
        """The same as `view`, and the same object until another is chosen."""
        kept: tuple[ViewChoice | None, EmbeddingFrame | None, View] | None = self.points.stored("view")
        frame = self._embedding_frame(choice)
        if kept is None or kept[0] != choice or kept[1] is not frame:
            kept = (choice, frame, self.view(choice))
            self.points.store("view", kept)
        return kept[2]

    def _embedding_frame(self, choice: ViewChoice | None) -> EmbeddingFrame | None:
        """The embedding that a choice is about, as far as it has come."""
        embeds = choice is not None and choice.kind in EMBEDDINGS and self.features.d > 2
        return (
            latest_embedding_frame(choice.kind, self.points, choice.near)
            if choice is not None and embeds
            else None
        )

    @property
    def _clustered_features(self) -> str:
        """On what is clustered, in words."""
        whole = format_count(self.features.d, "feature")
        return whole if self.reduced is None else f"{format_count(self.reduced.m, 'component')} of {whole}"

    def shown(self, inside: Floats) -> Floats:
        """Inside positions (..., d) among the features that views show."""
        return inside if self.reduced is None else np.asarray(inside @ self.reduced.original.back_projection)

    def row(self, place: int) -> int:
        """The 0-based row of the source that a point in spatial order came from."""
        return self.before + int(self.selection.kept[self.points.order[place]])

    def places(self, rows: Iterable[int]) -> Rows:
        """Where some 0-based rows of the source stand in spatial order, those that take part, ascending."""
        asked = np.fromiter(rows, np.intp) - self.before
        there = asked[(asked >= 0) & (asked < self.table.rows)]
        found = self.points.cached("places of rows", self._places)[there]
        return np.sort(found[found >= 0])

    def _with_window_points(self, points: Points, before: int) -> "Prepared":
        """The rows of other points, of which so many came before."""
        columns, matrix = self.selection.columns, self.units.positions(points.to_row_order(points.values))
        selection = replace(self.selection, matrix=matrix, kept=np.arange(points.n), dropped=0)
        table = Table(self.table.name, columns, matrix)
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


def reduction_text(reduction: Reduction) -> str:
    """How many components are left, and what they hold."""
    return f"{format_count(reduction.m, 'component')}, {format_percent(reduction.explained_variance)} of the variance"


def _view_of_all_features(
    view: View, reduction: Reduction, choice: ViewChoice, columns: tuple[str, ...]
) -> View:
    """A view of all features, of points that are clustered on components of them.

    Points have places of their own, since the components do not say all about them, unless what is
    seen are those very components.
    """
    whole, m = reduction.original, reduction.m
    words = f"clustered on {format_count(m, 'component')} of {whole.d} features"
    badge = view.badge.replace(f"clustered on {format_count(whole.d, 'feature')}", words)
    matrix = whole.back_projection @ view.matrix
    if choice.kind == "components" and max(map(component_index, axes_of(choice, columns))) < m:
        return replace(view, matrix=matrix, badge=badge)
    return replace(view, matrix=matrix, badge=badge, places=np.asfortranarray(whole.values @ view.matrix))


def read_source(source: Source) -> Table:
    """The table behind a source."""
    return read_table(source.path) if isinstance(source, OpenedFile) else source.make()


def prepare(
    table: Table,
    columns: tuple[str, ...] | None,
    kind: str,
    generated: bool,
    reduce: int = 0,
    sample: int = 0,
) -> Prepared:
    """The points of a table on the chosen columns, scaled as chosen, and reduced to components unless 0.

    Of more rows than a `sample` that is not 0, that many are drawn before all that. Raises LoadError where
    there are not more columns than components.
    """
    selection = sampled(select(table, columns), sample)
    scale = scaling(selection.matrix, kind)
    scaled, d = scale.apply(selection.matrix), len(selection.columns)
    if not reduce:
        return Prepared(table, selection, scale, Points(scaled), generated)
    if reduce >= d:
        kept = format_count(d, "column")
        raise LoadError(f"{kept} can be reduced to fewer than {d} components only; it was {reduce}.")
    reduction = reduced(scaled, reduce)
    return Prepared(table, selection, scale, reduction.points, generated, reduction)
