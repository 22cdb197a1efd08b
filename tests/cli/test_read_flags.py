"""Flags say how a file is written."""

import argparse
import gzip
import io
import json

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


@pytest.mark.parametrize(
    "words",
    [["--header", "maybe"], ["--decimal", "x"], ["--delimiter", "ab"], ["--encoding", "x"]],
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
        "encoding": "utf-8", "delimiter": ";", "decimal": ",", "thousands": None, "header": False, "skip": 0,
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
