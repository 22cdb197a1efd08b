"""The actions that draw, and edit the selected points."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from clusterlab.ui.actions.action_spec import ActionSpec, ActionTargets
from clusterlab.ui.actions.by_eye_actions import delete_highlighted
from clusterlab.ui.actions.mnemonics import with_mnemonics

WITHOUT_GROUP = "No group"


def _is_on(on: ActionTargets) -> bool:
    return on.window.canvas.tool == "draw"


def _open_groups(on: ActionTargets) -> None:
    """Opens a menu with the groups over the canvas."""
    menu, canvas = QMenu(on.window), on.window.canvas
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    groups = ("", *on.draw_presenter.groups)
    for group, words in zip(groups, with_mnemonics(group or WITHOUT_GROUP for group in groups), strict=True):
        menu.addAction(words).triggered.connect(partial(on.draw_presenter.label_selected, group))
    menu.popup(canvas.mapToGlobal(canvas.rect().center()))


def _delete(on: ActionTargets) -> None:
    if _is_on(on):
        on.draw_presenter.delete_selected()
    else:
        delete_highlighted(on)


NEW_DRAWING_ACTION = ActionSpec(
    "new_drawing",
    "New empty drawing…",
    lambda on: on.draw_presenter.ask_empty(),
    tip="A drawing without points, on axes of a range that you choose",
)
"""The last entry of the menu Data."""
DRAWING_ACTIONS = (
    ActionSpec(
        "delete",
        "Delete",
        _delete,
        ("Del",),
        "With the tool Draw the selected points, else the highlighted cluster by eye",
        starts_group=True,
    ),
    ActionSpec(
        "label_selected",
        "Group of the selected points…",
        _open_groups,
        tip="The known group of the selected points, with the tool Draw",
        enabled=_is_on,
    ),
    ActionSpec(
        "larger_brush",
        "Larger brush",
        lambda on: on.draw_presenter.cursor.scale_radius(1),
        ("]",),
        "With the tool Draw",
        enabled=_is_on,
    ),
    ActionSpec(
        "smaller_brush",
        "Smaller brush",
        lambda on: on.draw_presenter.cursor.scale_radius(-1),
        ("[",),
        "With the tool Draw",
        enabled=_is_on,
    ),
)
