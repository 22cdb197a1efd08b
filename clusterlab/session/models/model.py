"""A model: the clusters of a run, with all that new rows need to join them."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.errors import UserError
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points, Units
from clusterlab.core.progress import Progress, drain
from clusterlab.core.step import NO_CLUSTERS_YET, Step
from clusterlab.core.written import Written
from clusterlab.datasets.preparation import Preparation, PreparedRows
from clusterlab.datasets.readers.files import as_table
from clusterlab.datasets.table import LoadError, Table
from clusterlab.kernels.typing import Floats, Labels, chunks
from clusterlab.session.models.spread import DistanceSpread, drift, spread_of
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.session.state.prepared import Prepared

PointsKind = TypeVar("PointsKind", bound=Points)
MAX_ASSIGNED_ROWS = 1 << 17
"""So many rows are assigned between two reports of progress."""


class ModelError(UserError):
    """A model that cannot be made or read."""


@dataclass(frozen=True, eq=False)
class Assigned:
    """The rows of a table as a model assigned them.

    `labels` (m,), distances to the own cluster (m,) and `shares` (m, k) of soft ones are of `rows.kept`.
    """

    rows: PreparedRows
    labels: Labels
    distances: Floats
    shares: Floats | None
    drift: Message


@dataclass(frozen=True, eq=False)
class Model:
    """The clusters of a run: its algorithm, what was done to the columns, and names and numbers of clusters.

    `written` are the values from which `classifier` follows, in the normalized coordinates of `units`.
    `spread` is how far the rows of the run lie from their clusters; `source` names these data.
    """

    algorithm: Algorithm
    preparation: Preparation
    units: Units
    written: dict[str, Any]
    classifier: Step
    names: tuple[str, ...]
    numbers: tuple[int, ...]
    spread: DistanceSpread
    source: str

    @classmethod
    def of(
        cls, algorithm: Algorithm, prepared: Prepared, step: Step, listing: ClusterListing = PLAIN_LISTING
    ) -> "Model":
        """The model of a step of a run, whose clusters are named and numbered as a `listing` says.

        Raises ModelError where the algorithm has none, or where there are no labels yet.
        """
        check_model(algorithm)
        if step.labels is None:
            raise ModelError(NO_CLUSTERS_YET)
        source = prepared.table.name
        return model_of_points(
            algorithm, step, prepared.points, prepared.preparation, source, _spread_of_points, listing
        )

    @property
    def k(self) -> int:
        """The number of clusters."""
        return len(self.names)

    @property
    def listed(self) -> list[int]:
        """The labels in the order of their numbers."""
        return sorted(range(self.k), key=self.numbers.__getitem__)

    @property
    def title(self) -> Message:
        """What the model is of."""
        template = "{title}, {k:# cluster|# clusters} of {n:# row|# rows} of {source}"
        return Message(template, title=self.algorithm.title, k=self.k, n=self.spread.n, source=self.source)

    def apply(self, data: Table | ArrayLike | str | Path) -> Assigned:
        """The clusters of the rows of a table, a file or an array, whose columns are column 1 and so on.

        Raises LoadError where these lack columns or complete rows.
        """
        return drain(self.assign_rows(as_table(data)))

    def assign_rows(self, table: Table) -> Generator[Progress, None, Assigned]:
        """As `apply`, as a generator that yields how far it is."""
        rows = self.preparation.apply(table)
        if not len(rows.kept):
            template = "No row of {table} can be assigned."
            raise LoadError(sentences(Message(template, table=table.name), *rows.reasons))
        places = self.units.normalized(np.asfortranarray(rows.matrix))
        parts = []
        for part in chunks(len(places), MAX_ASSIGNED_ROWS):
            check_canceled()
            parts.append(self._assigned(places[part]))
            yield Progress(part.stop, len(places))
        labels, distances = (np.concatenate([part[column] for part in parts]) for column in (0, 1))
        shares = [part[2] for part in parts if part[2] is not None]
        moved = drift(self.spread, spread_of(labels, distances, self.k), self.names)
        return Assigned(rows, labels, distances, np.concatenate(shares) if shares else None, moved)

    def _assigned(self, places: Floats) -> tuple[Labels, Floats, Floats | None]:
        """The labels (m,), distances (m,) and shares (m, k) of some places (m, d)."""
        step = self.classifier
        with np.errstate(over="ignore"):  # rows may lie anywhere
            labels = step.classify(places)
            distances = step.own_distances(places, labels, self.units)
            return labels, distances, step.responsibilities_at(places)


def model_of_points(
    algorithm: Algorithm,
    step: Step,
    points: PointsKind,
    preparation: Preparation,
    source: str,
    spread: Callable[[Step, PointsKind], DistanceSpread],
    listing: ClusterListing = PLAIN_LISTING,
) -> Model:
    """The model of a step of points; `spread` says how far these lie from its clusters.

    Raises ModelError where the algorithm has none.
    """
    check_model(algorithm)
    written = step.written()
    classifier = algorithm.classifier(Written(written), points.d)
    return Model(
        algorithm,
        preparation,
        points.units,
        written,
        classifier,
        tuple(str(listing.title(label)) for label in range(classifier.k)),
        tuple(map(listing.number, range(classifier.k))),
        spread(classifier, points),
        source,
    )


def _spread_of_points(classifier: Step, points: Points) -> DistanceSpread:
    labels = classifier.classify(points.values)
    return spread_of(labels, classifier.own_distances(points.values, labels, points.units), classifier.k)


def check_model(algorithm: Algorithm) -> None:
    """Raises ModelError where an algorithm does not assign new rows."""
    if not algorithm.new_row_rule:
        template = "{title} cannot be saved as a model: {reason}."
        raise ModelError(Message(template, title=algorithm.title, reason=algorithm.no_model_reason))
