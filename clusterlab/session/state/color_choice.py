"""The column by which a person colors the points in place of their clusters."""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from clusterlab.core.cache import cached_latest
from clusterlab.core.formatting import shortened
from clusterlab.core.message import Message
from clusterlab.datasets.column_type import column_types
from clusterlab.datasets.ground_truth import GENERATED, ground_truth
from clusterlab.datasets.table import Table
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session

if TYPE_CHECKING:
    from clusterlab.datasets.column_codes import PointCodes

CLUSTER = "cluster"
"""The name of the usual choice, unless a column has it."""
MAX_OFFERED_COLORS = 500
"""A list of more columns takes long to fill."""
MISSING_VALUE = Message("missing")


def color_options(prepared: Prepared, streams: bool, limit: int | None = None) -> dict[str, Message]:
    """The columns by their names in the file, each with why points cannot be colored by it, if so.

    Of a stream only the clustered columns are kept. With a `limit`, these are the first so many columns of
    numbers and of texts.
    """
    from clusterlab.datasets.column_codes import coding_problem  # few runs color by a column

    table, types = prepared.table, column_types(prepared.table)
    columns: Sequence[str] = prepared.selection.columns if streams else table.order
    if limit is not None and len(columns) > limit:
        few = {*table.columns[:limit], *islice(table.texts, limit)}
        columns = [name for name in columns if name in few]
    found = {table.logged.get(name, name): coding_problem(table, name, types[name]) for name in columns}
    return {**({GENERATED: Message()} if table.truth is not None else {}), **found}


def offered_colors(prepared: Prepared, session: Session) -> dict[str, Message]:
    """The `color_options` of a session, at most `MAX_OFFERED_COLORS` of each kind, and the chosen one."""
    if prepared.rows_obstacle:
        return {}
    streams = bool(session.algorithm.initial_rows)
    offered, chosen = color_options(prepared, streams, MAX_OFFERED_COLORS), session.color_by
    if not chosen or chosen in offered:
        return offered
    missing = Message("{column}: a stream does not keep it", column=chosen) if streams else Message()
    return {**offered, chosen: missing}


def point_codes(prepared: Prepared, column: str, whole: Prepared) -> "PointCodes | None":
    """The codes of points by a column, by its name in the file; None for no column, or one that is not there.

    Of a stream, `whole` are the data of its first rows, from which the types of the columns follow.
    """
    if not column:
        return None
    build = lambda: _point_codes(prepared, _shown_name(whole.table, column), whole.table)  # noqa: E731
    return cached_latest(prepared, "codes of points", column, build)


def column_value_text(prepared: Prepared, column: str, index: int) -> Message:
    """The value of the point at `index` in spatial order in a column; empty where there is no such column."""
    table = prepared.table
    name, row = _shown_name(table, column), int(prepared.selection.kept[prepared.points.order[index]])
    if name in table.columns:
        value = float(table.values[row, table.columns.index(name)])
        return MISSING_VALUE if value != value else Message("{value:short}", value=value)
    if name in table.texts:
        text = table.texts[name][row]
        return Message("{text}", text=shortened(text)) if text else MISSING_VALUE
    if name != GENERATED or table.truth is None:
        return Message()
    truth = ground_truth(table, name)
    code = int(truth.codes[row])
    return Message("{name}", name=truth.classes[code]) if code >= 0 else MISSING_VALUE


def _point_codes(prepared: Prepared, name: str, table: Table) -> "PointCodes | None":
    from clusterlab.datasets.column_codes import column_codes

    rows = prepared.selection.kept[prepared.points.order]
    return column_codes(prepared.table, name, column_types(table).get(name), rows)


def _shown_name(table: Table, column: str) -> str:
    """The name of a column in the table, which that of a logarithm differs from."""
    return next((name for name, own in table.logged.items() if own == column), column)
