"""What colors the points is chosen in the window: by mouse and keyboard, undone, and shown everywhere."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from clusterlab.export.legend_rows import all_legend_rows
from clusterlab.export.theme import DARK
from clusterlab.session.state.view_choice import ViewChoice
from tests.ui.at_rest import faults_at_rest
from tests.ui.canvas.drawing import move


@pytest.fixture
def survey(program, rest, tmp_path):
    """The window with a table of two features, a category with missing values, a date and a name."""
    path = tmp_path / "survey.csv"
    kinds = ["" if x % 6 == 0 else "ab"[x % 2] for x in range(24)]
    rows = [
        f"{x % 3 * 5 + x / 20:.3f},{x % 3 * 4 - x / 30:.3f},{kind},2020-01-{x + 1:02d},k{x}"
        for x, kind in enumerate(kinds)
    ]
    path.write_text("\n".join(["x,y,kind,day,id", *rows]))
    program.presenter.commands.open_file(path)
    rest()
    return program


def legend_of(program):
    """The names in the legend, without rings and what is beside a color bar."""
    rows = all_legend_rows(program.window.canvas.picture)
    return [row.name for row in rows if row.scale_row is None and not row.ring]


def test_a_category_is_chosen_by_the_keyboard_and_undone(survey, rest, qtbot):
    window, box = survey.window, survey.window.layers.color
    assert box.isVisible()
    assert not window.views.isVisible()  # two columns have one view
    assert box.words() == [
        *("Cluster", "x", "y", "kind", "day"),
        "id is an identifier: every value occurs once.",
    ]
    assert (box.currentText(), box.accessibleName()) == ("Cluster", "Color by")
    box.setFocus()
    window.focusNextPrevChild(True)
    assert QApplication.focusWidget() in window.layers.boxes.values()
    window.focusNextPrevChild(False)
    assert QApplication.focusWidget() is box  # it stands before the layers
    for _ in range(3):
        qtbot.keyClick(box, Qt.Key.Key_Down)
        rest()
    assert survey.presenter.document.session.color_by == "kind"
    assert legend_of(survey) == ["kind", "b", "a", "Missing"]
    qtbot.keyClick(box, Qt.Key.Key_Down)
    rest()
    assert legend_of(survey) == ["day"]
    qtbot.keyClick(box, Qt.Key.Key_Down)  # the name of a row cannot be chosen
    rest()
    assert survey.presenter.document.session.color_by == "day"
    assert survey.presenter.document.undo_name == "color"
    assert faults_at_rest(window) == []
    for _ in range(4):
        survey.presenter.commands.undo()
    rest()
    assert box.currentText() == "Cluster"
    assert window.canvas.picture.column_codes is None
    assert faults_at_rest(window) == []


def test_steps_keep_the_codes_and_the_colors(survey, rest, press):
    survey.presenter.commands.choose_color("kind")
    rest()
    found = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End):
        press(key)
        found.append(survey.window.canvas.picture.column_codes)
    assert all(codes is found[0] for codes in found)


def test_the_card_of_a_point_says_its_value(survey, rest):
    survey.presenter.commands.choose_color("kind")
    rest()
    canvas = survey.window.canvas
    place = canvas.viewport.to_pixels(canvas.picture.places[5:6])[0]
    move(canvas, QPoint(*place.round().astype(int).tolist()), button=Qt.MouseButton.NoButton)
    prepared = survey.presenter.shown.run.prepared
    wanted = prepared.table.texts["kind"][prepared.row(5)] or "missing"
    assert ("kind", wanted) in canvas.pointer.card.facts


def test_other_data_have_the_colors_of_clusters_again_and_other_columns_keep_them(survey, rest):
    survey.presenter.commands.choose_color("kind")
    survey.presenter.commands.choose_columns(("x",))
    rest()
    assert survey.presenter.document.session.color_by == "kind"
    assert faults_at_rest(survey.window) == []
    survey.presenter.commands.open_example("iris")
    rest()
    assert survey.presenter.document.session.color_by == ""
    assert survey.window.layers.color.words()[1:] == [
        *("sepal_length", "sepal_width", "petal_length", "petal_width", "species"),
    ]


def test_every_view_is_colored_and_its_legend_too(program, rest):
    program.presenter.commands.open_example("iris")
    program.presenter.commands.choose_color("species")
    program.look_settings.choose(DARK.name)
    for kind in ("columns", "components", "space", "matrix", "parallel"):
        program.presenter.commands.choose_view(ViewChoice(kind))
        rest()
        assert legend_of(program) == ["species", "setosa", "versicolor", "virginica"]
        assert faults_at_rest(program.window) == []


def test_panes_are_colored_and_the_first_has_the_legend(survey, rest):
    survey.presenter.commands.choose_color("day")
    survey.presenter.pane_commands.toggle()
    rest()
    pictures = [canvas.picture for canvas in survey.window.panes.shown]
    assert [picture.column_codes.column for picture in pictures] == ["day", "day"]
    assert ["legend" in picture.layers for picture in pictures] == [True, False]
    assert faults_at_rest(survey.window) == []
    survey.presenter.commands.undo()
    survey.presenter.commands.undo()
    rest()
    assert faults_at_rest(survey.window) == []


def test_soft_colors_say_why_they_are_not_shown(survey, rest):
    survey.presenter.commands.choose_algorithm("gmm")
    survey.presenter.commands.choose_color("kind")
    rest()
    soft = survey.window.layers.boxes["soft"]
    assert not soft.isEnabled()
    assert soft.toolTip().startswith("The colors of the points show kind")
    survey.presenter.commands.choose_color("")
    rest()
    assert soft.isEnabled()


def test_generated_groups_are_offered_and_the_zoo_has_no_choice(program, rest):
    box = program.window.layers.color
    assert box.words() == ["Cluster", "generated", "x1", "x2"]
    box.chosen.emit("generated")
    rest()
    assert legend_of(program) == ["generated", "Group 1", "Group 2", "Group 3"]
    program.presenter.pane_commands.choose_preset("zoo")
    rest()
    assert not program.window.views.isVisible()


def test_a_stream_keeps_clustered_columns_only(program, rest):
    program.presenter.commands.choose_color("generated")
    program.presenter.commands.choose_algorithm("minibatch")
    program.presenter.commands.change_param("batches", "stream")
    rest()
    assert program.window.layers.color.currentText() == "generated: a stream does not keep it"
    assert program.window.canvas.picture.column_codes is None
    program.presenter.commands.choose_color("x1")
    rest()
    assert legend_of(program)[0] == "x1"
    assert faults_at_rest(program.window) == []


def test_the_menu_opens_the_list_of_colors_where_it_can_be_seen(penguins, rest):
    box = penguins.window.layers.color
    assert box.visibleRegion().isEmpty()  # below the columns of the file
    penguins.actions["color_by"].trigger()
    assert not box.visibleRegion().isEmpty()
    assert box.view().isVisible()
    box.hidePopup()
    rest()
