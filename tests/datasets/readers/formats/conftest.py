"""The same small table in every format, written by an independent library."""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xlsxwriter
import xlwt

FRAME = pl.DataFrame(
    {"length": [5.1, 4.9, None, 7.0], "width": [3.5, -3e-7, 1e22, 0.1], "kind": ["a", "b c", "é", ""]}
)
ATTRIBUTES = "% made by hand\n@RELATION iris\n@ATTRIBUTE length REAL\n@attribute 'width' numeric\n"
KINDS = "@ATTRIBUTE kind {a,'b c'}\n\n@DATA\n"
ROWS = "5.1,3.5,a\n% no row\n4.9,-3e-7,'b c'\n?,1e22,\u00e9\n7.0,0.1,''\n"
ODS_CELLS = {float: 'office:value-type="float" office:value="{}"', str: 'office:value-type="string"'}
ODS_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def _written(write) -> bytes:
    packed = io.BytesIO()
    write(packed)
    return packed.getvalue()


def zipped(members: dict[str, str | bytes]) -> bytes:
    def write(packed):
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)

    return _written(write)


def workbook(sheets: dict[str, list[list]]) -> bytes:
    """An XLSX workbook; None leaves a cell empty."""

    def write(packed):
        with xlsxwriter.Workbook(packed, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for i, row in enumerate(rows):
                    sheet.write_row(i, 0, row)

    return _written(write)


def ods(rows: list[list], attributes: str = "") -> bytes:
    """An OpenDocument spreadsheet; the attributes are those of its last row."""
    written = []
    for i, row in enumerate(rows):
        cells = "".join(
            f"<table:table-cell {'' if cell is None else ODS_CELLS[type(cell)].format(cell)}>"
            f"<text:p>{'' if cell is None else cell}</text:p></table:table-cell>"
            for cell in row
        )
        row_attributes = attributes if i == len(rows) - 1 else ""
        written.append(f"<table:table-row {row_attributes}>{cells}</table:table-row>")
    content = (
        f'<?xml version="1.0"?><office:document-content {ODS_NAMES}><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{"".join(written)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def old_workbook(sheets: dict[str, list[list]], dates_1904: bool = False) -> bytes:
    """An XLS workbook; None leaves a cell empty, a pair is a value with its format."""
    book = xlwt.Workbook()
    book.dates_1904 = dates_1904
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write(i, j, cell[0], xlwt.easyxf(num_format_str=cell[1]))
                elif cell is not None:
                    sheet.write(i, j, cell)
    return _written(book.save)


def sas_data_set() -> bytes:
    """The data set that ReadStat's own writer made of the frame; no package offers to write one."""
    return gzip.decompress((Path(__file__).parent / "frame.sas7bdat.gz").read_bytes())


def rows_of_frame() -> list[list]:
    return [FRAME.columns, *map(list, FRAME.rows())]


@pytest.fixture(scope="session")
def written(tmp_path_factory) -> dict[str, bytes]:
    """The content of a file in each format, by the format's name."""
    pyreadstat = pytest.importorskip("pyreadstat")
    folder = tmp_path_factory.mktemp("formats")
    pyreadstat.write_sav(FRAME, str(folder / "a.sav"))
    pyreadstat.write_dta(FRAME, str(folder / "a.dta"))
    pyreadstat.write_xport(FRAME, str(folder / "a.xpt"))
    ascii_frame = FRAME.with_columns(pl.col("kind").str.replace("é", "e"))  # more such a file cannot hold
    pyreadstat.write_por(ascii_frame, str(folder / "a.por"))
    numbers = FRAME.select("length", "width").to_numpy()
    return {
        "parquet": _written(FRAME.write_parquet),
        "arrow": _written(FRAME.write_ipc),
        "json": FRAME.write_ndjson().encode(),
        "npy": _written(lambda packed: np.save(packed, numbers)),
        "npz": _written(lambda packed: np.savez_compressed(packed, points=numbers)),
        "gzip": gzip.compress(FRAME.write_csv().encode()),
        "zip": zipped({"data/a.csv": FRAME.write_csv(), "__MACOSX/._a.csv": b"\0\1"}),
        "xlsx": workbook({"Data": rows_of_frame()}),
        "ods": ods(rows_of_frame()),
        "arff": (ATTRIBUTES + KINDS + ROWS).encode(),
        "sav": (folder / "a.sav").read_bytes(),
        "dta": (folder / "a.dta").read_bytes(),
        "xpt": (folder / "a.xpt").read_bytes(),
        "por": (folder / "a.por").read_bytes(),
        "sas7bdat": sas_data_set(),
        "xls": old_workbook({"Data": rows_of_frame()}),
    }
