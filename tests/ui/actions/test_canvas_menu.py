"""The context menus of the canvas and of charts."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from clusterlab.core.marks import Centers
from clusterlab.ui.canvas.legend import legend_box
from tests.ui.canvas.drawing import surface

ALWAYS = ["Copy picture", "Save picture…", "Zoom to fit", "Legend"]


@pytest.fixture
def canvas(program, rest):
    """The canvas with the last step of a run."""
    program.presenter.go_to_end()
    rest()
    return program.window.canvas


@pytest.fixture
def menu_at(canvas):
    """Clicks with the right button; the words of the menu that opens, and a function that chooses one."""
    opened = []

    def menu_at(place, shown=canvas):
        QTest.mouseClick(surface(shown), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, place)
        (menu,) = (menu for menu in shown.findChildren(QMenu) if menu.isVisible())
        opened.append(menu)
        entries = {action.text().replace("&", ""): action for action in menu.actions() if action.text()}

        def choose(words):
            opened.remove(menu)
            menu.close()
            entries[words].trigger()

        return list(entries), choose

    yield menu_at
    for menu in opened:
        menu.close()


def pixel(canvas, place):
    """The pixel of a position of the plane."""
    return QPoint(*canvas.viewport.to_pixels(place[None]).round().astype(int)[0].tolist())


def lone_point(canvas):
    """A point that is far from all centers and from the legend, and its pixel."""
    return 0, pixel(canvas, canvas.picture.places[0])


def test_the_menu_of_a_point_selects_and_copies_it(program, canvas, menu_at):
    index, place = lone_point(canvas)
    row = program.presenter.shown.run.prepared.row(index)
    words, choose = menu_at(place)
    assert words[0] == f"Select row {row + 1}"
    assert words[-4:] == ALWAYS
    choose(words[0])
    assert program.highlight.selected == {row}
    words, choose = menu_at(place)
    assert words[0] == f"Deselect row {row + 1}"
    selection = ["Cluster only the selected points", "Leave out the selected points"]
    assert words[-8:-4] == [*selection, "Show only the selected points", "Save selected rows…"]
    choose("Copy its row")
    header, values = (line.split("\t") for line in QApplication.clipboard().text().split("\n"))
    assert header == ["row", "x1", "x2", "cluster"]
    label = program.presenter.shown.run.labels[index]
    assert (values[0], values[-1]) == (str(row + 1), str(label + 1))


def test_the_menu_of_a_center_selects_its_points(program, canvas, menu_at):
    centers, labels = canvas.picture.mark(Centers).positions, program.presenter.shown.run.labels
    words, choose = menu_at(pixel(canvas, centers[1]))
    assert "Start from these centers" in words
    choose("Select the points of cluster 2")
    assert len(program.highlight.selected) == (labels == 1).sum()
    _, choose = menu_at(pixel(canvas, centers[1]))
    choose("Copy its position")
    assert QApplication.clipboard().text().startswith("cluster\tx1\tx2\n2\t")


def test_the_menu_of_a_center_removes_it(program, canvas, menu_at, rest):
    kept = program.presenter.shown.run.numbers[::2]
    _, choose = menu_at(pixel(canvas, canvas.picture.mark(Centers).positions[1]))
    choose("Remove it")
    rest()
    assert (program.presenter.document.session.k, program.presenter.shown.run.numbers) == (2, kept)
    assert canvas.pointer.center == -1


def test_the_menu_of_a_row_of_the_legend_hides_its_cluster(program, canvas, menu_at, rest):
    place = (legend_box(canvas.picture, canvas.viewport).topLeft()).toPoint() + QPoint(40, 18)
    words, choose = menu_at(place)
    looks = ["Rename…", "Move down", "Color", "Order of clusters"]
    assert words == ["Highlight", "Hide", "Select its points", *looks, *ALWAYS]
    choose("Hide")
    rest()
    assert program.highlight.emphasis.hidden == {canvas.picture.colors[0]}
    words, choose = menu_at(place)
    assert words[1:5] == ["Show", "Select its points", "Rename…", "Move down"]
    choose("Show all clusters")
    rest()
    assert not program.highlight.emphasis.hidden


def test_the_menu_of_the_plane_has_the_actions_of_the_picture(canvas, menu_at):
    words, _ = menu_at(QPoint(60, canvas.height() - 60))
    assert words == ALWAYS


def test_the_menu_key_opens_the_menu_of_the_selected_center(program, canvas):
    canvas.select_center(2)
    middle = canvas.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, canvas.mapToGlobal(middle))
    QApplication.sendEvent(canvas, event)
    (menu,) = (menu for menu in canvas.findChildren(QMenu) if menu.isVisible())
    assert menu.actions()[0].text().replace("&", "") == "Select the points of cluster 3"
    menu.close()


def test_the_menu_of_a_pane_removes_it(program, canvas, menu_at, press):
    press(Qt.Key.Key_C)
    panes = program.window.panes
    _, choose = menu_at(QPoint(40, panes.shown[1].height() - 40), panes.shown[1])
    before = len(program.presenter.document.session.panes)
    choose("Remove this pane")
    assert len(program.presenter.document.session.panes) == before - 1


@pytest.mark.usefixtures("k_charts")
def test_a_chart_is_copied_and_hidden_by_its_menu(program, rest):
    chart = program.window.charts.chart("inertia")
    actions = {action.text().replace("&", ""): action for action in chart.actions()}
    actions["Copy chart"].trigger()
    assert QApplication.clipboard().pixmap().size() == chart.size()
    assert chart.isVisible()
    actions["Hide chart"].trigger()
    rest()
    assert not chart.isVisible()
    assert chart.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu


def save_chart(program, chart, path):
    """Chooses *Save chart…* in the menu of a chart, and a path."""
    next(action for action in chart.actions() if "Save c" in action.text()).trigger()
    dialog = next(one for one in program.window.findChildren(QFileDialog) if one.isVisible())
    dialog.fileSelected.emit(str(path))
    dialog.close()


@pytest.mark.usefixtures("k_charts")
def test_a_chart_is_saved_from_its_menu_and_stays_as_it_was(program, rest, tmp_path):
    chart = program.window.charts.chart("inertia")
    before = chart.grab().toImage()
    for suffix in ("png", "svg"):
        save_chart(program, chart, tmp_path / f"chart.{suffix}")
        rest()
    image = QImage(str(tmp_path / "chart.png"))
    assert image.size() == 2 * chart.size()
    colors = {image.pixelColor(x, y).rgb() for x in range(image.width()) for y in range(image.height())}
    assert len(colors) > 20  # its line, its points and its words
    text = (tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert f'viewBox="0 0 {chart.width()} {chart.height()}"' in text
    assert "Elbow</text>" in text
    assert text.count("C") > 40  # the curves of its points
    assert chart.grab().toImage() == before


def test_every_entry_has_a_mnemonic_of_its_own(program, canvas, menu_at):
    program.highlight.select((0, 1, 2))
    places = [lone_point(canvas)[1], pixel(canvas, canvas.picture.mark(Centers).positions[1])]
    for place in places:
        _, choose = menu_at(place)
        (menu,) = (menu for menu in canvas.findChildren(QMenu) if menu.isVisible())
        texts = [action.text() for action in menu.actions() if action.text()]
        letters = [text[text.index("&") + 1].lower() for text in texts]
        assert len(set(letters)) == len(letters) > 8, texts
        choose("Zoom to fit")


def test_entries_that_are_elsewhere_too_do_the_same_and_show_the_same(program, canvas, menu_at, rest):
    legend = program.actions["legend"]
    was_shown = legend.isChecked()
    _, choose = menu_at(QPoint(60, canvas.height() - 60))
    (menu,) = (menu for menu in canvas.findChildren(QMenu) if menu.isVisible())
    shown = next(action for action in menu.actions() if action.text().replace("&", "") == "Legend")
    assert (shown.isCheckable(), shown.isChecked()) == (True, was_shown)
    assert shown.shortcut() == legend.shortcut()
    choose("Legend")
    rest()
    assert legend.isChecked() is not was_shown
