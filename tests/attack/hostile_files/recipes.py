"""Files that were made to break a reader of tables, each by the name of its recipe and a seed."""

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np

from clusterlab.session.saved.file_kind import SUFFIX
from tests.attack.hostile_files.format_recipes import damaged, far_cells, huge_header, unpacks_to_gigabytes
from tests.attack.hostile_files.session_recipes import SESSION_RECIPES

Recipe = Callable[[Path, Random], None]
WORDS = [
    "a",
    "é",
    "名",
    "12",
    "-3.5",
    "1,5",
    "NA",
    "",
    '"',
    "'",
    "#",
    "=1+1",
    "1e999",
    "0x1F",
    "٣",
    "−7",
    "$5",
    "%",
]
SIGNS = [
    ",",
    ";",
    "\t",
    "|",
    " ",
    "\n",
    "\r",
    "\r\n",
    '"',
    "'",
    "#",
    "\0",
    "\ufeff",
    "\u2028",
    ".",
    "-",
    "e",
    "9",
    "x",
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "gbk", "mac-roman", "cp500"]


def table(rng: Random, rows: int | None = None, width: int | None = None) -> str:
    """A table of numbers and words that is sound."""
    width = width or rng.randint(1, 8)
    delimiter = rng.choice([",", ";", "\t", "|"])
    lines = [delimiter.join(f"c{j}" for j in range(width))] * rng.randint(0, 1)
    for _ in range(rng.randint(1, 60) if rows is None else rows):
        lines.append(delimiter.join(f"{rng.gauss(0, 100):.4g}" for _ in range(width)))
    return rng.choice(["\n", "\r\n", "\r"]).join(lines) + "\n"


