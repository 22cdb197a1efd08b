"""The actions that highlight and hide clusters, for the keyboard; the mouse does it in the legend."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from clusterlab.session.state.cluster_emphasis import NO_NUMBERS
from clusterlab.ui import dialogs
from clusterlab.ui.actions.action_spec import ActionSpec, ActionTargets
from clusterlab.ui.actions.color_menu import color_menu
from clusterlab.ui.actions.order_menu import move_cluster, order_menu

NOT_HIGHLIGHTED = "No cluster is highlighted. Highlight one first (X)."


def _shown_numbers(on: ActionTargets) -> list[int]:
    """The palette numbers of the clusters on screen, in the order of the legend: noise is -1, and first."""
    run = on.presenter.shown.run
    if run.step is None or run.labels is None:
        return []
    listed = run.listing.listed(len(run.numbers))
    return [*[-1] * bool((run.labels < 0).any()), *(run.numbers[label] for label in listed)]


def _highlight_next(on: ActionTargets) -> None:
    """Highlights the cluster after the highlighted one, after the last none."""
    highlight, numbers = on.presenter.highlight, _shown_numbers(on)
    present = [numbers.index(number) for number in highlight.emphasis.highlighted if number in numbers]
    following = numbers[present[0] + 1 :] if present else numbers
    none = replace(highlight.emphasis, highlighted=NO_NUMBERS)
    highlight.emphasize(none.with_highlight_toggled(following[0]) if following else none)


def _hide_highlighted(on: ActionTargets) -> None:
    highlight = on.presenter.highlight
    if not highlight.emphasis.highlighted:
        on.presenter.show_error(NOT_HIGHLIGHTED)
    for number in highlight.emphasis.highlighted:
        highlight.emphasize(highlight.emphasis.with_hidden_toggled(number))


def highlighted_number(on: ActionTargets) -> int | None:
    """The palette number of the highlighted cluster; says so where there is none."""
    numbers = on.presenter.shown.run.numbers
    named = [number for number in on.presenter.highlight.emphasis.highlighted if number in numbers]
    if not named:
        on.presenter.show_error(NOT_HIGHLIGHTED)
    return named[0] if named else None


def _rename_highlighted(on: ActionTargets) -> None:
    number = highlighted_number(on)
    if number is not None:
        dialogs.ask_cluster_name(on.presenter, number)


def _recolor_highlighted(on: ActionTargets) -> None:
    number = highlighted_number(on)
    if number is not None:
        open_over_canvas(on, color_menu(on.presenter, number, on.window))


def _move_highlighted(by: int, on: ActionTargets) -> None:
    number = highlighted_number(on)
    if number is not None:
        move_cluster(on.presenter, on.presenter.shown.run, number, by)


def _open_order(on: ActionTargets) -> None:
    open_over_canvas(on, order_menu(on.presenter, on.presenter.shown.run, on.window))


def open_over_canvas(on: ActionTargets, menu: QMenu) -> None:
    """Opens a menu for the keyboard."""
    canvas = on.window.canvas
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(canvas.mapToGlobal(canvas.rect().center()))


def _show_all(on: ActionTargets) -> None:
    on.presenter.highlight.emphasize(on.presenter.highlight.emphasis.with_all_shown())


CLUSTER_ACTIONS = (
    ActionSpec(
        "next_cluster",
        "Highlight the next cluster",
        _highlight_next,
        ("X",),
        "The others turn pale. A click in the legend does the same",
    ),
    ActionSpec(
        "hide_cluster",
        "Hide the highlighted cluster",
        _hide_highlighted,
        ("H",),
        "Ctrl+click in the legend does the same",
    ),
    ActionSpec(
        "rename_cluster",
        "Rename the highlighted cluster…",
        _rename_highlighted,
        ("F2",),
        "A name stays with its cluster as the color does",
    ),
    ActionSpec(
        "recolor_cluster",
        "Color of the highlighted cluster…",
        _recolor_highlighted,
        ("Shift+F2",),
        "A cluster that has the color gets the one that it is exchanged for",
    ),
    ActionSpec(
        "order_clusters",
        "Order of clusters…",
        _open_order,
        ("Shift+O",),
        "The order in which clusters are listed and numbered, also in files",
    ),
    ActionSpec(
        "cluster_up",
        "Move the highlighted cluster up",
        partial(_move_highlighted, -1),
        ("Alt+Up",),
        "In the legend and in all lists of clusters",
    ),
    ActionSpec(
        "cluster_down",
        "Move the highlighted cluster down",
        partial(_move_highlighted, 1),
        ("Alt+Down",),
        "In the legend and in all lists of clusters",
    ),
    ActionSpec("show_clusters", "Show all clusters", _show_all, ("Shift+H",), "Ends hiding and highlighting"),
)
