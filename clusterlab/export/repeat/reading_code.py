"""The lines of a script that read a table: by polars where it reads the same values, else by clusterlab."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from clusterlab.core.fit_script import ScriptPart, call_code
from clusterlab.core.message import Message
from clusterlab.core.params import param_values
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.readers.read_options import DETECTED, ReadOptions
from clusterlab.datasets.table import Table
from clusterlab.kernels.typing import Floats
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import Source

POLARS_FRAMES = {
    ".parquet": "read_parquet",
    ".pq": "read_parquet",
    ".feather": "read_ipc",
    ".arrow": "read_ipc",
}
"""The functions of polars that read a typed table, by the end of the file's name."""
DRAWING_FILE = "drawing.csv"
"""The file to which a drawing is to be saved, from which it is read again."""
TEXT_FILES = (".csv", ".tsv", ".txt", ".dat", "")


Conversion = tuple[str, tuple[str, ...], Mapping[str, Any]]
"""A method of polars for texts, with its arguments."""


@dataclass(frozen=True)
class PolarsReading:
    """A function of polars with its arguments, and the columns that become numbers, by name or by place.

    Texts are converted first; what is no number then becomes NaN.
    """

    function: str
    path: Path
    arguments: Mapping[str, Any]
    columns: Sequence[str | int]
    conversions: tuple[Conversion, ...] = ()

    @property
    def _selector(self) -> str:
        return "col" if isinstance(self.columns[0], str) else "nth"

    def part(self) -> ScriptPart:
        """The lines that leave the columns as `values` (n, d)."""
        converted = "".join(
            f".str.{call_code(name, named, first)}" for name, first, named in self.conversions
        )
        lines = (
            f"table = {call_code(f'pl.{self.function}', self.arguments, [str(self.path)])}",
            f"columns = {list(self.columns)}",
            f"numbers = pl.{self._selector}(columns){converted}.cast(pl.Float64, strict=False)",
            "values = np.array(table.select(numbers).to_numpy())",
        )
        return ScriptPart(("import polars as pl",), lines)

    def values(self) -> Floats:
        """What these lines leave."""
        import polars as pl

        numbers = getattr(pl, self._selector)(list(self.columns))
        for name, arguments, named in self.conversions:
            numbers = getattr(numbers.str, name)(*arguments, **named)
        table = getattr(pl, self.function)(self.path, **self.arguments)
        return np.array(table.select(numbers.cast(pl.Float64, strict=False)).to_numpy())


def reading_code(source: Source, table: Table, columns: Sequence[str]) -> ScriptPart:
    """The lines that leave `values` (n, d): these `columns` of a table, named and written as in the file."""
    if isinstance(source, Shape):
        return _shape_code(source, columns)
    if isinstance(source, DrawnPoints):
        return _drawing_code(columns)
    for reading in _polars_readings(source, table, columns):
        if _reads(reading, table, columns):
            return reading.part()
    return _own_code(source, columns)


def _shape_code(shape: Shape, columns: Sequence[str]) -> ScriptPart:
    made = call_code(f"SHAPES.all()[{shape.name!r}]", param_values(shape))
    return ScriptPart(
        ("from clusterlab.datasets.generators.shape import SHAPES",),
        (f"table = {made}.make()", *_columns_of_table(columns)),
        (Message("clusterlab generates the data."),),
    )


def _drawing_code(columns: Sequence[str]) -> ScriptPart:
    comment = Message("Save the data of the drawing as {file} first.", file=DRAWING_FILE)
    return ScriptPart(
        ("from clusterlab.datasets.readers.files import read_table",),
        (f"table = read_table({DRAWING_FILE!r})", *_columns_of_table(columns)),
        (comment,),
    )


def _own_code(source: OpenedFile, columns: Sequence[str]) -> ScriptPart:
    given = {field.name: getattr(source.options, field.name) for field in fields(ReadOptions)}
    given = {name: value for name, value in given.items() if value is not None}
    options = f", {call_code('ReadOptions', given)}" if given else ""
    imports = ["from clusterlab.datasets.readers.files import read_table"]
    imports += ["from clusterlab.datasets.readers.read_options import ReadOptions"] * bool(given)
    return ScriptPart(
        tuple(imports),
        (f"table = read_table({_path(source)}{options})", *_columns_of_table(columns)),
        (Message("clusterlab reads the file: polars alone would read other values."),),
    )


def _columns_of_table(columns: Sequence[str]) -> tuple[str, ...]:
    return (
        f"columns = {list(columns)}",
        "values = table.values[:, [table.columns.index(name) for name in columns]]",
    )


def _polars_readings(source: OpenedFile, table: Table, columns: Sequence[str]) -> Iterator[PolarsReading]:
    """How polars may read the same values, the plainest way first."""
    suffix, path = source.path.suffix.lower(), source.path.absolute()
    if source.content is not None:
        return
    if suffix in POLARS_FRAMES:
        yield PolarsReading(POLARS_FRAMES[suffix], path, {}, columns)
    elif suffix in TEXT_FILES:
        read_as = table.read_as or DETECTED
        given = _text_arguments(read_as)
        places = [table.order.index(name) for name in columns] if read_as.header is False else columns
        yield PolarsReading("read_csv", path, given, places)
        yield PolarsReading("read_csv", path, given | {"infer_schema": False}, places, tuple(_marks(read_as)))


def _text_arguments(read_as: ReadOptions) -> dict[str, Any]:
    """The arguments of polars for delimited text that is read so."""
    given: dict[str, Any] = {} if read_as.delimiter in (None, ",") else {"separator": read_as.delimiter}
    given |= {} if read_as.encoding in (None, "utf-8") else {"encoding": read_as.encoding}
    given |= {"skip_lines": read_as.skip} if read_as.skip else {}
    return given | ({"has_header": False} if read_as.header is False else {})


def _marks(read_as: ReadOptions) -> Iterator[Conversion]:
    """What takes blanks and thousands marks out of texts, and writes the decimal mark as a point."""
    yield "strip_chars", (), {}
    if read_as.thousands:
        yield "replace_all", (read_as.thousands, ""), {"literal": True}
    if read_as.decimal == ",":
        yield "replace", (",", "."), {"literal": True}


def _path(source: OpenedFile) -> str:
    return repr(str(source.path.absolute()))


def _reads(reading: PolarsReading, table: Table, columns: Sequence[str]) -> bool:
    """Whether polars reads the values of the table so."""
    try:
        found = reading.values()
    except Exception:  # whatever polars raises, our reader reads the file
        return False
    shown = {name: new for new, name in table.logged.items()}
    places = [table.columns.index(shown.get(name, name)) for name in columns]
    if found.shape != (table.rows, len(places)):
        return False
    logged = [j for j, name in enumerate(columns) if name in shown]
    with np.errstate(divide="ignore", invalid="ignore"):
        found[:, logged] = np.log(found[:, logged])
    finite = np.where(np.isfinite(found), found, np.nan)
    return np.array_equal(finite, table.values[:, places], equal_nan=True)