def _flipped(path: Path, rng: Random) -> None:
    data = bytearray(table(rng).encode())
    for _ in range(rng.choice([1, 3, 20, 300])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(data)


def _cut(path: Path, rng: Random) -> None:
    data = table(rng).encode(rng.choice(ENCODINGS), "replace")
    path.write_bytes(data[: rng.randint(0, len(data))])


def _random_bytes(path: Path, rng: Random) -> None:
    path.write_bytes(rng.randbytes(rng.choice([1, 2, 7, 100, 70_000])))


def _signs(path: Path, rng: Random) -> None:
    text = "".join(rng.choices(SIGNS, k=rng.choice([1, 5, 50, 2000])))
    path.write_bytes(text.encode(rng.choice(ENCODINGS), "replace"))


def _words(path: Path, rng: Random) -> None:
    delimiter = rng.choice([",", ";", "\t", " "])
    rows = (delimiter.join(rng.choices(WORDS, k=rng.randint(1, 6))) for _ in range(rng.randint(1, 200)))
    path.write_text("\n".join(rows), encoding="utf-8")


def _quotes(path: Path, rng: Random) -> None:
    cells = ['"' * rng.randint(0, 9) + rng.choice(WORDS) + '"' * rng.randint(0, 9) for _ in range(90)]
    path.write_text(
        "a,b,c\n" + "\n".join(map(",".join, zip(*[iter(cells)] * 3, strict=True))), encoding="utf-8"
    )


def _nested_quotes(path: Path, rng: Random) -> None:
    depth = rng.choice([10, 1000, 100_001])
    path.write_text("a,b\n" + '"' * depth + ",1\n2,3\n", encoding="utf-8")


def _open_quote(path: Path, rng: Random) -> None:
    lines = table(rng, rng.choice([10, 30_000]), 2).splitlines()
    lines[rng.randrange(len(lines))] = '"x'
    path.write_text("\n".join(lines), encoding="utf-8")


def _huge_cell(path: Path, rng: Random) -> None:
    cell = rng.choice(["9", "1.", "1e", "-", "x", "1,", " ", "é", "(", "1 "]) * rng.choice(
        [1000, 100_000, 4_000_000]
    )
    rows = table(rng, 20, 2).splitlines()
    rows[rng.randrange(len(rows))] = f"{cell},1"
    path.write_text("\n".join(rows), encoding="utf-8")


def _long_line(path: Path, rng: Random) -> None:
    piece = rng.choice(["1", ",", "1,", "x", "1 ", '"', "a,b\r", ";1,5"])
    path.write_text(piece * rng.choice([100_000, 3_000_000, 70_000_000 // len(piece)]), encoding="utf-8")


def _many_columns(path: Path, rng: Random) -> None:
    width = rng.choice([1000, 30_000, 250_000])
    row = rng.choice(["1", "1.5", "x", "", "NA", "1,5"])
    delimiter = rng.choice([",", ";", "\t"])
    lines = [delimiter.join([row] * width)] * rng.choice([1, 2, 5])
    if rng.random() < 0.5:
        lines.insert(0, delimiter.join(f"c{j}" for j in range(width)))
    path.write_text("\n".join(lines), encoding="utf-8")


def _many_lines(path: Path, rng: Random) -> None:
    line = rng.choice(["", "1", "x", "#", "# 1,2", "1,2", ",", '"a",1', "é,2", "-", "1,2,3\r", '"'])
    path.write_text((line + "\n") * rng.choice([5000, 400_000]), encoding="utf-8")


def _mixed_ends(path: Path, rng: Random) -> None:
    lines = table(rng, 200, 3).split()
    path.write_text(
        "".join(line + rng.choice(["\n", "\r", "\r\n", "\n\r", "\x0b", "\x85"]) for line in lines),
        "utf-8",
        newline="",
    )


def _ragged(path: Path, rng: Random) -> None:
    rows = (",".join(rng.choices(["1", "2.5", "x", ""], k=rng.randint(0, 40))) for _ in range(300))
    path.write_text("\n".join(rows), encoding="utf-8")


def _zeros(path: Path, rng: Random) -> None:
    data = bytearray(table(rng).encode())
    place = rng.choice([0, len(data) // 2, len(data)])
    data[place:place] = bytes(rng.choice([1, 2, 1000, 100_000]))
    path.write_bytes(data)


def _marks(path: Path, rng: Random) -> None:
    marks = [
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xff\xfe\0\0",
        b"\0\0\xfe\xff",
        b"\x1a",
        b"sep=",
        b"#",
        b"\x78\x5e",
    ]
    data = table(rng).encode(rng.choice(ENCODINGS), "replace")
    path.write_bytes(b"".join(rng.choices(marks, k=rng.randint(1, 3))) + data + rng.choice([b"", *marks]))


def _other_encoding(path: Path, rng: Random) -> None:
    path.write_bytes((table(rng) + "é名ß,ж\n").encode(rng.choice(ENCODINGS), "replace"))


def _packed(path: Path, rng: Random) -> None:
    content = table(rng).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(rng.choice(["a.csv", "xl/workbook.xml"]), content)
    array = io.BytesIO()
    np.save(array, np.arange(rng.randint(0, 999)))
    data = rng.choice(
        [gzip.compress(content), packed.getvalue(), array.getvalue(), b"PAR1" + content + b"PAR1"]
    )
    path.write_bytes(data[: rng.choice([len(data), 30, 5])])


def _markup(path: Path, rng: Random) -> None:
    texts = [
        '{"a": [1, 2]}',
        "[1,2\n3,4]",
        "<html><table>",
        "@relation x\n@data\n1,2",
        "%PDF-1.4\n",
        "{\n1,2\n3,4\n",
    ]
    path.write_text(rng.choice(texts) * rng.choice([1, 1000]), encoding="utf-8")


def _sparse(path: Path, rng: Random) -> None:
    with path.open("wb") as file:
        file.write(rng.choice([b"", b"a,b\n1,2\n", b"\xff\xfea\0,\0b\0\n\0"]))
        file.truncate(rng.choice([1, 10, 40]) << 30)


def _device(path: Path, rng: Random) -> None:
    targets = [
        "/dev/zero",
        "/dev/null",
        "/dev/stdin",
        "/proc/kmsg",
        "/proc/self/mem",
        "/dev/tty",
        "/proc/cpuinfo",
    ]
    path.symlink_to(rng.choice(targets))


def _link(path: Path, rng: Random) -> None:
    path.symlink_to(rng.choice([path, path.parent, path.parent / "gone", Path("/")]))


def _pipe(path: Path, rng: Random) -> None:
    os.mkfifo(path)


def _numbers(path: Path, rng: Random) -> None:
    cells = [
        "(1)",
        "1-",
        "- 1",
        "1%",
        "€1",
        "1 €",
        "1.234",
        "1,234",
        "1'234",
        "12,34,567",
        "１",
        "٤",
        "−1",
        "1e5",
        "inf",
        "nan",
    ]
    cells += ["1" * 400, "0." + "0" * 400 + "1", "1_000", "+", "E1", ".", "1.2.3", "$€1", "1%%", "\u200b"]
    delimiter = rng.choice([";", "\t", "|"])
    rows = (delimiter.join(rng.choices(cells, k=4)) for _ in range(rng.choice([2, 50, 3000])))
    path.write_text("\n".join(rows), encoding="utf-8")


RECIPES: dict[str, Recipe] = {
    "flipped bytes": _flipped,
    "cut off": _cut,
    "random bytes": _random_bytes,
    "signs": _signs,
    "words": _words,
    "quotes": _quotes,
    "nested quotes": _nested_quotes,
    "an open quote": _open_quote,
    "a huge cell": _huge_cell,
    "a long line": _long_line,
    "many columns": _many_columns,
    "many lines": _many_lines,
    "mixed line ends": _mixed_ends,
    "ragged rows": _ragged,
    "zeros": _zeros,
    "marks": _marks,
    "another encoding": _other_encoding,
    "packed": _packed,
    "markup": _markup,
    "sparse": _sparse,
    "a device": _device,
    "a link": _link,
    "a pipe": _pipe,
    "numbers": _numbers,
    "a damaged file of another format": damaged,
    "gigabytes in a small file": unpacks_to_gigabytes,
    "cells far apart": far_cells,
    "a huge header": huge_header,
    **SESSION_RECIPES,
}


def recipe_of(seed: int) -> str:
    """The name of the recipe of a seed: each in turn."""
    return list(RECIPES)[seed % len(RECIPES)]


def write_hostile_file(seed: int, folder: Path) -> tuple[str, Path]:
    """Writes the file of a seed into a folder; returns the name of its recipe, and its path."""
    name = recipe_of(seed)
    path = folder / f"{seed}{SUFFIX if name in SESSION_RECIPES else '.csv'}"
    RECIPES[name](path, Random(seed))
    return name, path
