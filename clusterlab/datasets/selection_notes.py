"""What a person should know about the rows that were selected: dropped ones, and their weights."""

from collections.abc import Mapping

import numpy as np

from clusterlab.core.formatting import whole_number
from clusterlab.core.message import Message
from clusterlab.datasets.missing_values import FILLED_BY
from clusterlab.datasets.table import Selection, Table


def logarithms_text(selection: Selection, table: Table) -> Message:
    """Of which clustered columns logarithms were taken, as a part of a sentence; empty where of none."""
    names = [table.logged[name] for name in selection.columns if name in table.logged]
    return Message("log of {names}", names=names) if names else Message()


def column_weights_text(selection: Selection) -> Message:
    """The weights of columns, as a part of a sentence; empty where all are 1."""
    return weights_text(selection.column_weights)


def weights_text(weights: Mapping[str, float]) -> Message:
    """The weights of columns that are not 1, as a part of a sentence."""
    given = [
        Message("{name} weighted {weight:plain}", name=name, weight=weight)
        for name, weight in weights.items()
    ]
    return Message("{given}", given=given) if given else Message()


def filled_text(selection: Selection) -> Message:
    """How many missing values were filled, and by what; empty if none."""
    if not selection.filled:
        return Message()
    template = "{n:# missing value|# missing values} filled by {what}"
    return Message(template, n=selection.filled, what=FILLED_BY[selection.missing])


def weighted_text(selection: Selection) -> Message:
    """Which column has the weights of the rows, as a part of a sentence; empty where there is none."""
    column = selection.weight_column
    return Message("rows weighted by {column}", column=column) if column else Message()


def selection_notes(selection: Selection, is_reduced: bool) -> tuple[Message, ...]:
    """How many rows were dropped, and what weights count in; `is_reduced` to principal components or not."""
    return (*_dropped_notes(selection), *_weight_notes(selection, is_reduced))


def _dropped_notes(selection: Selection) -> tuple[Message, ...]:
    if not selection.dropped:
        return ()
    template = (
        "{n:# row|# rows} with a missing value {n:was|were} dropped; {n:its label is|their labels are} empty."
    )
    if selection.missing != "drop":
        template = (
            "{n:# row|# rows} without any value {n:was|were} dropped; "
            "{n:its label is|their labels are} empty."
        )
    return (Message(template, n=selection.dropped),)


def _weight_notes(selection: Selection, is_reduced: bool) -> tuple[Message, ...]:
    """The sum of the weights, the rows that do not count, and what does not count weights; none without."""
    weights = selection.weights
    if weights is None:
        return ()
    total, zero = whole_number(weights.sum()), int(np.count_nonzero(weights == 0))
    template = "The rows are weighted by {column}; the weights sum to {total}."
    notes = [Message(template, column=selection.weight_column, total=total)]
    if zero:
        template = "{n:# row|# rows} of weight 0 {n:is|are} shown but {n:does|do} not count."
        notes.append(Message(template, n=zero))
    if total < len(weights) - zero:
        template = "The weights sum to less than the number of rows: BIC and AIC take {total} as that number."
        notes.append(Message(template, total=total))
    uncounted = [
        *(["the principal components"] if is_reduced else []),
        *(["filled values"] if selection.filled else []),
    ]
    if uncounted:
        notes.append(Message("Not weighted: {what}.", what=uncounted))
    return tuple(notes)
