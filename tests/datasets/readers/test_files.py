"""What cannot be opened is an error in one sentence that says what, where and what to do."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.datasets import LoadError, Table, examples, read_table
from clusterlab.datasets.readers.csv import encoding, lines


def load_error(path: Path) -> str:
    with pytest.raises(LoadError) as caught:
        read_table(path)
    return str(caught.value)


CONTENTS = {
    "empty": (b"", "some.csv is empty; open a file that holds a table."),
    "only a mark": (b"\xef\xbb\xbf", "some.csv is empty; open a file that holds a table."),
    "blank": (b" \n\n\t\n", "some.csv is empty; open a file that holds a table."),
    "only comments": (b"# one\n# two\n", "some.csv is empty; open a file that holds a table."),
    "header only": (b"a,b,c\n", "some.csv has a header but no rows; open a file that holds data."),
    "texts": (
        b"a,b\nx,y\nz,w\n",
        "some.csv has no numeric column; clustering needs at least one column of numbers.",
    ),
    "a picture": (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20,
        "some.csv is a picture; save its table as CSV and open that file.",
    ),
    "a zero byte late": (
        b"a,b\n" + b"1,2\n" * 30_000 + b"3,\0\n",
        "some.csv is not a text file; open a table saved as CSV.",
    ),
    "control characters": (
        bytes(range(1, 32)) * 50,
        "some.csv is not a text file; open a table saved as CSV.",
    ),
    "half a UTF-16 letter": (
        "a,b\n1,2\n".encode("utf-16") + b"\0",
        "some.csv is not a text file; open a table saved as CSV.",
    ),
    "an open quote": (
        b'a,b\n"x,1\ny,2\nz,3\n',
        "some.csv has a quoted cell that is never closed; add the missing quote.",
    ),
    "an open quote at the end": (
        b'a,b\n1,2\n3,"4',
        "some.csv has a quoted cell that is never closed; add the missing quote.",
    ),
    "commas for everything": (
        b"a,b\n1,5,2,5\n3,5,4,5\n",
        "The first line of some.csv has 2 cells but most lines have 4; "
        "if commas are decimal marks too, separate the cells with semicolons.",
    ),
    "three cells above five": (
        b"a;b;c\n1;2;3;4;5\n4;5;6;7;8\n7;8;9;1;2\n",
        "The first line of some.csv has 3 cells but most lines have 5; "
        "delete the lines above the header or start them with #.",
    ),
    "an endless line": (
        b"1" * (lines.MAX_LINE_BYTES + 1),
        "The first line of some.csv is longer than 16,777,216 bytes; a table has shorter lines.",
    ),
    "too many columns": (
        b",".join([b"1"] * 65_537),
        "some.csv has 65,537 columns; at most 65,536 can be read.",
    ),
}


@pytest.mark.parametrize("case", CONTENTS)
def test_a_file_without_a_table_is_rejected(tmp_path, case):
    content, sentence = CONTENTS[case]
    (tmp_path / "some.csv").write_bytes(content)
    assert load_error(tmp_path / "some.csv") == sentence


def test_a_missing_file_a_folder_and_an_odd_path_are_rejected(tmp_path):
    assert (
        load_error(tmp_path / "none.csv")
        == f"There is no file {tmp_path / 'none.csv'}; check its name and folder."
    )
    assert load_error(tmp_path) == f"{tmp_path} is a folder; choose a file in it."
    assert "cannot be read" in load_error(Path("a\0b"))
    assert "cannot be read" in load_error(Path("x" * 5000))
    (tmp_path / "file").write_text("1,2")
    assert load_error(tmp_path / "file" / "below.csv").startswith(f"{tmp_path / 'file' / 'below.csv'} ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
def test_a_pipe_is_rejected_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "is not a regular file" in load_error(tmp_path / "pipe")


def test_a_file_that_may_not_be_read_is_rejected(tmp_path, monkeypatch):
    (tmp_path / "some.csv").write_text("1,2")

    def forbidden(self: Path, mode: str) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert (
        load_error(tmp_path / "some.csv")
        == f"{tmp_path / 'some.csv'} may not be read; ask its owner for permission."
    )


def test_every_float_is_read_to_the_bit(tmp_path):
    bits = np.random.default_rng(0).integers(0, 2**63, 20_000, dtype=np.uint64).view(np.float64)
    values = bits[np.isfinite(bits)][:15_000].reshape(-1, 3)
    rows = [",".join(map(repr, row)) for row in values.tolist()]
    (tmp_path / "quick.csv").write_text("\n".join(rows))
    np.testing.assert_array_equal(read_table(tmp_path / "quick.csv").values, values)
    (tmp_path / "slow.csv").write_text("\n".join([*rows, "x,1,1"]).replace(",", ";").replace(".", ","))
    np.testing.assert_array_equal(read_table(tmp_path / "slow.csv").values[:-1], values)


def test_a_table_of_many_pieces_is_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(encoding, "CHUNK_BYTES", 64)
    values = np.random.default_rng(0).normal(size=(500, 3))
    rows = ["   ".join(map(repr, row)) + "  \n\n" for row in values.tolist()]
    (tmp_path / "some.txt").write_text("".join(rows))
    np.testing.assert_array_equal(read_table(tmp_path / "some.txt").values, values)


@given(st.binary(max_size=300) | st.text(alphabet='12,;."\n\r\t #a-\0é', max_size=80).map(str.encode))
def test_any_bytes_give_a_table_or_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "some.csv"
    path.write_bytes(content)
    try:
        table = read_table(path)
    except LoadError as error:
        table = str(error)
    if isinstance(table, str):
        assert table.endswith(".")
        assert "\n" not in table
    else:
        assert isinstance(table, Table)
        assert table.values.shape == (table.rows, len(table.columns))
        assert not np.isinf(table.values).any()
        assert len({*table.columns, *table.texts}) == len(table.columns) + len(table.texts)


def test_the_examples_name_their_sources():
    assert set(examples()) == {"iris", "penguins", "wine"}
    text = (examples()["iris"].parent / "README.md").read_text()
    assert all(name in text for name in [*examples(), "CC BY 4.0", "CC0"])


def test_nothing_slow_is_imported_before_a_file_is_read():
    slow = "{'polars', 'scipy', 'PySide6'}"
    code = f"import sys, clusterlab.datasets as d; d.SHAPES.all(); print({slow} & set(sys.modules))"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "set()"
