"""The tally counts right answers, and the mean miss of places."""

from clusterlab.core.message import Message
from clusterlab.export.prediction_rows import PREDICTION_HEADER, prediction_rows
from clusterlab.session.prediction.tally import Prediction, Tally

TEXTS = (
    Message("Update · 1 of 3"),
    Message("Where?"),
    Message("center of cluster 1"),
    Message("a"),
    Message("b"),
)
RIGHT = Prediction(*TEXTS, True, 0.5, 0.1)
WRONG = Prediction(*TEXTS, False, 2.0, 0.5)
POINT = Prediction(*TEXTS, True)
SKIPPED = Prediction(*TEXTS)


def test_an_empty_tally_says_nothing():
    assert Tally().words == ""


def test_answers_are_counted_and_misses_averaged():
    tally = Tally().with_predictions((RIGHT, WRONG)).with_predictions((POINT, SKIPPED))
    assert (tally.right, tally.answered) == (2, 3)
    assert tally.words == "2 of 3 right; mean miss 30 %"


def test_without_places_there_is_no_mean_miss():
    assert Tally((POINT,)).words == "1 of 1 right"


def test_rows_have_all_columns_and_numbers_to_sort_and_save():
    rows = prediction_rows(Tally((RIGHT, WRONG, SKIPPED)))
    assert {len(row) for row in rows} == {len(PREDICTION_HEADER)}
    assert [row[0].value for row in rows] == [1, 2, 3]
    assert [row[6].text for row in rows] == ["yes", "no", ""]
    assert [row[7].value for row in rows] == [0.5, 2.0, None]
    assert [row[8].text for row in rows] == ["10 %", "50 %", ""]
