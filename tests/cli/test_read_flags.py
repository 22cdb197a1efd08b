"""Flags say how a file is written."""

import argparse
import gzip
import io
import json
import zipfile

import pytest

from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.main import main
from clusterlab.cli.read_flags import add_read_flags, read_options
from clusterlab.datasets import ReadOptions


def parsed(*words: str) -> ReadOptions:
    parser = argparse.ArgumentParser()
    add_read_flags(parser)
    return read_options(parser.parse_args(words))


def test_flags_fill_the_options():
    assert parsed() == ReadOptions()
    words = ["--encoding", "gbk", "--delimiter", "tab", "--decimal", "comma", "--header", "no", "--skip", "2"]
    assert parsed(*words) == ReadOptions("gbk", "\t", ",", None, False, 2)
    assert parsed("--delimiter", ":", "--decimal", ".", "--header=yes").delimiter == ":"


def test_a_mark_of_thousands_decides_the_decimal_mark():
    assert parsed("--thousands", "comma") == ReadOptions(decimal=".", thousands=",")
    assert parsed("--thousands", "point") == ReadOptions(decimal=",", thousands=".")
    for word, mark in (("none", ""), ("blank", " "), ("apostrophe", "'")):
        assert parsed("--thousands", word) == ReadOptions(thousands=mark)


@pytest.mark.parametrize(
    ("words", "values", "thousands"),
    [
        (["--thousands", "comma"], [1234.0, 2345.0, 9876.0], ","),
        (["--thousands", "none"], [1.234, 2.345, 9.876], ""),
        (["--decimal", "comma"], [1.234, 2.345, 9.876], ""),
    ],
)
def test_a_cell_with_two_readings_is_read_as_the_flags_say(tmp_path, capsys, words, values, thousands):
    path = tmp_path / "some.csv"
    path.write_text("a;b\n1,234;5\n2,345;6\n9,876;7\n")
    command = ["run", "kmeans", "--k", "3", "--columns", "a", "--data", str(path), "--json", "-"]
    assert main(command) == 0
    asked = json.loads(capsys.readouterr().out)
    assert asked["question"] == "Column a: 1,234 can be read as 1.234 or as 1234."
    hint = "To choose, say --decimal point or --decimal comma."
    assert f"{asked['question']} {hint}" in asked["notes"]
    assert main([*command, *words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["question"], found["read_as"]["thousands"]) == (None, thousands)
    assert sorted(center[0] for center in found["centers"]) == values
    assert not any(hint in note for note in found["notes"])


@pytest.mark.parametrize("more", [[], ["--columns", "column 1,column 2"], ["--batches", "stream"]])
def test_lines_that_are_numbers_as_a_whole_are_said_to_have_two_readings(tmp_path, capsys, more):
    path = tmp_path / "some.csv"
    path.write_text("".join(f"{i},{i * i % 900 + 100}\n" for i in range(1, 80)))
    name = "minibatch" if "stream" in more[-1:] else "kmeans"
    assert main(["run", name, "--k", "3", "--data", str(path), *more, "--json", "-"]) == 0
    question = "1,101 can be read as one number or as 2 columns."
    answer = f"{question} To choose, say --delimiter comma or --delimiter none."
    assert answer in json.loads(capsys.readouterr().out)["notes"]


def test_sheets_and_unreadable_cells_stand_in_json(tmp_path, capsys):
    path = tmp_path / "some.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x,y\n" + "".join(f"{i},{i % 3}\n" for i in range(30)) + "n.b.,5\n")
        archive.writestr("b.csv", "x\n1\n2\n")
    assert main(["run", "kmeans", "--k", "2", "--data", str(path), "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["sheets"], found["read_as"]["sheet"]) == (["a.csv", "b.csv"], "a.csv")
    assert found["unreadable_cells"] == 1
    assert "--sheet NAME reads another one of a.csv, b.csv." in found["notes"]
    assert main(["run", "kmeans", "--k", "2", "--data", str(path), "--sheet", "b.csv", "--json", "-"]) == 0
    assert not any("--sheet" in note for note in json.loads(capsys.readouterr().out)["notes"])


@pytest.mark.parametrize(
    "words",
    [
        ["--header", "maybe"],
        ["--thousands", "x"],
        ["--decimal", "x"],
        ["--delimiter", "ab"],
        ["--encoding", "x"],
    ],
)
def test_a_wrong_word_is_an_error(words):
    with pytest.raises(UsageError):
        parsed(*words)


def test_the_options_reach_the_file_and_stand_in_json(tmp_path, capsys):
    path = tmp_path / "some.csv"
    path.write_text("x;10\n1,5;2\n2,5;3\n9,5;4\n")
    words = ["run", "kmeans", "--k", "2", "--data", str(path), "--header", "no", "--json", "-"]
    assert main([*words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["columns"] == ["column 2"] or found["n"] == 3
    assert found["read_as"] == {
        "encoding": "utf-8", "delimiter": ";", "decimal": ",", "thousands": "", "header": False, "skip": 0,
        "sheet": None,
    }  # fmt: skip
    assert main(["run", "kmeans", "--k", "2", "--make", "blobs", "--skip", "1"]) == 2
    assert "--skip says how a file is written; use it with --data FILE." in capsys.readouterr().err


def test_a_table_comes_on_standard_input(monkeypatch, capsys):
    content = gzip.compress(b"a;b\n1,5;2\n2,5;4\n9,5;8\n")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert main(["run", "kmeans", "--k", "2", "--data", "-", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["source"] == {"file": "standard input"}
    assert found["n"] == 3
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert main(["run", "kmeans", "--k", "2", "--data", "-"]) == 1
    assert "standard input is empty" in capsys.readouterr().err


def test_missing_values_are_filled_and_said(tmp_path, capsys):
    path = tmp_path / "some.csv"
    path.write_text("a,b\n1,2\n,4\n5,NA\n9,8\n")
    assert main(["run", "kmeans", "--k", "2", "--data", str(path), "--missing", "median", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["dropped_rows"]) == (4, 0)
    assert found["missing"] == {"treatment": "median", "filled": 2}
    assert "2 missing values filled by the median of the column." in found["notes"]
    assert main(["run", "kmeans", "--k", "2", "--data", str(path), "--missing", "mode"]) == 2
