"""The rows of the table of predictions."""

from clusterlab.core.formatting import format_number, format_percent
from clusterlab.export.table_cell import Cell
from clusterlab.session.prediction.tally import Prediction, Tally

PREDICTION_HEADER = (
    Cell("", tip="The number of the prediction."),
    Cell("Step"),
    Cell("Question"),
    Cell("About"),
    Cell("Answer"),
    Cell("Right answer"),
    Cell("Right", tip="Whether the answer was right. A place is right within half of the way of the center."),
    Cell("Miss", tip="How far the place was from the center, in the units of the data."),
    Cell("Of the way", tip="The miss as a share of the way that the center went."),
)


def prediction_rows(tally: Tally) -> list[list[Cell]]:
    """A row for each prediction, the first one first."""
    return [_row(number, one) for number, one in enumerate(tally.predictions, start=1)]


def _row(number: int, one: Prediction) -> list[Cell]:
    texts = [Cell(str(text)) for text in (one.step, one.question, one.about, one.answer, one.truth)]
    is_right = Cell({True: "yes", False: "no", None: ""}[one.is_right], muted=one.is_right is False)
    miss = Cell("" if one.miss is None else format_number(one.miss), one.miss)
    share = Cell("" if one.share is None else format_percent(one.share), one.share)
    return [Cell(str(number), number, muted=True), *texts, is_right, miss, share]
