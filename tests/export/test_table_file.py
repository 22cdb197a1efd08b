"""Tables as CSV, XLSX and Parquet hold every text and every bit of every number."""

import csv
import io
import zipfile

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from clusterlab.core.cancellation import Canceled, cancel_unless
from clusterlab.core.progress import drain
from clusterlab.datasets.readers.files import read_table
from clusterlab.export import table_file
from clusterlab.export.atomic_write import SaveError
from clusterlab.export.table_file import check_table_file, write_tables
from clusterlab.export.tables import FORMULA, guarded

SUFFIXES = (".csv", ".xlsx", ".parquet")
NUMBERS = [0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.0, 123456789.12345679, None]
TEXTS = ['say "hi"', "=1+1", "a,b\nc", "@Ünï 😀", " x ", None]


@pytest.fixture
def frame():
    """Texts, numbers and whole numbers that are hard to write."""
    return pl.DataFrame({"text": TEXTS, "=x": NUMBERS, "n": [1, 2, 2**53, -3, None, 0]})


def written(folder, frame, suffix):
    """The path of a frame that was written."""
    path = folder / f"table{suffix}"
    drain(write_tables({path: frame}))
    return path


def bits(numbers):
    """The bits of numbers; None stays."""
    return [None if number is None else float(number).hex() for number in numbers]


def test_parquet_holds_the_very_frame(frame, tmp_path):
    assert pl.read_parquet(written(tmp_path, frame, ".parquet")).equals(frame)
    assert pl.read_parquet(written(tmp_path, frame, ".pq"))["=x"].name == "=x"


def test_csv_holds_every_cell_and_no_formula(frame, tmp_path):
    with written(tmp_path, frame, ".csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["text", "'=x", "n"]
    assert [row[0] for row in rows] == [guarded(text or "") for text in TEXTS]
    assert bits([float(row[1]) for row in rows[:5]]) == bits(NUMBERS[:5])
    assert [row[2] for row in rows] == ["1", "2", "9007199254740992", "-3", "", "0"]


def test_xlsx_holds_every_cell_and_marks_formulas_as_texts(frame, tmp_path):
    path = written(tmp_path, frame, ".xlsx")
    header, *rows = load_workbook(path).get_sheet_by_index(0).to_python()
    assert header == ["text", "=x", "n"]
    assert [row[0] for row in rows] == [text or "" for text in TEXTS]
    assert bits([row[1] for row in rows[:5]]) == bits(NUMBERS[:5])
    assert [row[2] for row in rows] == [1, 2, 2**53, -3, "", 0]
    with zipfile.ZipFile(path) as archive:
        sheet, styles = (archive.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    assert "<f>" not in sheet
    assert 'quotePrefix="1"' in styles


@settings(max_examples=60)
@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.data())
def test_our_own_reader_reads_the_same(suffix, data, tmp_path_factory):
    words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1)
    n = data.draw(st.integers(1, 8))
    texts = data.draw(st.lists(words.map(lambda text: f"t{text}t"), min_size=n, max_size=n))
    leads = data.draw(st.lists(st.sampled_from(["", "=", "@", "-"]), min_size=n, max_size=n))
    finite = st.floats(allow_nan=False, allow_infinity=False)
    numbers = data.draw(st.lists(finite, min_size=n, max_size=n))
    texts = [lead + text for lead, text in zip(leads, texts, strict=True)]
    frame = pl.DataFrame({"text": texts, "number": numbers, "row": range(n)})
    table = read_table(written(tmp_path_factory.mktemp("t"), frame, suffix))
    assert table.order == ("text", "number", "row")
    expected = [guarded(text) for text in texts] if suffix == ".csv" else texts
    assert list(table.texts["text"]) == expected
    assert bits(table.values[:, 0]) == bits(numbers)


@pytest.mark.parametrize("name", ["x.ods", "x.XLS", "x.npy", "x.zip"])
def test_a_format_that_is_only_read_is_refused_by_name(name, tmp_path):
    with pytest.raises(SaveError, match=r"name a \.csv, \.xlsx or \.parquet file"):
        check_table_file(tmp_path / name)


@pytest.mark.parametrize("name", ["x", "x.txt", "x.CSV", "x.labels"])
def test_any_other_name_is_csv(name, tmp_path):
    path = tmp_path / name
    drain(write_tables({path: pl.DataFrame({"a": [1]})}))
    assert path.read_text() == "a\n1\n"


def test_what_a_spreadsheet_cannot_hold_is_refused_before_it_is_written(tmp_path):
    path = tmp_path / "x.xlsx"
    rows = pl.DataFrame({"a": np.zeros(2**20, np.int8)})
    with pytest.raises(SaveError, match="at most 1,048,575"):
        drain(write_tables({path: rows}))
    with pytest.raises(SaveError, match="text of the column"):
        drain(write_tables({path: pl.DataFrame({"long": ["x" * 40_000]})}))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_table_without_rows_has_its_header(suffix, frame, tmp_path):
    path = written(tmp_path, frame.clear(), suffix)
    if suffix == ".csv":
        assert path.read_text() == "text,'=x,n\n"
    if suffix == ".xlsx":
        assert load_workbook(path).get_sheet_by_index(0).to_python() == [["text", "=x", "n"]]
    if suffix == ".parquet":
        assert pl.read_parquet(path).height == 0


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_canceling_leaves_the_old_files_and_nothing_else(suffix, tmp_path, monkeypatch):
    monkeypatch.setattr(table_file, "BLOCK_ROWS", 10)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    frame = pl.DataFrame({"a": np.arange(35), "t": ["x"] * 35})
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    paths[0].write_text("old")
    writing = write_tables(dict.fromkeys(paths, frame))
    for _ in range(2):
        next(writing)
    writing.close()
    with pytest.raises(Canceled), cancel_unless(lambda: False):
        drain(write_tables(dict.fromkeys(paths, frame)))
    assert paths[0].read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == [paths[0].name]


def test_progress_counts_the_rows_of_all_tables(tmp_path, monkeypatch):
    monkeypatch.setattr(table_file, "BLOCK_ROWS", 10)
    frame = pl.DataFrame({"a": np.arange(25)})
    found = list(write_tables({tmp_path / "a.csv": frame, tmp_path / "b.xlsx": frame}))
    assert [(progress.done, progress.of) for progress in found] == [
        (done, 50) for done in (10, 20, 25, 35, 45, 50)
    ]


def test_every_first_character_of_a_formula_is_escaped_in_csv():
    file = io.BytesIO()
    drain(table_file._write_csv(pl.DataFrame({"t": [f"{sign}x" for sign in FORMULA], "n": [1] * 12}), file))
    cells = [row[0] for row in csv.reader(io.StringIO(file.getvalue().decode(), newline=""))]
    assert all(cell.startswith("'") for cell in cells[1:])
    assert len(cells) == 13
