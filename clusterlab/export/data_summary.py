"""What was clustered, as plain values by name and in notes: the source, its columns and its rows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from clusterlab.core.formatting import whole_number
from clusterlab.core.message import Message
from clusterlab.core.params import param_values
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.selection_notes import filled_text
from clusterlab.datasets.table import SAMPLE_SEED
from clusterlab.export.json_text import Summary
from clusterlab.export.table_summary import dropped_row_list, dropped_summary, reading_summary
from clusterlab.session.state.color_choice import point_codes
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import Prepared, Source

if TYPE_CHECKING:
    from clusterlab.datasets.column_codes import ScaleCodes


def data_summary(source: Source, prepared: Prepared) -> Summary:
    """The source of the data, and the rows and columns of it that were clustered, by name."""
    return {
        "source": _source(source),
        **reading_summary(prepared.table),
        "data_seed": source.seed if isinstance(source, Shape) else None,
        "n": prepared.points.n,
        "d": prepared.points.d,
        "columns": list(prepared.selection.columns),
        "left_out": prepared.selection.left_out,
        **_dropped(prepared),
        "weights": _weights(prepared),
        "log": list(prepared.table.logged.values()),
        "column_weights": _column_weights(prepared),
        "missing": {"treatment": prepared.selection.missing, "filled": prepared.selection.filled},
        "sample": _sample(prepared),
        "scaling": prepared.scale.kind,
        "reduced": _reduced(prepared),
    }


def _dropped(prepared: Prepared) -> Summary:
    """How many rows were dropped for missing values, also before a sample was drawn, and the first ones."""
    source, dropped = prepared.table.source, prepared.selection.dropped
    if source is None:
        return {"dropped_rows": dropped, "first_dropped": dropped_summary(prepared.table, prepared.selection)}
    return {
        "dropped_rows": dropped + source.dropped,
        "first_dropped": dropped_row_list(source.first_dropped),
    }


def _column_weights(prepared: Prepared) -> dict[str, float]:
    """The weights of columns that are not 1, by their names in the file."""
    names, given = prepared.table.logged, prepared.selection.column_weights
    return {names.get(name, name): weight for name, weight in given.items()}


def _weights(prepared: Prepared) -> dict[str, Any] | None:
    """The column with the weights of the rows, and their sum."""
    column = prepared.selection.weight_column
    return {"column": column, "sum": whole_number(prepared.points.total_weight)} if column else None


def _sample(prepared: Prepared) -> dict[str, int] | None:
    """How many rows were sampled of how many complete ones, and the random seed."""
    selection = prepared.selection
    return {"rows": prepared.points.n, "of": selection.of, "seed": SAMPLE_SEED} if selection.of else None


def _reduced(prepared: Prepared) -> dict[str, Any] | None:
    """To how many principal components the columns were reduced, and the share of the variance kept."""
    found = prepared.reduced
    return None if found is None else {"components": found.m, "variance": found.explained_variance}


def _source(source: Source) -> dict[str, Any]:
    if isinstance(source, OpenedFile):
        return {"file": str(source.path)}
    if isinstance(source, DrawnPoints):
        return {"drawing": source.title}
    return {"shape": source.name, "parameters": param_values(source)}


def color_summary(prepared: Prepared, color_by: str) -> Summary:
    """The column by which points are colored, with its range or its most frequent values; empty for none."""
    codes = point_codes(prepared, color_by, prepared)
    if codes is None:
        return {}
    from clusterlab.datasets.column_codes import ScaleCodes  # few runs color by a column

    found: Summary = {"column": codes.column}
    if isinstance(codes, ScaleCodes):
        found |= {"low": _scale_end(codes, codes.low), "high": _scale_end(codes, codes.high)}
    else:
        values = zip(codes.values, codes.counts, strict=False)
        found["values"] = [{"value": value, "count": count} for value, count in values]
        found["others"] = {"values": codes.others, "count": codes.counts[-1] if codes.others else 0}
    return {"color_by": {**found, "missing": codes.missing}}


def _scale_end(codes: "ScaleCodes", value: float) -> float | str:
    """An end of a scale: a number, or a date or a time of day as text."""
    if codes.quantity in ("number", "year"):
        return whole_number(value)
    text = str(np.datetime64(round(value), "s"))
    return text if codes.quantity == "date" else text.partition("T")[2]


def color_notes(prepared: Prepared, color_by: str) -> Iterator[Message]:
    """What a person should know about the column by which points are colored."""
    codes = point_codes(prepared, color_by, prepared)
    if codes is not None and codes.note:
        yield codes.note


def data_notes(prepared: Prepared) -> Iterator[Message]:
    """What a person should know about the data: notes of the reader, dropped rows, sampling."""
    yield from prepared.notes
    filled = filled_text(prepared.selection)
    if filled:
        yield Message("{filled}.", filled=filled)
    if prepared.sample_text:
        template = "Clustered on {sample}; the labels of the others are empty."
        yield Message(template, sample=prepared.sample_text)
