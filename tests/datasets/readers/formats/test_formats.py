"""Every format gives the same table, is recognized by its content, and names what cannot be read."""

from contextlib import suppress
from random import Random

import numpy as np
import pytest

from clusterlab.datasets import LoadError, ReadOptions
from clusterlab.datasets.readers.table_format import FORMATS
from tests.datasets.readers.formats.conftest import FRAME

NUMBERS = FRAME.select("length", "width").to_numpy()
WITHOUT_TITLES = {"npy", "npz"}
IN_CAPITALS = {"por"}
"""Formats of names in capitals, and of ASCII alone."""


def test_a_file_in_every_format_is_written(written):
    assert set(written) == set(FORMATS.all())


@pytest.mark.parametrize("name", sorted(FORMATS.all()))
def test_every_format_gives_the_same_table_whatever_the_name_of_the_file(read, written, name):
    table = read(written[name], "some.csv")
    np.testing.assert_array_equal(table.values, NUMBERS)
    if name in WITHOUT_TITLES:
        assert table.columns == ("column 1", "column 2")
    else:
        names = [word.upper() if name in IN_CAPITALS else word for word in ("length", "width", "kind")]
        assert table.columns == tuple(names[:2])
        assert table.texts == {names[2]: ("a", "b c", "e" if name in IN_CAPITALS else "é", "")}
        assert str(table.reasons[names[2]]) == ("category declared in the file" if name == "arff" else "text")
    assert not table.notes


@pytest.mark.parametrize("name", sorted(FORMATS.all()))
def test_a_damaged_file_is_a_sentence_or_a_table(read, written, name):
    sound, rng = written[name], Random(0)
    for _ in range(25):
        data = bytearray(sound)
        if rng.random() < 0.4:
            data = data[: rng.randrange(len(data))]
        else:
            for _ in range(rng.choice([1, 3, 30])):
                data[rng.randrange(len(data))] = rng.randrange(256)
        with suppress(LoadError):  # any other exception fails
            read(bytes(data))


@pytest.mark.parametrize("name", ["parquet", "arrow", "json", "npy", "sav"])
def test_options_that_do_not_apply_are_refused(read, written, name):
    with pytest.raises(LoadError, match="to which --delimiter, --skip do not apply; leave them out"):
        read(written[name], delimiter=";", skip=1)


def test_text_has_no_sheets(read):
    with pytest.raises(LoadError, match="is a text file, which has no sheet 'A'"):
        read("a,b\n1,2\n3,4\n", sheet="A")


def test_every_option_is_known_to_delimited_text_or_an_archive():
    assert FORMATS.all()["gzip"].options == set(vars(ReadOptions()))


def test_a_format_whose_package_is_not_installed_says_so(read, written, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyreadstat", None)
    with pytest.raises(LoadError, match="is an SPSS file; install pyreadstat to read it"):
        read(written["sav"])


@pytest.mark.parametrize("name", ["sas7bdat", "xpt", "por", "dta"])
def test_the_other_statistics_formats_without_their_package_say_so_too(read, written, monkeypatch, name):
    monkeypatch.setitem(__import__("sys").modules, "pyreadstat", None)
    with pytest.raises(LoadError, match="install pyreadstat to read it"):
        read(written[name])
