"""Weights of rows are chosen in the data panel, and what takes none says so in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox

from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.ui.panels.column_weights import WEIGHT_ROLE


@pytest.fixture
def survey(program, rest, tmp_path):
    """The window with a table whose column n has weights."""
    path = tmp_path / "survey.csv"
    rows = [(x % 3 * 5 + x / 20, x % 3 * 4 - x / 30, x % 4) for x in range(24)]
    path.write_text("a,b,n\n" + "".join(f"{a:.3f},{b:.3f},{n}\n" for a, b, n in rows))
    program.presenter.commands.open_file(path)
    rest()
    assert isinstance(program.presenter.document.session.source, OpenedFile)
    return program


def test_a_column_is_chosen_as_weight(survey, rest):
    window, presenter = survey.window, survey.presenter
    options = window.data.file
    assert options.weights.choice() == ""
    options.weights.chosen.emit("n")
    rest()
    assert presenter.player.scene.prepared.points.total_weight == 36
    assert options.weights.choice() == "n"
    assert options.columns.chosen() == ("a", "b")
    assert options.columns.item_of("n").text() == "n – weight of the rows"
    assert options.chip.text().endswith("rows weighted by n")
    presenter.go_to_end()
    rest()
    assert sum(window.canvas.picture.sizes) == 36
    presenter.commands.undo()
    rest()
    assert options.weights.choice() == ""
    assert options.columns.chosen() == ("a", "b", "n")
    assert options.columns.item_of("n").text() == "n"


def test_an_algorithm_without_weights_says_so(survey, rest):
    survey.presenter.commands.choose_weights("n")
    rest()
    survey.presenter.commands.choose_algorithm("ward")
    rest()
    message = survey.window.message
    assert message.isVisible()
    assert message.words.text() == "Ward takes no weights of rows: choose another algorithm, or no weights."


def test_a_column_is_weighted_in_the_list(survey, rest, qtbot):
    columns = survey.window.data.file.columns
    item = columns.item_of("b")
    columns.setCurrentItem(item)
    columns.setFocus()
    qtbot.keyClick(columns, Qt.Key.Key_F2)
    box = columns.findChild(QDoubleSpinBox)
    box.setValue(3)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(survey.presenter.document.session.column_weights))
    rest()
    assert survey.presenter.document.session.column_weights == (("b", 3.0),)
    assert survey.window.data.file.chip.text().endswith("b weighted 3")
    assert columns.item_of("b").data(WEIGHT_ROLE) == 3
    assert columns.item_of("a").data(WEIGHT_ROLE) == 1


def test_the_logarithm_of_a_column_is_taken_and_undone(survey, rest):
    options = survey.window.data.file
    assert [*options.log.actions_by_name] == []
    survey.presenter.commands.open_text(
        "people", "age,income\n" + "".join(f"{i * 7 % 11 + 1},{i * i}\n" for i in range(1, 30))
    )
    rest()
    assert [*options.log.actions_by_name] == ["age", "income"]
    options.log.actions_by_name["income"].trigger()
    rest()
    assert options.columns.chosen() == ("age", "log(income)")
    assert options.log.text() == "1 column ▾"
    options.columns.item_of("age").setCheckState(Qt.CheckState.Unchecked)
    rest()
    assert survey.presenter.document.session.columns == ("income",)
    for _ in range(2):
        survey.presenter.commands.undo()
        rest()
    assert options.columns.chosen() == ("age", "income")
    assert options.log.text() == "none ▾"
