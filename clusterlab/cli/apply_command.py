"""`clusterlab apply MODEL FILE`: the rows of a file join the clusters of a saved model."""

import argparse
from dataclasses import replace
from pathlib import Path

from clusterlab.cli.console import STANDARD_INPUT, read_standard_input, write_out, write_stderr
from clusterlab.cli.defaults import reading_notes
from clusterlab.cli.flags import Parser
from clusterlab.cli.output_flags import Outputs, write_json
from clusterlab.cli.read_flags import add_read_flags, read_options
from clusterlab.cli.text_report import aligned_lines, text_table
from clusterlab.core.formatting import format_count
from clusterlab.core.progress import drain
from clusterlab.datasets.table import Table
from clusterlab.export.assigned_rows import (
    ASSIGNED_HEADER,
    assigned_cells,
    assigned_notes,
    assigned_summary,
    save_assigned,
)
from clusterlab.session.models.model import Assigned, Model
from clusterlab.session.models.model_file import read_model
from clusterlab.session.state.opened_file import OpenedFile

DESCRIPTION = "Assigns the rows of a file to the clusters of a model that run --model saved."
ASSIGNED_HELP = "All columns of the file with cluster, name, distance and shares, as CSV, XLSX or Parquet."


def apply_parser() -> Parser:
    """The flags of `clusterlab apply`."""
    parser = Parser(prog="clusterlab apply", description=DESCRIPTION)
    parser.add_argument("model", metavar="MODEL", help="A model that run --model or the window saved.")
    parser.add_argument(
        "file", metavar="FILE", help="A table with the columns of the model; - is standard input."
    )
    group = parser.add_argument_group("results (without any, a short summary is printed)")
    group.add_argument("--labels", metavar="FILE", help=ASSIGNED_HELP)
    group.add_argument("--json", metavar="FILE", help="All results as JSON; - is standard output.")
    add_read_flags(parser)
    return parser


def apply_command(arguments: list[str]) -> None:
    """Runs the command line after `clusterlab apply`."""
    options = apply_parser().parse_strictly(arguments)
    source, outputs = _source(options), Outputs(labels=options.labels, json=options.json)
    outputs.check(None, {"MODEL": Path(options.model), "FILE": source.path})
    model, table = read_model(Path(options.model)), source.read()
    table = replace(table, notes=(*table.notes, *reading_notes(table, source.options)))
    found = model.apply(table)
    if outputs.is_empty:
        write_out(_report(table, model, found))
    if outputs.labels is not None:
        notes = drain(save_assigned(Path(outputs.labels), table, model, found))
        caveats = [found.drift, *assigned_notes(found)] if outputs.json is None else []  # else these say them
        for note in filter(None, [*notes, *caveats]):
            write_stderr(note)
    if outputs.json is not None:
        write_json(outputs.json, assigned_summary(table, model, found, str(source.path)))


def _source(options: argparse.Namespace) -> OpenedFile:
    given = read_options(options)
    if options.file == "-":
        return OpenedFile(STANDARD_INPUT, options=given, content=read_standard_input())
    return OpenedFile(Path(options.file), options=given)


def _report(table: Table, model: Model, found: Assigned) -> str:
    """A short summary: the model, the rows, a line for each cluster, then drift and notes."""
    assigned = format_count(len(found.labels), "row")
    lines = [("model", model.title), ("data", f"{table.name}, {assigned} assigned")]
    rows = [[cell.text for cell in row] for row in (ASSIGNED_HEADER, *assigned_cells(model, found))]
    notes = [model.algorithm.new_row_rule, found.drift, *assigned_notes(found)]
    said = "".join(f"{note}\n" for note in notes if note)
    return "\n".join([aligned_lines(lines), text_table(rows, left=1), said])
