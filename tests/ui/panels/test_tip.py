"""What a chart says of a point can be read: it is not under the mouse, and it stays."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QCursor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from clusterlab.session.kplots import KLine, KPlot
from clusterlab.ui.panels.charts import KChart

VALUES = (100.0, 40.0, 20.0, 15.0, 12.0)


@pytest.fixture
def chart(qtbot):
    chart = KChart("Elbow")
    qtbot.addWidget(chart)
    line = KLine("own", 0, VALUES, (False,) * len(VALUES))
    chart.show_plot(KPlot("inertia", "Elbow", (1, 2, 3, 4, 5), (line,), help="A sum. " * 12), 3)
    chart.resize(320, chart.sizeHint().height())
    with qtbot.waitExposed(chart):
        chart.show()
    return chart


def test_words_stand_clear_of_the_mouse_at_the_edge_of_the_screen(chart, qapp):
    screen = chart.screen().availableGeometry()
    chart.move(screen.right() - chart.width(), screen.top() + 100)
    spot = chart.curve.pixel(5)
    QCursor.setPos(chart.curve.mapToGlobal(spot))
    QTest.mouseMove(chart.curve.viewport(), spot)
    tip = next(widget for widget in qapp.topLevelWidgets() if widget.inherits("QTipLabel"))
    assert "K 5: own 12.00" in QToolTip.text()
    assert not tip.geometry().contains(QCursor.pos())


def test_words_stay_while_the_mouse_rests(chart, qapp):
    spot = chart.curve.pixel(3)
    QTest.mouseMove(chart.curve.viewport(), spot)
    assert QToolTip.isVisible()
    rest = QHelpEvent(QEvent.Type.ToolTip, spot, chart.curve.mapToGlobal(spot))
    qapp.sendEvent(chart.curve.viewport(), rest)
    assert "K 3" in QToolTip.text()
