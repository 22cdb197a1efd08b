"""The actions that change centers by hand, and those about the runs that go on from such changes."""

from clusterlab.ui.actions.action_spec import ActionSpec, ActionTargets


def _has_branches(on: ActionTargets) -> bool:
    return len(on.session.pane.runs) > 1


CENTER_ACTIONS = (
    ActionSpec(
        "add_center",
        "Add a center",
        lambda on: on.centers.add_by_key(),
        ("Ins",),
        "At the mouse or in the middle of the canvas; K grows by 1. A double click does the same",
        starts_group=True,
    ),
    ActionSpec(
        "remove_center",
        "Remove the selected center",
        lambda on: on.centers.remove(),
        tip="As Del on the canvas; K falls by 1. A click on a center or Shift+W selects one",
    ),
    ActionSpec(
        "move_center",
        "Move the selected center",
        lambda on: on.centers.hold(),
        tip="With the arrow keys, as Enter on the canvas does. Tab goes on to the axes of its ellipse",
    ),
    ActionSpec(
        "show_branches",
        "Branches…",
        lambda on: on.window.transport.branches.showMenu(),
        tip="The list of runs that went on from changes of centers by hand",
        enabled=_has_branches,
    ),
    ActionSpec(
        "compare_branches",
        "Compare branches",
        lambda on: on.presenter.center_commands.compare(),
        tip="The runs with and without changes of centers by hand, side by side",
        enabled=_has_branches,
    ),
    ActionSpec(
        "drop_branch",
        "Drop this branch",
        lambda on: on.presenter.center_commands.drop(),
        tip="The run on screen goes, and the branch before it is shown",
        enabled=_has_branches,
    ),
)
"""They stand in the menu Run."""
