"""Dates and times in texts are read as seconds, whatever comes first, and never as another day."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.datasets.date_values import date_values

DATES = st.lists(st.dates(date(1000, 1, 1)), min_size=1, max_size=5)
FORMATS = {"%Y-%m-%d": "year", "%Y/%m/%d": "year", "%d.%m.%Y": "day", "%d-%m-%Y": "day"}


def seconds(year, month, day, *clock):
    return datetime(year, month, day, *clock, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("written", FORMATS)
@given(dates=DATES)
def test_dates_are_those_of_the_calendar(written, dates):
    texts = [day.strftime(written) for day in dates]
    if FORMATS[written] == "day":
        texts.append(f"31{written[2]}12{written[2]}2000")
        dates = [*dates, date(2000, 12, 31)]
    found = date_values(texts)
    assert found.first == FORMATS[written]
    assert found.seconds.tolist() == [seconds(day.year, day.month, day.day) for day in dates]


@pytest.mark.parametrize(
    ("texts", "first", "days"),
    [
        (["1/2/2003", "12/31/2003"], "month", [(2003, 1, 2), (2003, 12, 31)]),
        (["1/2/2003", "31/12/2003"], "day", [(2003, 2, 1), (2003, 12, 31)]),
        (["1/2/2003"], "month", [(2003, 1, 2)]),
        (["1.2.2003"], "day", [(2003, 2, 1)]),
        (["31.12.99", "5.6.68", "5.6.69"], "day", [(1999, 12, 31), (2068, 6, 5), (1969, 6, 5)]),
    ],
)
def test_day_and_month_are_told_apart_by_numbers_above_12_and_else_by_their_mark(texts, first, days):
    found = date_values(texts)
    assert found.first == first
    assert found.seconds.tolist() == [seconds(*day) for day in days]


def test_a_day_that_does_not_exist_and_a_text_that_is_no_date_are_missing():
    found = date_values(["2020-02-29", "2021-02-29", "2020-13-01", "2020-00-10", "", "soon"])
    assert np.isnan(found.seconds).tolist() == [False, True, True, True, True, True]


def test_times_of_day_and_time_zones():
    zoned = date_values(["2020-01-05T10:00:00+02:00", "2020-01-05 10:00:00.5", "2020-01-05 10:00Z"])
    wanted = [seconds(2020, 1, 5, 8), seconds(2020, 1, 5, 10) + 0.5, seconds(2020, 1, 5, 10)]
    assert zoned.seconds.tolist() == wanted
    west = date_values(["2020-01-05 10:00-0530"]).seconds[0]
    assert west == seconds(2020, 1, 5, 10) + timedelta(hours=5, minutes=30).total_seconds()
    times = date_values(["10:30", "23:59:59.25", ""])
    assert times.first == ""
    assert times.seconds[:2].tolist() == [37_800.0, 86_399.25]
    assert np.isnan(times.seconds[2])
