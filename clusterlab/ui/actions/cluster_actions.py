"""The actions that highlight and hide clusters, for the keyboard; the mouse does it in the legend."""

from dataclasses import replace

from clusterlab.session.state.cluster_emphasis import NO_NUMBERS
from clusterlab.ui.actions.action_spec import ActionSpec, ActionTargets
from clusterlab.ui.dialogs.rename_cluster import ask_cluster_name

NOT_HIGHLIGHTED = "No cluster is highlighted. Highlight one first (N)."


def _shown_numbers(on: ActionTargets) -> list[int]:
    """The palette numbers of the clusters on screen, in the order of the legend: noise is -1, and first."""
    run = on.presenter.shown.run
    if run.step is None or run.labels is None:
        return []
    return [*[-1] * bool((run.labels < 0).any()), *run.numbers]


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


def _rename_highlighted(on: ActionTargets) -> None:
    named = [number for number in on.presenter.highlight.emphasis.highlighted if number >= 0]
    if not named:
        on.presenter.show_error(NOT_HIGHLIGHTED)
    for number in named[:1]:
        ask_cluster_name(on.presenter, number)


def _show_all(on: ActionTargets) -> None:
    on.presenter.highlight.emphasize(on.presenter.highlight.emphasis.with_all_shown())


CLUSTER_ACTIONS = (
    ActionSpec(
        "next_cluster",
        "Highlight the next cluster",
        _highlight_next,
        ("N",),
        "The others turn pale. A click in the legend does the same",
        starts_group=True,
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
    ActionSpec("show_clusters", "Show all clusters", _show_all, ("Shift+H",), "Ends hiding and highlighting"),
)
