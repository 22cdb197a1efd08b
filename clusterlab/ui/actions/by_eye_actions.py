"""The actions that make clusters by eye of selected points."""

from clusterlab.session.commands.by_eye_commands import NEW_CLUSTER, NO_LABEL
from clusterlab.ui.actions.action_spec import ActionSpec, ActionTargets
from clusterlab.ui.actions.by_eye_menus import label_by_eye, listed_by_eye, merge_menu, put_menu, put_selected
from clusterlab.ui.actions.cluster_actions import highlighted_number, open_over_canvas

NOT_BY_EYE = "The highlighted cluster is not one by eye. Choose By eye, then highlight one (X)."
ONLY_ONE = "There is no other cluster by eye to merge it with."


def _put_into_number(on: ActionTargets, place: int) -> None:
    """Puts the selected points into the cluster at a place of the list, beyond its end into a new one.

    While a question is open, the keys answer it.
    """
    if on.predict_presenter.take_number(place):
        return
    listed = listed_by_eye(on.presenter)
    put_selected(on.presenter, listed[place][1] if place < len(listed) else NEW_CLUSTER)


def _highlighted_label(on: ActionTargets) -> int | None:
    """The label of the highlighted cluster by eye; says so where there is none."""
    number = highlighted_number(on)
    if number is None:
        return None
    label = label_by_eye(on.presenter, on.presenter.shown.run, number)
    if label is None:
        on.presenter.show_error(NOT_BY_EYE)
    return label


def _merge_highlighted(on: ActionTargets) -> None:
    label = _highlighted_label(on)
    if label is None:
        return
    menu = merge_menu(on.presenter, label, on.window)
    if menu.isEmpty():
        menu.deleteLater()
        on.presenter.show_error(ONLY_ONE)
    else:
        open_over_canvas(on, menu)


def delete_highlighted(on: ActionTargets) -> None:
    label = _highlighted_label(on)
    if label is not None:
        on.commands.by_eye.delete(label)


BY_EYE_ACTIONS = (
    ActionSpec(
        "make_cluster",
        "Make the selected points a cluster",
        lambda on: put_selected(on.presenter, NEW_CLUSTER),
        ("Shift+N",),
        "A cluster by eye, to compare with those of an algorithm",
        starts_group=True,
    ),
    ActionSpec(
        "put_into_cluster",
        "Put the selected points into cluster…",
        lambda on: open_over_canvas(on, put_menu(on.presenter, on.window)),
        tuple("123456789"),
        "The key is the number of the cluster by eye",
        run_key=_put_into_number,
    ),
    ActionSpec(
        "take_out",
        "Take the selected points out of clusters",
        lambda on: put_selected(on.presenter, NO_LABEL),
        ("0",),
        "They are not assigned by eye then",
    ),
    ActionSpec(
        "merge_clusters",
        "Merge the highlighted cluster with…",
        _merge_highlighted,
        ("J",),
        "Joins two clusters by eye",
    ),
    ActionSpec(
        "delete_cluster",
        "Delete the highlighted cluster",
        delete_highlighted,
        tip="The points of a cluster by eye are not assigned then",
    ),
    ActionSpec(
        "assign_rest",
        "Put the rest into the nearest cluster",
        lambda on: on.commands.by_eye.assign_rest(),
        tip="Points that are not assigned by eye join the cluster with the nearest mean",
    ),
    ActionSpec(
        "copy_clusters",
        "Change these clusters by eye",
        lambda on: on.commands.by_eye.copy_clusters(),
        tip="The clusters on screen take the place of those by eye",
        starts_group=True,
    ),
    ActionSpec(
        "start_by_eye",
        "Start by eye anew",
        lambda on: on.commands.by_eye.start_anew(),
        tip="By eye, with no clusters yet",
    ),
)
