"""Files of statistics programs: labels of values, missing values, dates."""

import datetime

import numpy as np
import polars as pl
import pyreadstat
import pytest

SURVEY = pl.DataFrame(
    {
        "sex": [1.0, 2.0, 1.0, None, 2.0],
        "opinion": [1.0, 2.0, 3.0, 3.0, 1.0],
        "age": [20.0, 30.0, 99.0, None, 41.0],
        "day": [datetime.date(2024, 1, i) for i in range(1, 6)],
        "at": [datetime.datetime(2024, 1, i, 12, 30) for i in range(1, 6)],
    }
)
LABELS = {
    "sex": {1: "male", 2: "female"},
    "opinion": {1: "bad", 2: "fair", 3: "good"},
    "age": {99: "refused"},
}


@pytest.fixture
def survey(read, tmp_path):
    """The survey as it is read from a file of a format."""

    def survey(suffix, **about):
        path = tmp_path / f"survey{suffix}"
        write = pyreadstat.write_sav if suffix == ".sav" else pyreadstat.write_dta
        write(SURVEY, str(path), variable_value_labels=LABELS, **about)
        return read(path.read_bytes())

    return survey


def test_nominal_numbers_are_their_labels_and_other_numbers_with_labels_are_noted(survey):
    table = survey(".sav", variable_measure={"sex": "nominal", "opinion": "ordinal", "age": "nominal"})
    assert table.columns == ("opinion", "age")
    assert table.texts["sex"] == ("male", "female", "male", "", "female")
    assert str(table.reasons["sex"]) == "category declared in the file"
    assert [str(note) for note in table.notes] == [
        "Column opinion: its numbers have labels, such as 1 for 'bad'.",
        "Column age: its numbers have labels, such as 99 for 'refused'.",
    ]


def test_missing_values_of_a_survey_are_missing(survey):
    table = survey(".sav", missing_ranges={"age": [99]})
    np.testing.assert_array_equal(table.values[:, table.columns.index("age")], [20, 30, np.nan, np.nan, 41])


def test_stata_knows_no_measures_so_that_numbers_stay(survey):
    table = survey(".dta")
    assert table.columns == ("sex", "opinion", "age")
    assert len(table.notes) == 3


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_dates_and_times_are_texts_without_superfluous_zeros(survey, suffix):
    texts = survey(suffix).texts
    assert (texts["day"][0], texts["at"][0]) == ("2024-01-01", "2024-01-01 12:30:00")
