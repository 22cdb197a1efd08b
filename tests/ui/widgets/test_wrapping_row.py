"""What stands beside a widget is below it where there is too little width, as with the caption."""

from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from clusterlab.ui.main_window import MIN_CAPTION_LINES
from clusterlab.ui.widgets.wrapping_row import WrappingRow


def test_the_others_are_below_where_the_widget_would_be_too_narrow(qtbot):
    words, button = QLabel("words"), QPushButton("button")
    row = WrappingRow(words, button, min_lines=10)
    qtbot.addWidget(row)
    button.setFixedWidth(100)
    row.show()
    line = row.fontMetrics().height()
    for width, is_below in ((10 * line + 120, False), (10 * line + 90, True), (10 * line + 120, False)):
        row.resize(width, 80)
        QApplication.processEvents()
        assert (button.mapTo(row, button.rect().topLeft()).y() >= words.geometry().bottom()) == is_below
        assert words.width() >= 10 * line or is_below


def test_a_hidden_one_needs_no_width(qtbot):
    words, button = QLabel("words"), QPushButton("button")
    row = WrappingRow(words, button, min_lines=10)
    qtbot.addWidget(row)
    button.setFixedWidth(100)
    row.resize(10 * row.fontMetrics().height() + 90, 80)
    row.show()
    QApplication.processEvents()
    height = row.sizeHint().height()
    button.hide()
    QApplication.processEvents()
    assert row.sizeHint().height() < height


def test_the_caption_is_not_squeezed_in_a_comparison(program, rest):
    caption = program.window.caption
    program.presenter.pane_commands.toggle()
    program.presenter.pane_commands.add()
    for size, scale in (((840, 460), 1.0), ((1440, 900), 1.0), ((1440, 900), 2.0)):
        program.window.resize(*size)
        program.look_settings.set_scale(scale)
        rest()
        assert caption.width() >= MIN_CAPTION_LINES * caption.fontMetrics().height()
        assert len(caption.sentence.shown().split()) >= 8
        for part in (program.window.tools, program.window.pane_bar):
            assert part.width() >= part.sizeHint().width()
    program.look_settings.scale_font(0)  # the font is the application's
