"""A form shows parameters and emits changes."""

from dataclasses import dataclass, replace
from typing import Annotated

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.params import Param, declared_params, validate
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.ui.panels.form import Form


@dataclass(frozen=True)
class Oven:
    heat: Annotated[int, Param("Heat", "How hot.", 0, 1000, usual=(50, 250))] = 180
    minutes: Annotated[float, Param("Minutes", "How long.", 0.1, 1e6, usual=(1, 100), log=True)] = 10.0
    salt: Annotated[float, Param("Salt", "How much.", 0)] = 0.5
    mode: Annotated[str, Param("Mode", "How.", choices={"top": "from above", "fan": "with a fan"})] = "top"
    light: Annotated[bool, Param("Light", "So that one sees.")] = False
    seed: Annotated[int, Param("Seed", "Chance.", 0, usual=(0, 999))] = 3
    speed: Annotated[int, Param("Fan speed", "How fast.", 0, usual=(0, 9), only_with={"mode": ("fan",)})] = 5
    clock: Annotated[int, Param("Clock", "The time.", 0, usual=(0, 23), rare=True)] = 12

    def __post_init__(self):
        validate(self)


@dataclass(frozen=True)
class Fridge:
    cold: Annotated[int, Param("Cold", "How cold.", 0, 9, usual=(0, 9))] = 4


@pytest.fixture
def form(qapp, qtbot):
    qapp.setStyleSheet(
        ""
    )  # a window of an earlier test may have left one, in which a first layout is smaller
    form = Form()
    qtbot.addWidget(form)
    form.show_params(Oven())
    form.resize(236, form.sizeHint().height())
    with qtbot.waitActive(form):
        form.show()
    return form


@pytest.fixture
def emitted(form):
    found = []
    form.changed.connect(lambda *args: found.append(args))
    return found


def type_text(entry, text):
    entry.setFocus()
    entry.selectAll()
    QTest.keyClicks(entry, text)
    QTest.keyClick(entry, Qt.Key.Key_Return)


def test_shows_every_parameter(form):
    form.show_params(Oven(heat=200, minutes=1.5, salt=1e-5, mode="fan", light=True, seed=9))
    assert form.rows["heat"].number.text() == "200"
    assert form.rows["heat"].slider.value() == 150
    assert form.rows["minutes"].number.text() == "1.5"
    assert form.rows["salt"].entry.text() == "1e-05"
    assert form.rows["mode"].choice.currentText() == "with a fan"
    assert form.rows["light"].check.isChecked()
    assert form.rows["seed"].entry.text() == "9"


def test_showing_values_emits_nothing(form, emitted):
    form.show_params(Oven(heat=60, mode="fan", light=True))
    assert emitted == []


def test_rows_are_kept_for_the_same_class(form):
    slider = form.rows["heat"].slider
    form.show_params(Oven(heat=60))
    assert form.rows["heat"].slider is slider


def test_another_class_has_other_rows(form):
    form.show_params(Fridge())
    assert tuple(form.rows) == ("cold",)


def test_skipped_parameters_have_no_row(qtbot):
    form = Form(skip=("heat", "seed"))
    qtbot.addWidget(form)
    form.show_params(Oven())
    assert tuple(form.rows) == ("minutes", "salt", "mode", "light", "speed", "clock")


def test_a_drag_emits_every_value_and_then_that_it_is_finished(form, emitted):
    slider = form.rows["heat"].slider
    end = QPoint(slider.width() - 2, slider.height() // 2)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=end)
    form.show_params(Oven(heat=250))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=end)
    assert emitted == [("heat", 250, False), ("heat", 250, True)]


def test_the_number_follows_the_slider_at_once(form):
    row = form.rows["heat"]
    row.slider.setValue(0)
    assert row.number.text() == "50"


def test_a_number_beyond_the_slider_can_be_typed(form, emitted):
    type_text(form.rows["heat"].number, "900")
    assert emitted == [("heat", 900, True)]


