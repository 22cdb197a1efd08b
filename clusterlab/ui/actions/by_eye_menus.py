"""The menus of clusters by eye: where selected points are put, and with which cluster another is merged."""

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from clusterlab.session.commands.by_eye_commands import NEW_CLUSTER, NO_LABEL
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.cluster_listing import PLAIN_LISTING
from clusterlab.ui.actions.mnemonics import set_mnemonics
from clusterlab.ui.presenter import Presenter


def listed_by_eye(presenter: Presenter) -> list[tuple[str, int]]:
    """The name and the label of each cluster by eye, in the order in which they are listed."""
    labels = presenter.commands.by_eye.labels
    run = next((run for run in presenter.shown.runs if run.by_hand), None)
    is_current = run is not None and len(run.numbers) == len(labels)
    listing = run.listing if run is not None and is_current else PLAIN_LISTING
    return [(listing.title(cluster), labels[cluster]) for cluster in listing.listed(len(labels))]


def put_selected(presenter: Presenter, label: int | None) -> None:
    """Puts the selected points into a cluster by eye, into a new one, or into none, and deselects them."""
    before = presenter.document.session.by_eye
    presenter.commands.by_eye.put(presenter.highlight.selected, label)
    if presenter.document.session.by_eye != before:
        presenter.highlight.select(())


def put_menu(presenter: Presenter, parent: QWidget) -> QMenu:
    """The clusters that the selected points can be put into."""
    menu = QMenu("Put into cluster by eye", parent)
    for words, label in listed_by_eye(presenter):
        _add(menu, words, partial(put_selected, presenter, label))
    _add(menu, "A new cluster", partial(put_selected, presenter, NEW_CLUSTER))
    _add(menu, "No cluster", partial(put_selected, presenter, NO_LABEL))
    set_mnemonics(menu)
    return menu


def merge_menu(presenter: Presenter, label: int, parent: QWidget) -> QMenu:
    """The other clusters by eye, whose points the one of a label can take."""
    menu, commands = QMenu("Merge with", parent), presenter.commands.by_eye
    for words, other in listed_by_eye(presenter):
        if other != label:
            _add(menu, words, partial(commands.merge, label, other))
    set_mnemonics(menu)
    return menu


def label_by_eye(presenter: Presenter, run: ShownRun, number: int) -> int | None:
    """The label of the cluster by eye that a run draws with a palette number; None where it shows others."""
    labels = presenter.commands.by_eye.labels
    if not run.by_hand or number not in run.numbers or len(run.numbers) != len(labels):
        return None
    return labels[run.numbers.index(number)]


def _add(menu: QMenu, words: str, callback: "partial[None]") -> None:
    menu.addAction(words).triggered.connect(lambda: callback())
