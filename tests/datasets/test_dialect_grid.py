"""The same table in every pair of delimiter, marks, encoding, quotes and header."""

import itertools

import numpy as np
import pytest

from clusterlab.datasets import ReadOptions, read_table

VALUES = np.array(
    [[1234.5, 7, 0.25, -1250], [987654.25, 12, -0.5, 2000], [12.5, 305, 3.75, 14500], [1000, 4, 10.125, 999]]
)
AMBIGUOUS = np.array([[1.234, 5, 2.345], [5.678, 6, 3.125], [9.123, 7, 4.875]])
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8 with mark": "utf-8-sig",
    "utf-16": "utf-16-le",
    "utf-16 with mark": "utf-16",
    "Windows-1252": "cp1252",
}
DELIMITERS, MARKS = (",", ";", "\t", "|"), (".", ",")
PARTS = 4


def written(value: float, mark: str, groups: bool) -> str:
    """A number as people write it."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".") if groups else f"{value:.6f}".rstrip("0").rstrip(".")
    return text if mark == "." else text.translate(str.maketrans(",.", ".,"))


def lines(values, delimiter: str, mark: str, groups: bool, quoted: bool, header: bool) -> list[str]:
    """The lines of a table with a column of text first."""
    rows = [
        [f"Größe {chr(97 + i)}", *(written(v, mark, groups) for v in row)] for i, row in enumerate(values)
    ]
    titles = [["Maß", *(f"x{j + 1}" for j in range(values.shape[1]))]] if header else []
    return [delimiter.join(f'"{cell}"' if quoted else cell for cell in row) for row in [*titles, *rows]]


def combinations(delimiter: str, mark: str):
    """Whether thousands are grouped, cells quoted and columns named, and the encoding."""
    for groups, quoted, header, encoding in itertools.product(
        (False, True), (False, True), (False, True), ENCODINGS
    ):
        if quoted or not (delimiter == "," and (mark == "," or groups)):
            yield groups, quoted, header, encoding


def some_combinations(delimiter: str, mark: str):
    """A quarter of them, another for each delimiter and mark; in all of these each pair of ways occurs."""
    first = len(MARKS) * DELIMITERS.index(delimiter) + MARKS.index(mark)
    return itertools.islice(combinations(delimiter, mark), first % PARTS, None, PARTS)


def pairs(rows):
    """The pairs of values that stand together in a row, with their places."""
    return {pair for row in rows for pair in itertools.combinations(enumerate(row), 2)}


def test_every_pair_of_ways_to_write_a_table_occurs():
    every, some = (
        [(*cell, *ways) for cell in itertools.product(DELIMITERS, MARKS) for ways in part(*cell)]
        for part in (combinations, some_combinations)
    )
    assert len(every) >= 240
    assert len(some) <= 80
    assert pairs(some) == pairs(every)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_every_cell_is_read_as_it_was_written(tmp_path, delimiter, mark):
    path = tmp_path / "some.csv"
    for groups, quoted, header, encoding in some_combinations(delimiter, mark):
        text = "\r\n".join(lines(VALUES, delimiter, mark, groups, quoted, header)) + "\r\n"
        path.write_bytes(text.encode(ENCODINGS[encoding]))
        table = read_table(path)
        np.testing.assert_array_equal(table.values, VALUES, str((groups, quoted, header, encoding)))
        assert table.columns == tuple(f"x{j}" if header else f"column {j + 1}" for j in range(1, 5))
        assert [*table.texts.values()] == [tuple(f"Größe {c}" for c in "abcd")]
        read_as, grouping = table.read_as, {".": ",", ",": "."}[mark] if groups else ""
        assert (read_as.delimiter, read_as.decimal, read_as.thousands) == (delimiter, mark, grouping)
        assert read_as.header == header


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_an_ambiguous_cell_is_never_read_wrongly_without_a_question_and_a_note(tmp_path, delimiter, mark):
    path = tmp_path / "some.csv"
    for groups, quoted, header, encoding in some_combinations(delimiter, mark):
        written_as = str((groups, quoted, header, encoding))
        text = "\n".join(lines(AMBIGUOUS, delimiter, mark, groups, quoted, header))
        path.write_bytes(text.encode(ENCODINGS[encoding]))
        table = read_table(path)
        for name, read, expected in zip(table.columns, table.values.T, AMBIGUOUS.T, strict=True):
            if not np.array_equal(read, expected):
                assert table.question, written_as
                assert any(f"Column {name}:" in note for note in table.notes), written_as


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_answer_to_a_question_reads_every_cell_as_it_was_written(tmp_path, delimiter, mark):
    path = tmp_path / "some.csv"
    for groups, quoted, header, encoding in some_combinations(delimiter, mark):
        text = "\n".join(lines(AMBIGUOUS, delimiter, mark, groups, quoted, header))
        path.write_bytes(text.encode(ENCODINGS[encoding]))
        table = read_table(path, ReadOptions(decimal=mark))
        np.testing.assert_array_equal(table.values, AMBIGUOUS, str((groups, quoted, header, encoding)))
        assert not table.question