def test_a_number_beyond_the_bounds_is_rejected_with_an_error(form, emitted):
    input_rejected = []
    form.input_rejected.connect(input_rejected.append)
    type_text(form.rows["heat"].number, "-1")
    assert emitted == []
    assert input_rejected == ["heat must be at least 0; it was -1."]
    assert form.rows["heat"].number.text() == "180"


def test_text_in_place_of_a_number_is_rejected(form):
    input_rejected = []
    form.input_rejected.connect(input_rejected.append)
    type_text(form.rows["salt"].entry, "much")
    assert input_rejected == ["salt must be a number; it was 'much'."]


def test_a_choice_emits_its_key(form, emitted):
    choice = form.rows["mode"].choice
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert emitted == [("mode", "fan", True)]


def test_a_check_box_emits_its_state(form, emitted):
    QTest.mouseClick(form.rows["light"].check, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    assert emitted == [("light", True, True)]


def test_the_dice_button_emits_another_seed(form, emitted):
    QTest.mouseClick(form.rows["seed"].dice, Qt.MouseButton.LeftButton)
    ((name, value, finished),) = emitted
    assert (name, finished) == ("seed", True)
    assert replace(Oven(), seed=value).seed == value


def test_every_control_has_a_name_a_tooltip_and_a_minimum_size(form):
    for name in form.rows:
        for control in form.rows[name].controls:
            assert control.accessibleName()
            assert control.toolTip()
            assert control.height() >= 24


def test_a_click_does_not_focus_a_slider(form):
    slider = form.rows["heat"].slider
    slider.clearFocus()
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton)
    assert not slider.hasFocus()


@pytest.mark.parametrize("kind", [*ALGORITHMS.all().values(), *SHAPES.all().values()])
def test_every_algorithm_and_shape_has_a_form_with_its_defaults(qtbot, kind):
    form = Form()
    qtbot.addWidget(form)
    form.show_params(kind())
    assert tuple(form.rows) == tuple(item.name for item in declared_params(kind))
    assert form.minimumSizeHint().width() <= 236
    assert all(control.parent() is not None for control in form.findChildren(QWidget))


def test_a_typed_number_becomes_the_end_of_the_slider(form):
    row = form.rows["heat"]
    form.show_params(Oven(heat=900))
    assert row.slider.value() == row.slider.maximum()
    form.show_params(Oven(heat=400))
    assert row.slider.minimum() < row.slider.value() < row.slider.maximum()
    row.slider.setValue(row.slider.maximum())
    assert row.number.text() == "900"


def test_a_million_points_can_be_found_without_typing(form, emitted):
    form.show_params(SHAPES.all()["blobs"]())
    slider = form.rows["points"].slider
    slider.setValue(slider.maximum())
    assert ("points", 1_000_000, False) in emitted


def test_a_parameter_without_effect_is_hidden(form):
    assert not form.rows["speed"].isVisible()
    form.show_params(Oven(mode="fan"))
    assert form.rows["speed"].isVisible()
    form.show_params(Oven(mode="top", speed=7))
    assert not form.rows["speed"].isVisible()


def test_rare_parameters_are_shown_on_demand(form):
    clock = form.rows["clock"]
    assert not clock.isVisible()
    QTest.mouseClick(form.more, Qt.MouseButton.LeftButton)
    assert clock.isVisible()
    QTest.mouseClick(form.more, Qt.MouseButton.LeftButton)
    assert not clock.isVisible()


def test_a_rare_parameter_that_was_changed_is_shown(form):
    clock = form.rows["clock"]
    form.show_params(Oven(clock=3))
    assert clock.isVisible()
    form.show_params(Oven(clock=12))  # a drag over the default must not take the slider away
    assert clock.isVisible()


def test_without_rare_parameters_there_is_no_link_to_more(form):
    assert form.more.isVisible()
    form.show_params(Fridge())
    assert not form.more.isVisible()


@pytest.mark.parametrize("kind", [*ALGORITHMS.all().values(), *SHAPES.all().values()])
def test_what_a_parameter_depends_on_is_a_choice_of_the_same_class(kind):
    items = {item.name: item for item in declared_params(kind)}
    for item in items.values():
        for name, values in item.param.only_with.items():
            assert set(values) < set(items[name].param.choices)
