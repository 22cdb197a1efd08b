"""Clusters are named in the real window, and the names appear wherever clusters are named."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMenu

from clusterlab.core.progress import drain
from clusterlab.export.card_lines import card_lines
from clusterlab.export.labeled_rows import PLAIN_LABELS, LabeledStep, labels_frame
from clusterlab.export.legend_rows import all_legend_rows


def name_cluster(program, cluster, name, rest):
    """Names a cluster by the key, as a person would."""
    number = program.presenter.shown.run.numbers[cluster]
    emphasis = program.highlight.emphasis
    program.highlight.emphasize(emphasis.with_highlight_toggled(number))
    program.actions["rename_cluster"].trigger()
    dialog = program.window.findChild(QInputDialog)
    dialog.setTextValue(name)
    dialog.accept()
    program.highlight.emphasize(emphasis)
    rest()


def show_tab(program, name, rest):
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index(name))
    rest()


def test_a_name_is_in_the_legend_profile_rows_and_files_and_can_be_undone(penguins, rest):
    name_cluster(penguins, 1, "Gentoo", rest)
    names = [row.name for row in all_legend_rows(penguins.window.canvas.picture)]
    assert names == ["Cluster 1", "Gentoo", "Cluster 3"]
    show_tab(penguins, "Profile", rest)
    assert penguins.tab_presenters.profile.widget.cluster.words()[1].startswith("Gentoo · ")
    show_tab(penguins, "Rows", rest)
    assert "Gentoo" in penguins.tab_presenters.rows.widget.cluster.words()
    run = penguins.presenter.shown.run
    frame = drain(labels_frame(LabeledStep(run.prepared, run.step, run.listing), PLAIN_LABELS))[0]
    assert frame.columns == ["row", "label", "name"]
    assert {name for label, name in frame.select("label", "name").iter_rows() if label == 2} == {"Gentoo"}
    penguins.actions["undo"].trigger()
    rest()
    assert "Gentoo" not in penguins.presenter.shown.run.listing.given
    assert penguins.actions["redo"].iconText() == "Redo: name of a cluster"


def test_a_name_is_in_captions_cards_charts_and_the_table_of_known_labels(penguins, rest):
    name_cluster(penguins, 1, "Gentoo", rest)
    presenter, canvas = penguins.presenter, penguins.window.canvas
    moved = next(i for i in range(1, 9) if "moved most" in presenter.player.scene.caption(i).sentence)
    cluster = presenter.player.scene.caption(moved).sentence.values["cluster"].label
    name_cluster(penguins, cluster, "Birds", rest)
    presenter.go(moved)
    rest()
    assert "; Birds moved" in penguins.window.caption.sentence.toolTip()
    place = int(np.flatnonzero(presenter.shown.run.labels == cluster)[0])
    penguins.highlight.hover(presenter.shown.run.prepared.row(place))
    assert card_lines(canvas.pointer.card, canvas.picture)[1][-1].text == "Birds"
    names = [text for _, text in penguins.silhouette_presenter.chart.plot.axes["left"]._tickLevels[0]]
    assert "Birds" in names
    show_tab(penguins, "Quality", rest)
    table = penguins.tab_presenters.ground_truth.widget.table
    assert "Birds" in [cell.text for cell in table._header]
    show_tab(penguins, "Profile", rest)
    differences = penguins.tab_presenters.profile.widget.differences
    assert "Birds" in [cell.text for cell in differences._header]


def test_a_name_stays_with_its_cluster_when_k_changes_and_is_gone_with_other_data(penguins, rest):
    largest = max(range(3), key=lambda c: (penguins.presenter.shown.run.labels == c).sum())
    name_cluster(penguins, largest, "Small birds", rest)
    number = penguins.presenter.shown.run.numbers[largest]
    penguins.presenter.commands.choose_k(4)
    rest()
    penguins.presenter.go_to_end()
    rest()
    run = penguins.presenter.shown.run
    assert number in run.numbers
    assert run.listing.given[run.numbers.index(number)] == "Small birds"
    penguins.presenter.commands.open_example("iris")
    rest()
    assert "Small birds" not in penguins.presenter.shown.run.listing.given


def test_a_color_is_chosen_by_key_keeps_names_and_what_is_hidden_and_can_be_undone(penguins, rest):
    name_cluster(penguins, 0, "Gentoo", rest)
    presenter, highlight = penguins.presenter, penguins.highlight
    first, second = presenter.shown.run.numbers[:2]
    highlight.emphasize(highlight.emphasis.with_hidden_toggled(second))
    highlight.emphasize(highlight.emphasis.with_highlight_toggled(first))
    penguins.actions["recolor_cluster"].trigger()
    (menu,) = (one for one in penguins.window.findChildren(QMenu) if one.title() == "Color")
    chosen = menu.actions()[second]
    menu.close()
    chosen.trigger()
    rest()
    run, picture = presenter.shown.run, penguins.window.canvas.picture
    assert run.numbers[:2] == (second, first) == picture.colors[:2]
    assert [row.name for row in all_legend_rows(picture)][:2] == ["Gentoo", "Cluster 2"]
    assert (highlight.emphasis.highlighted, highlight.emphasis.hidden) == ({second}, {first})
    silhouettes = penguins.silhouette_presenter.chart.plot
    assert silhouettes.listing.numbers == run.numbers
    presenter.commands.choose_k(4)
    rest()
    presenter.go_to_end()
    rest()
    assert presenter.shown.run.listing.given[presenter.shown.run.numbers.index(second)] == "Gentoo"
    assert penguins.actions["undo"].iconText() == "Undo: K 3 to 4"
    for _ in range(2):
        penguins.actions["undo"].trigger()
        rest()
    assert penguins.actions["redo"].iconText() == "Redo: color of a cluster"
    assert penguins.presenter.shown.run.numbers[:2] == (first, second)
    assert (highlight.emphasis.highlighted, highlight.emphasis.hidden) == ({first}, {second})


def legend_names(program):
    return [row.name for row in all_legend_rows(program.window.canvas.picture)]


def menu_of(program, action, title):
    """The menu that an action opens, closed again."""
    program.actions[action].trigger()
    menu = next(one for one in program.window.findChildren(QMenu) if one.title() == title)
    menu.close()
    return menu


def test_an_order_decides_lists_and_numbers_and_is_undone(penguins, rest):
    name_cluster(penguins, 0, "Gentoo", rest)
    presenter = penguins.presenter
    labels = presenter.shown.run.labels
    sizes = np.bincount(labels)
    menu = menu_of(penguins, "order_clusters", "Order of clusters")
    assert all("&" in action.text() for action in menu.actions())
    next(action for action in menu.actions() if action.text().replace("&", "") == "By size").trigger()
    rest()
    run, wanted = presenter.shown.run, np.argsort(-sizes, kind="stable").tolist()
    assert run.labels is labels
    assert list(run.listing.order) == wanted
    titles = ["Gentoo" if c == 0 else f"Cluster {place}" for place, c in enumerate(wanted, 1)]
    assert legend_names(penguins) == titles
    plot = penguins.silhouette_presenter.chart.plot
    assert [one.cluster for one in plot.bars.clusters] == wanted
    show_tab(penguins, "Profile", rest)
    words = penguins.tab_presenters.profile.widget.cluster.words()
    assert [text.split(" · ")[0] for text in words] == titles
    show_tab(penguins, "Rows", rest)
    assert penguins.tab_presenters.rows.widget.cluster.words()[1:4] == titles
    table = penguins.tab_presenters.rows.row_orders.found.table
    own = run.prepared.points.to_row_order(labels)
    place = int(np.flatnonzero(own == wanted[-1])[0])
    assert table.text(place, 1) in {"Gentoo", "3"}
    penguins.actions["undo"].trigger()
    rest()
    assert presenter.shown.run.listing.order == ()
    assert penguins.actions["redo"].iconText() == "Redo: order of clusters"


def test_a_cluster_moves_in_the_list_by_key_and_stays_there_when_k_changes(penguins, rest, press):
    presenter, highlight = penguins.presenter, penguins.highlight
    last = presenter.shown.run.numbers[2]
    highlight.emphasize(highlight.emphasis.with_highlight_toggled(last))
    for _ in range(2):
        press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    rest()
    assert presenter.shown.run.listing.order == (2, 0, 1)
    assert all_legend_rows(penguins.window.canvas.picture)[0].number == last
    presenter.commands.choose_k(4)
    rest()
    presenter.go_to_end()
    rest()
    run = presenter.shown.run
    assert run.numbers[run.listing.order[0]] == last
    assert run.listing.number(run.listing.order[0]) == 1


def test_without_a_highlighted_cluster_a_sentence_says_what_to_do(penguins, press):
    press(Qt.Key.Key_F2)
    assert "Highlight one first" in penguins.window.message.words.text()
