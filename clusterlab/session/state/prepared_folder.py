"""The data of a folder of prepared points: all points in shards, or a sample of them in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from clusterlab.core.message import Message, join
from clusterlab.core.points import Points
from clusterlab.core.projection import View
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.datasets.shards.prepared_shards import PreparedShards
from clusterlab.datasets.shards.shard_folder import sampled_table
from clusterlab.datasets.table import LoadError, Table, select
from clusterlab.datasets.workers.compute_place import ComputePlace, PlacedFolder
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import Prepared, prepare
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import VIEWS, ViewChoice, default_view

FOLDER_SAMPLE_ROWS = 100_000
"""The rows of the sample on which charts and views of points in shards are computed."""
SHARD_VIEWS = ("columns", "components", "space")
"""The kinds of view in which each point is drawn once, so that points can be counted by pixel."""
NO_CHOICES = Message(
    "The columns and the scaling of prepared points are fixed. Use a sample to choose others, or prepare "
    "the points anew."
)
NO_WEIGHTS = Message(
    "Rows of a prepared folder have no weights. Use a sample to choose them, or open the table itself."
)
OUTLYING = 1.05
"""The extent of a sample is widened by so much, since the extremes are rarely in it."""


@dataclass(frozen=True, eq=False)
class PreparedFolder(Prepared):
    """The points of a folder; table and selection are those of a `sample` of the same rows and units."""

    points: ShardedPoints
    folder: PreparedShards = field(kw_only=True)
    sample: Prepared = field(kw_only=True)

    @property
    def analyzed(self) -> Prepared:
        """The sample."""
        return self.sample

    @property
    def rows_obstacle(self) -> Message:
        """Why nothing that needs all rows can be shown: they are on the disk."""
        template = (
            "This needs all rows in memory, but {n:# is|# are} in a prepared folder. "
            "Use a sample of them: see the menu Data."
        )
        return Message(template, n=self.points.n)

    @property
    def features(self) -> Points:
        """What views are computed from: the points of the sample."""
        return self.sample.points

    def view(self, choice: ViewChoice | None = None) -> View:
        """The projection of a chosen view, else of the default one; that of the components of the sample."""
        choice = choice or default_view(self.selection.columns)
        if choice.kind in SHARD_VIEWS:
            found = self.sample.view(choice)
            return found if found.bounds is not None else replace(found, bounds=self._bounds(found.matrix))
        shown = self.view(None)
        title = VIEWS[choice.kind]
        needed = Message("{title} needs a sample of the rows", title=title)
        return replace(shown, badge=join([shown.badge, needed], " · "))

    def row(self, place: int) -> int:
        """The 0-based row of the source of a point, given by its index in spatial order."""
        return self.points.row_number(place) - 1

    def rows_of(self, places: Rows) -> Rows:
        """The 0-based rows of the source of points, given by their indices in spatial order."""
        return np.array([self.row(place) for place in places.tolist()], np.intp)

    def places(self, rows: Iterable[int]) -> Rows:
        """None: where the rows of the source are is not known without a look at all of them."""
        return np.zeros(0, np.intp)

    def _bounds(self, matrix: Floats) -> Floats:
        """The corners (2, 2) of the plane that all points are in, of components those of the sample."""
        low, high = self.points.bounds
        middle, half = 0.5 * (low + high) @ matrix, 0.5 * (high - low) @ np.abs(matrix)
        if (np.count_nonzero(matrix, axis=0) > 1).any():
            places = self.sample.points.values @ matrix
            least, greatest = places.min(axis=0), places.max(axis=0)
            middle, half = 0.5 * (least + greatest), 0.5 * OUTLYING * (greatest - least)
        return np.array([middle - half, middle + half])


def opens_folder(session: Session) -> bool:
    """Whether the data of a session are a folder of prepared points, or a sample of it."""
    return isinstance(session.source, OpenedFile) and session.source.is_folder


def is_elsewhere(session: Session) -> bool:
    """Whether the data of a session are a folder that is not on this machine."""
    source = session.source
    return isinstance(source, OpenedFile) and source.is_folder and not source.path.exists()


def prepare_folder_of(session: Session, place: ComputePlace) -> Prepared:
    """The points of the folder of a session, or the sample of them that it asks for; raises LoadError."""
    assert isinstance(session.source, OpenedFile)
    folder = place.open(session.source.path)
    if session.sample:
        return _prepared_sample(folder, session)
    if session.weights:
        raise LoadError(NO_WEIGHTS)
    chosen = (session.columns, session.log, session.column_weights, session.reduce)
    if any(chosen) or session.rows is not None or session.scaling != folder.header.scale:
        raise LoadError(NO_CHOICES)
    return prepare_shards(folder)


def prepare_shards(folder: PlacedFolder) -> PreparedFolder:
    """All points of a folder, and the sample that goes with them; raises LoadError and ClusterError."""
    numbers, normalized = folder.sampled(min(FOLDER_SAMPLE_ROWS, folder.header.rows))
    table = _with_notes(sampled_table(folder.header, numbers, normalized), folder)
    folder.points.bounds, folder.points.few  # noqa: B018  cached: the window need not wait for its views
    return _prepared_folder(folder, table, normalized)


def prepare_for_picture(folder: PreparedShards) -> PreparedFolder:
    """All points of a folder, or of workers, with a few of them as the sample that views are made from."""
    header, normalized = folder.header, folder.points.few
    values, columns = header.source_units.positions(normalized), header.columns
    table = Table(header.name, columns, values, logged=header.logged, equal_axes=not header.files)
    return _prepared_folder(folder, table, normalized)


def _prepared_folder(folder: PreparedShards, table: Table, normalized: Floats) -> PreparedFolder:
    """The points of a folder with a sample of them: its table and its normalized values (m, d)."""
    header = folder.header
    selection = replace(select(table, header.columns), column_weights=_shown_weights(folder, table))
    own = Points.from_normalized(normalized, header.units).with_source_rows(np.arange(len(normalized)))
    sample = Prepared(table, selection, header.scaling, own, generated=False)
    selection = replace(selection, of=0, dropped=header.source_rows - header.rows)
    all_rows = selection, header.scaling, folder.points, False
    return PreparedFolder(table, *all_rows, folder=folder, sample=sample)


def _prepared_sample(folder: PlacedFolder, session: Session) -> Prepared:
    """A sample of a folder as a table, prepared as the session says."""
    header, rows = folder.header, min(session.sample, folder.header.rows)
    table = _with_notes(folder.sample(rows), folder)
    of_rows = session.reduce, 0, session.missing, session.weights, session.rows
    weights = {**header.column_weights, **dict(session.column_weights)}
    return prepare(table, session.columns, session.scaling, False, *of_rows, session.log, weights)


def _shown_weights(folder: PreparedShards, table: Table) -> dict[str, float]:
    """The weights of the columns that are not 1, by the names that are shown."""
    given = folder.header.column_weights
    return {name: given[own] for name in table.columns if (own := table.logged.get(name, name)) in given}


def _with_notes(table: Table, folder: PlacedFolder) -> Table:
    """The table of a folder with notes on changed files; axes of generated points have equal units."""
    template = "{name} has changed since it was prepared: these are the points of before."
    notes = [Message(template, name=name) for name in folder.header.changed_files()]
    return replace(table, notes=(*table.notes, *notes), equal_axes=not folder.header.files)
