"""What was clustered, as plain values by name and in notes: the source, its columns and its rows."""

from collections.abc import Iterator
from typing import Any

from clusterlab.core.formatting import whole_number
from clusterlab.core.message import Message
from clusterlab.core.params import param_values
from clusterlab.datasets.selection_notes import filled_text
from clusterlab.datasets.table import SAMPLE_SEED
from clusterlab.export.json_text import Summary
from clusterlab.export.table_summary import dropped_summary, reading_summary
from clusterlab.session.state.prepared import OpenedFile, Prepared, Source


def data_summary(source: Source, prepared: Prepared) -> Summary:
    """The source of the data, and the rows and columns of it that were clustered, by name."""
    return {
        "source": _source(source),
        **reading_summary(prepared.table),
        "data_seed": None if isinstance(source, OpenedFile) else param_values(source).get("seed"),
        "n": prepared.points.n,
        "d": prepared.points.d,
        "columns": list(prepared.selection.columns),
        "left_out": prepared.selection.left_out,
        "dropped_rows": prepared.selection.dropped,
        "first_dropped": dropped_summary(prepared.table, prepared.selection),
        "weights": _weights(prepared),
        "log": list(prepared.table.logged.values()),
        "column_weights": _column_weights(prepared),
        "missing": {"treatment": prepared.selection.missing, "filled": prepared.selection.filled},
        "sample": _sample(prepared),
        "scaling": prepared.scale.kind,
        "reduced": _reduced(prepared),
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
    return {"shape": source.name, "parameters": param_values(source)}


def data_notes(prepared: Prepared) -> Iterator[Message]:
    """What a person should know about the data: notes of the reader, dropped rows, sampling."""
    yield from prepared.notes
    filled = filled_text(prepared.selection)
    if filled:
        yield Message("{filled}.", filled=filled)
    if prepared.sample_text:
        template = "Clustered on {sample}; the labels of the others are empty."
        yield Message(template, sample=prepared.sample_text)
