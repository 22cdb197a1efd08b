"""Formulas are typeset: bars lie between numerators and denominators, lines fit, and the height stays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from clusterlab.core.formula import Formula, Number, Symbol, Vector, group, norm, total
from clusterlab.export.formulas.formula_latex import formula_latex
from clusterlab.export.theme import DARK, LIGHT
from clusterlab.ui.theme.theme_signal import THEME_SIGNAL
from clusterlab.ui.widgets.elements import fill_layout
from clusterlab.ui.widgets.formula_boxes import BoxLayout, BracketPiece, RulePiece, TextPiece
from clusterlab.ui.widgets.formula_lines import formulas_box
from clusterlab.ui.widgets.formula_view import FormulaView

A, B = Symbol("a"), Symbol("b")
MEAN = Formula.of("c", total(Symbol("x")["i"], "i") / "n")
LONG = MEAN.equals(Vector((412.34, -88.12)) / 57.0, Vector((7.234, -1.546)))


@pytest.fixture
def layout(qapp):
    return BoxLayout(QApplication.font().family())


@pytest.fixture
def view(qtbot):
    view = FormulaView("Formulas")
    qtbot.addWidget(view)
    view.resize(320, 200)
    view.show()
    return view


def texts(box):
    return {piece.text: piece for piece in box.pieces if isinstance(piece, TextPiece)}


def rules(box):
    return [piece for piece in box.pieces if isinstance(piece, RulePiece)]


def test_the_bar_of_a_fraction_lies_between_its_parts_and_is_as_wide(layout):
    box = layout.box((A + B) / Symbol("c"), 40.0)
    (bar,), found = rules(box), texts(box)
    top, bottom = layout.box(A + B, 38.0), layout.box(Symbol("c"), 38.0)
    assert found["a"].y + top.descent < bar.y < found["c"].y - bottom.ascent
    assert bar.width >= max(top.width, bottom.width)
    assert bar.x <= found["a"].x
    middle = found["c"].x + bottom.width / 2
    assert abs(middle - (bar.x + bar.width / 2)) < 1


def test_scripts_are_smaller_and_lie_below_and_above(layout):
    found = texts(layout.box(A["i"] ** Symbol("m"), 40.0))
    assert found["i"].y > found["a"].y > found["m"].y
    assert found["i"].x == found["m"].x > found["a"].x
    assert found["i"].size == found["m"].size < found["a"].size


def test_the_limit_of_a_sum_is_centered_below_its_sign(layout):
    box = layout.box(total(B, "i"), 40.0)
    found = texts(box)
    assert found["i"].y > found["∑"].y
    assert found["∑"].x <= found["i"].x < found["b"].x
    assert found["b"].y == 0


def test_the_bars_of_a_norm_are_as_high_as_what_is_inside(layout):
    inside = layout.box(A / B, 40.0)
    bars = [rule for rule in rules(layout.box(norm(A / B), 40.0)) if rule.height > rule.width]
    assert len(bars) == 4
    assert {bar.height for bar in bars} == {inside.height}
    assert len({bar.x for bar in bars}) == 4


def test_parentheses_grow_with_what_is_inside(layout):
    assert not [one for one in layout.box(group(A), 40.0).pieces if isinstance(one, BracketPiece)]
    left, right = [one for one in layout.box(group(A / B), 40.0).pieces if isinstance(one, BracketPiece)]
    assert left.opens_right
    assert not right.opens_right
    assert left.x < right.x
    assert left.height == layout.box(A / B, 40.0).height


def test_an_exponent_is_written_as_a_power_of_ten(layout):
    found = texts(layout.box(Number(-3.25e-9), 40.0))
    assert set(found) == {"−3.25·10", "−9"}
    assert found["−9"].y < 0


@pytest.mark.parametrize("width", [90.0, 150.0, 260.0, 2000.0])
def test_lines_fit_the_width(layout, width):
    box = formulas_box(layout, (LONG, Formula.of(norm(A - B) ** 2).equals(norm(A + B + A + B))), 14.0, width)
    assert box.width <= width + 0.5
    left = [piece.x for piece in box.pieces]
    assert min(left) >= -0.5


def test_a_wide_view_has_one_line_and_a_narrow_one_several(view):
    view.show_formulas((LONG,))
    assert view.heightForWidth(2000) < view.heightForWidth(200)


def test_nothing_jumps_between_pages(view):
    pages = ((MEAN,), (LONG, LONG, LONG))
    view.show_formulas(pages[0], pages)
    height = view.heightForWidth(320)
    view.show_formulas(pages[1], pages)
    assert view.heightForWidth(320) == height
    view.show_formulas((*pages[1], MEAN), pages)
    higher = view.heightForWidth(320)
    assert higher > height  # more than was known
    view.show_formulas(pages[0], pages)
    assert view.heightForWidth(320) == higher


def test_a_column_gives_it_room_for_all_lines_right_below_what_is_above(qtbot):
    column, view, above, below = QWidget(), FormulaView("Formulas"), QLabel("above"), QLabel("below")
    qtbot.addWidget(column)
    view.show_formulas((MEAN, LONG, LONG))
    fill_layout(QVBoxLayout(column), above, view, below, None, spacing=12)
    column.resize(320, 900)
    column.show()
    qtbot.waitExposed(column)
    assert view.height() == view.heightForWidth(view.width())
    assert view.y() - above.geometry().bottom() - 1 == below.y() - view.geometry().bottom() - 1 == 12


def test_it_grows_with_the_font(view):
    view.show_formulas((MEAN,))
    small, font = view.heightForWidth(600), view.font()
    font.setPixelSize(2 * view.fontInfo().pixelSize())
    view.setFont(font)
    assert view.heightForWidth(600) > 1.7 * small


def test_it_is_copied_as_text_and_as_latex(view, qtbot):
    view.show_formulas((MEAN, LONG))
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == view.words
    assert view.words.splitlines()[0] == "c = (Σᵢ xᵢ) / n"
    view.actions()[1].trigger()
    assert QGuiApplication.clipboard().text().splitlines()[1] == formula_latex(LONG)


def test_it_is_read_aloud(view):
    view.show_formulas((MEAN, LONG))
    assert view.accessibleName() == "Formulas"
    assert view.accessibleDescription().startswith("c equals the sum over i of x i over n. c equals")


def colors(view):
    """The colors of the pixels of a view."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_symbols_have_the_color_of_text_and_numbers_another(view, theme):
    font = view.font()
    font.setPixelSize(40)
    view.setFont(font)
    view.show_formulas((Formula.of(Symbol("x")).equals(8.25),))
    before = THEME_SIGNAL.theme
    THEME_SIGNAL.show(theme)
    try:
        found = colors(view)
        assert theme.text.lower() in found
        assert theme.accent_text.lower() in found
        view.show_formulas((Formula.of(Symbol("x")),))
        assert theme.accent_text.lower() not in colors(view)
    finally:
        THEME_SIGNAL.show(before)
