"""The manual opens under F1, can be searched, and is led to by its table of contents."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.terms import sentence_of
from clusterlab.ui.actions.action_table import ACTION_SPECS, window_manual
from clusterlab.ui.dialogs.manual_window import ManualWindow
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.widgets.elements import FormLabel


@pytest.fixture
def manual(program, press):
    press(Qt.Key.Key_F1)
    (found,) = program.window.findChildren(ManualWindow)
    return found


def titles(manual):
    """The sections in the table of contents."""
    contents = manual.contents
    return [contents.topLevelItem(i).text(0) for i in range(contents.topLevelItemCount())]


def test_it_has_every_control_and_every_action():
    entries = {entry.name: entry for section in window_manual() for entry in section.entries}
    assert set(CONTROL_HELP) <= set(entries)
    for spec in ACTION_SPECS:
        (name,) = [name for name in entries if name.endswith(f": {spec.words}")]
        assert all(key.replace("Page", "Pg")[:4] in entries[name].lines[0] for key in spec.keys[:1])


@pytest.mark.usefixtures("k_charts")
def test_every_label_of_a_control_is_an_entry(program, rest):
    names = {entry.name for section in window_manual() for entry in section.entries}
    window, labels = program.window, set()
    for name in ALGORITHMS.all():
        program.presenter.commands.choose_algorithm(name)
        rest()
        labels |= {label.text() for label in window.findChildren(FormLabel)}
    labels |= {box.text() for box in window.layers.findChildren(QCheckBox)}
    labels |= {window.charts.tabs.tabText(i) for i in range(window.charts.tabs.count())}
    assert labels - names == set()


def test_f1_opens_it_with_all_sections(manual):
    assert manual.isVisible()
    assert titles(manual) == [section.title for section in window_manual()]
    assert sentence_of("Inertia") in manual.text.toPlainText()


def test_a_second_f1_raises_the_same_window(program, manual, press):
    press(Qt.Key.Key_F1)
    assert program.window.findChildren(ManualWindow) == [manual]


def test_a_search_leaves_the_entries_with_all_words(qtbot, manual):
    qtbot.keyClicks(manual.search, "adjusted rand")
    assert "ARI" in manual.text.toPlainText()
    assert sentence_of("Inertia") not in manual.text.toPlainText()
    assert titles(manual)[0] == "Measures"
    assert manual.contents.topLevelItem(0).isExpanded()
    qtbot.keyClicks(manual.search, " nowhere")
    assert titles(manual) == []
    assert manual.text.toPlainText() == "No entry has all of these words."


def test_a_click_on_the_contents_scrolls_to_the_entry(manual):
    measures = manual.contents.topLevelItem(titles(manual).index("Measures"))
    manual.contents.setCurrentItem(measures.child(0))
    assert manual.text.verticalScrollBar().value() > 0


def test_a_link_opens_it_at_an_entry(manual):
    manual.go_to("measures-inertia")
    assert manual.text.verticalScrollBar().value() > 0


def test_it_is_saved_as_html(program, manual, qtbot, rest, tmp_path):
    qtbot.mouseClick(manual.save, Qt.MouseButton.LeftButton)
    (dialog,) = program.window.findChildren(QFileDialog)
    path = tmp_path / "manual.html"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    rest()
    assert 'id="menus-and-keys-run-step"' in path.read_text(encoding="utf-8")
