"""Files of other formats than text that were made to break their readers, each by recipe and seed."""

import gzip
import io
import zipfile
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import xlsxwriter

ROWS = 200
CORNERS = (("A", 1), ("XFD", 1_048_576))


def _sound(rng: Random) -> bytes:
    """A sound file of a format."""
    frame = pl.DataFrame({"a": [rng.gauss(0, 1) for _ in range(ROWS)], "b": ["x", "y"] * (ROWS // 2)})
    packed = io.BytesIO()
    kind = rng.choice(["parquet", "arrow", "json", "npy", "npz", "xlsx", "gzip"])
    if kind == "npy":
        np.save(packed, frame["a"].to_numpy())
    elif kind == "npz":
        np.savez_compressed(packed, a=frame["a"].to_numpy(), b=np.eye(9))
    elif kind == "xlsx":
        with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for row, cells in enumerate(frame.rows()):
                sheet.write_row(row, 0, cells)
    elif kind == "gzip":
        packed.write(gzip.compress(frame.write_csv().encode()))
    else:
        {"parquet": frame.write_parquet, "arrow": frame.write_ipc, "json": frame.write_ndjson}[kind](packed)
    return packed.getvalue()


def damaged(path: Path, rng: Random) -> None:
    """A file with some wrong bytes, or without its end."""
    data = bytearray(_sound(rng))
    if rng.random() < 0.4:
        data = data[: rng.randrange(len(data))]
    else:
        for _ in range(rng.choice([1, 3, 30])):
            data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(data)


def unpacks_to_gigabytes(path: Path, rng: Random) -> None:
    """A small file compressed with gzip, or a zip archive, of some gigabytes."""
    piece = rng.choice([b"1,2\n", b"1", b"\0", b"a,", b"\n"])
    if rng.random() < 0.7:
        packed = gzip.compress(piece * ((32 << 20) // len(piece)), 1)
        path.write_bytes(packed * rng.choice([1, 20, 160]))
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a.csv", piece * ((300 << 20) // len(piece)))


def far_cells(path: Path, rng: Random) -> None:
    """A workbook of two cells that lie as far apart as cells can."""
    corners = rng.choice([CORNERS, CORNERS[::-1], (("A", 1), ("ZZ", 1_048_576)), (("A", 1), ("XFD", 60_000))])
    cells = "".join(f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>' for column, row in corners)
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, 1)
    with zipfile.ZipFile(packed) as sound, zipfile.ZipFile(path, "w") as archive:
        for name in sound.namelist():
            content = sound.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()
            archive.writestr(name, content)


def huge_header(path: Path, rng: Random) -> None:
    """An array whose header claims gigabytes."""
    packed = io.BytesIO()
    shape = rng.choice([(1 << 32, 1), (1 << 20, 1 << 12), (1 << 62, 4), (0, 5), (-1, 2)])
    kind = rng.choice(["<f8", "|O", "<i4", "<U100000"])
    header = {"descr": kind, "fortran_order": bool(rng.randint(0, 1)), "shape": shape}
    np.lib.format.write_array_header_1_0(packed, header)
    path.write_bytes(packed.getvalue() + b"\0" * rng.choice([0, 8, 1000]))
