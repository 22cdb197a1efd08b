"""Preparations as plain values, and read back from these."""

from typing import Any

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.pca import ComponentBasis
from clusterlab.core.points import Units
from clusterlab.core.written import Written, WrittenError
from clusterlab.datasets.column_transforms import MAX_COLUMN_WEIGHT
from clusterlab.datasets.missing_values import MISSING, ColumnScores, Filling
from clusterlab.datasets.preparation import Preparation
from clusterlab.datasets.scale import SCALINGS, Scaling
from clusterlab.kernels.typing import Floats

MAX_UNIT_EXPONENT = 2_200
"""Powers of two by which tables are scaled."""


def preparation_values(preparation: Preparation) -> dict[str, Any]:
    """A preparation as plain values by name."""
    filling = preparation.filling
    return {
        "columns": _columns(preparation),
        "scale": preparation.scale.kind,
        "missing": preparation.missing,
        "donors": None if filling is None else _donors(filling),
        "components": None if preparation.basis is None else _components(preparation.basis),
    }


def written_preparation(written: Written) -> Preparation:
    """The preparation of written values; raises WrittenError."""
    columns = written.parts("columns")
    names, d = tuple(column.text("name") for column in columns), len(columns)
    if not d or len(set(names)) < d:
        raise WrittenError(Message('"columns" must have different names'))
    for column in columns:
        column.text("type", ["number"])
    weights = {name: column.number("weight", above=0) for name, column in zip(names, columns, strict=True)}
    if max(weights.values()) > MAX_COLUMN_WEIGHT:
        raise WrittenError(Message('"weight" must be at most {high:plain}', high=MAX_COLUMN_WEIGHT))
    others = {name: weight for name, weight in weights.items() if weight != 1}
    shift = np.array([column.number("shift") for column in columns])
    factor = np.array([column.number("factor", above=0) for column in columns])
    scale = Scaling(written.text("scale", SCALINGS), shift, factor, weighted=bool(others))
    return Preparation(
        names,
        scale,
        frozenset(name for name, column in zip(names, columns, strict=True) if column.yes("log")),
        others,
        _filling(written, columns),
        _basis(written.part("components"), d) if written.has("components") else None,
    )


def _columns(preparation: Preparation) -> list[dict[str, Any]]:
    scale, filling, weights = preparation.scale, preparation.filling, preparation.column_weights
    return [
        {
            "name": name,
            "type": "number",
            "log": name in preparation.logged,
            "weight": weights.get(name, 1),
            "shift": float(scale.shift[place]),
            "factor": float(scale.factor[place]),
            "fill": None if filling is None else float(filling.values[place]),
        }
        for place, name in enumerate(preparation.columns)
    ]


def _donors(filling: Filling) -> dict[str, Any] | None:
    """The rows by which missing values are filled, and the z-scores of the columns."""
    if filling.donors is None or filling.scores is None:
        return None
    scores = {name: getattr(filling.scores, name).tolist() for name in ("sizes", "centers", "deviations")}
    return {**scores, "rows": _with_null(filling.donors)}


def _with_null(rows: Floats) -> list[list[float | None]]:
    """Rows of numbers with None in place of NaN."""
    return [[None if np.isnan(cell) else cell for cell in row] for row in rows.tolist()]


def _filling(written: Written, columns: list[Written]) -> Filling | None:
    kind = written.text("missing", MISSING)
    if kind == "drop":
        return None
    values = np.array([column.number("fill") for column in columns])
    if kind != "nearest":
        return Filling(kind, values)
    donors, d = written.part("donors"), len(columns)
    scores = ColumnScores(*(donors.vector(name, d) for name in ("sizes", "centers", "deviations")))
    if not (scores.sizes > 0).all() or not (scores.deviations > 0).all():
        raise WrittenError(Message('"sizes" and "deviations" must be positive'))
    return Filling(kind, values, donors.table("rows", d, low=1, gaps=True), scores)


def _components(basis: ComponentBasis) -> dict[str, Any]:
    units = {"exponent": basis.units.exponent, "center": basis.units.center.tolist()}
    return {**units, "mean": basis.mean.tolist(), "directions": basis.directions.tolist()}


def _basis(written: Written, d: int) -> ComponentBasis:
    exponent = written.whole("exponent", -MAX_UNIT_EXPONENT, MAX_UNIT_EXPONENT)
    units = Units(exponent, written.vector("center", d), np.ones(d), np.zeros(d))
    return ComponentBasis(units, written.vector("mean", d), written.columns("directions", d, d - 1))
