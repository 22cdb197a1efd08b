"""Weights of rows are chosen in the data panel, and what takes none says so in the window."""

import pytest

from clusterlab.session.state.prepared import OpenedFile


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
