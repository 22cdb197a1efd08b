"""Mini-batch k-means on a stream of rows, in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.core.formatting import format_number
from clusterlab.core.marks import Centers
from clusterlab.session.analysis.k_sweep import SweepRequest
from clusterlab.session.state import session as choices

pytestmark = pytest.mark.usefixtures("k_charts")


def pixel_of(canvas, cluster):
    places = canvas.picture.mark(Centers).positions[[cluster]]
    return QPoint(*np.rint(canvas.viewport.to_pixels(places)[0]).astype(int).tolist())


def test_a_stream_is_chosen_and_its_center_cards_show_counts(program, rest, press, qtbot):
    presenter, canvas, player = program.presenter, program.window.canvas, program.presenter.player
    program.k_chart_presenter.request = SweepRequest(last=2, references=0)
    algorithm = MiniBatch(batch_size=20, max_iter=12)
    presenter.document.change(choices.with_algorithm(presenter.document.session, algorithm))
    rest()
    row = program.window.algorithm.form.rows["batches"]
    assert row.choice.words() == ["at random", "stream", "endless stream"]
    row.choice.chosen.emit("stream")
    rest()
    assert len(canvas.picture.places) == 100
    presenter.go(5)
    rest()
    first = canvas.picture.places
    qtbot.mouseMove(canvas.view.viewport(), pixel_of(canvas, 1))
    assert canvas.pointer.center_card.title == "Center of cluster 2"
    assert ("points so far", f"{player.step.center_counts[1]:,.0f}") in canvas.pointer.center_card.facts
    press(Qt.Key.Key_Right)
    assert canvas.picture.places is not first  # newer rows
    assert (
        "learning rate, 1/count",
        format_number(1 / player.step.center_counts[1]),
    ) in canvas.pointer.center_card.facts
    shown = canvas.grab().toImage()
    qtbot.mouseMove(canvas.view.viewport(), QPoint(3, 3))
    assert canvas.pointer.center_card is None
    assert canvas.grab().toImage() != shown
    qtbot.mouseClick(canvas.view.viewport(), Qt.MouseButton.LeftButton, pos=pixel_of(canvas, 0))
    qtbot.mouseMove(canvas.view.viewport(), QPoint(3, 3))
    assert canvas.pointer.center_card.title == "Center of cluster 1"  # the card of a selected center stays
    presenter.player.rate = 60
    press(Qt.Key.Key_Space)
    assert player.at_end
    assert player.step.rows_received == 100 + 11 * 20
    assert "320 rows received" in program.window.caption.accessibleName()
    presenter.commands.undo()
    rest()
    assert len(canvas.picture.places) == 300


def test_an_endless_stream_is_computed_while_it_is_played_and_stops_when_paused(program, rest, press, qtbot):
    presenter, player = program.presenter, program.presenter.player
    program.k_chart_presenter.request = SweepRequest(last=2, references=0)
    presenter.commands.choose_algorithm("minibatch")
    presenter.commands.change_param("batches", "endless")
    rest()
    assert len(program.window.canvas.picture.places) == 500
    computed = player.length
    assert not player.scene.run.finished
    presenter.player.rate = 60
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_Space)
    caption = program.window.caption
    qtbot.waitUntil(lambda: player.length > computed and "so far" in caption.accessibleName(), timeout=20_000)
    press(Qt.Key.Key_Space)  # pause, after which the window is idle
    assert not player.playing
    assert player.length > computed
    assert program.window.transport.step.isEnabled()
    assert "so far" in program.window.caption.accessibleName()
    before, centers = player.position, player.step.centers
    press(Qt.Key.Key_Right)
    assert player.position == before + 1
    assert not np.array_equal(player.step.centers, centers)
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_End)  # follows the newest rows as they are computed
    qtbot.waitUntil(lambda: player.position > computed + 100, timeout=20_000)
    press(Qt.Key.Key_Escape)
    assert not player.computing
    assert not player.scene.run.finished
