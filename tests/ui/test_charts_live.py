"""The charts over K in the real window: filled in by the sweep, used by mouse and keyboard."""

from PySide6.QtCore import Qt


def test_the_keyboard_chooses_a_k_on_a_chart_and_no_shortcut_takes_its_arrows(program, qtbot, rest):
    curve, index = program.window.charts.chart("inertia").curve, program.live.player.index
    curve.setFocus()
    for _ in range(2):
        qtbot.keyClick(curve, Qt.Key.Key_Right)
    assert program.live.player.index == index
    qtbot.keyClick(curve, Qt.Key.Key_Return)
    rest()
    assert program.live.document.session.k == 5
