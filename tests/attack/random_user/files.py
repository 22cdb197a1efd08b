"""Files that a person may open, good and bad."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from random import Random

from xlsxwriter import Workbook

from clusterlab.datasets.shards.points_folder import POINTS_SUFFIX


def write_files(folder: Path, rng: Random) -> list[Path]:
    """Writes the files and returns their paths; one of them does not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**_tables(rng), **_broken(rng)}.items():
        (folder / name).write_bytes(content)
    for name in ("folder.csv", f"prepared{POINTS_SUFFIX}"):
        (folder / name).mkdir(exist_ok=True)
    return [*sorted(folder.iterdir()), folder / "gone.csv"]


def _tables(rng: Random) -> dict[str, bytes]:
    """Tables that can be read."""
    return {
        "plane.csv": _table(rng, 200, 2),
        "classes.csv": _table(rng, 150, 4, classes=3),
        "wide.csv": _table(rng, 40, 60),
        "high.csv": _table(rng, 12, 30),
        "long.csv": _table(rng, 5_500, 3),
        "line.csv": _table(rng, 60, 1),
        "equal.csv": b"a,b\n" + b"1,2\n" * 50,
        "grid.csv": b"a,b\n" + b"".join(b"%d,%d\n" % (i % 12, i // 12) for i in range(144)),
        "huge.csv": b"a,b\n" + b"".join(b"1e300,%d\n-1e300,%d\n" % (i, -i) for i in range(30)),
        "small.csv": b"a,b\n" + b"".join(b"%de-200,%d\n" % (i, i * i) for i in range(40)),
        "constant.csv": b"a,b,c\n" + b"".join(b"7,%d,%d\n" % (i % 9, i * i % 31) for i in range(90)),
        "far.csv": b"a,b\n" + b"0,0\n0,1\n1,0\n" * 20 + b"-9999,-9999\n",
        "two_rows.csv": b"a,b\n1,2\n3,4\n",
        "one_row.csv": b"a,b\n1,2\n",
        "holes.csv": b"a,b,c\n1,,3\n,2,x\n4,5,6\n7,8,NA\n9,1,2\n3,3,3\n",
        "sheets.xlsx": _workbook({"one": range(60), "two": range(9), "empty": ()}),
        "asked.csv": b"name;price;n\n" + b"".join(b"a;%d,%d;%d\n" % (i % 9, 100 + i, i) for i in range(60)),
        "semicolons.csv": "größe;gewicht\n1,5;2\n2,5;3\n9,5;8\n".encode("cp1252"),
    }


def _broken(rng: Random) -> dict[str, bytes]:
    """Files that hold no table."""
    return {
        "empty.csv": b"",
        "header.csv": b"a,b,c\n",
        "words.csv": b"a,b\nx,y\nz,w\n",
        "random.csv": rng.randbytes(3_000),
        "ragged.csv": b"a,b\n1,2,3\n4\n5,6\n",
        "nul.csv": b"a,b\n1,\0\n2,3\n",
    }


def _table(rng: Random, n: int, d: int, classes: int = 0) -> bytes:
    """A table of `n` rows and `d` columns around three centers, with the class as text if there are any."""
    head = [f"x{j}" for j in range(d)] + ["class"] * bool(classes)
    lines = [",".join(head)]
    for i in range(n):
        cells = [f"{rng.gauss(5 * (i % 3), 1):.4g}" for _ in range(d)]
        lines.append(",".join([*cells, *([f"kind {i % classes}"] if classes else [])]))
    return ("\n".join(lines) + "\n").encode()


def _workbook(sheets: dict[str, Sequence[int]]) -> bytes:
    """A spreadsheet whose sheets have a row for each number."""
    packed = BytesIO()
    with Workbook(packed, {"in_memory": True}) as book:
        for name, numbers in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ("a", "b", "c"))
            for i in numbers:
                sheet.write_row(i + 1, 0, (i % 7, i * i % 11, f"kind {i % 2}"))
    return packed.getvalue()
