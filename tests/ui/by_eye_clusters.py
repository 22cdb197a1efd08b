"""Makes clusters by eye in the real window, and says what there are."""

import numpy as np
from PySide6.QtCore import Qt


def groups(program):
    """The rows of each group that the data were generated with."""
    truth = program.presenter.shown.run.scene.prepared.table.truth
    return [np.flatnonzero(truth == group).tolist() for group in range(3)]


def select(program, rows):
    program.highlight.select(rows)


def by_eye(program):
    """The labels by eye, in the order of the rows."""
    return program.presenter.document.session.by_eye.labels.tolist()


def shown_labels(program):
    run = program.presenter.shown.run
    return run.prepared.points.to_row_order(run.labels).tolist()


def make_all(program, press, left_out=()):
    """Makes the generated groups clusters by eye, but for some rows."""
    for number, rows in enumerate(groups(program)):
        select(program, set(rows) - set(left_out))
        press(Qt.Key.Key_1 + number)
