"""The menu that orders clusters: by size, by the mean of a column, or one cluster up or down."""

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.cluster_order import AS_FOUND, BY_HAND, MEAN, ORDERS, SIZE, ClusterOrder
from clusterlab.ui.actions.mnemonics import set_mnemonics
from clusterlab.ui.presenter import Presenter

MAX_OFFERED_COLUMNS = 30
"""So many columns are offered; a longer menu is not readable."""


def order_menu(presenter: Presenter, run: ShownRun, parent: QWidget) -> QMenu:
    """What the clusters of a run can be ordered by, with the present choice checked."""
    menu, order = QMenu("Order of clusters", parent), run.session.cluster_order
    for choice in (AS_FOUND, ClusterOrder(SIZE)):
        _add(menu, presenter, ORDERS[choice.by], choice, order.by == choice.by)
    columns = menu.addMenu(ORDERS[MEAN])
    names = () if run.prepared is None else run.prepared.table.columns[:MAX_OFFERED_COLUMNS]
    for name in names:
        words = name.replace("&", "&&")
        _add(columns, presenter, words, ClusterOrder(MEAN, name), (order.by, order.column) == (MEAN, name))
    if order.by == BY_HAND:
        _add(menu, presenter, ORDERS[BY_HAND], order, True)
    set_mnemonics(menu)
    return menu


def move_cluster(presenter: Presenter, run: ShownRun, number: int, by: int) -> None:
    """Lists the cluster that is drawn with a palette number some places further down, or up."""
    own = tuple(map(run.session.cluster_colors.own, run.numbers))
    listed = [own[label] for label in run.listing.listed(len(own))]
    moved = own[run.numbers.index(number)]
    presenter.commands.order_clusters(run.session.cluster_order.moved(listed, moved, by))


def _add(menu: QMenu, presenter: Presenter, words: str, order: ClusterOrder, is_chosen: bool) -> None:
    action = menu.addAction(words)
    action.setCheckable(True)
    action.setChecked(is_chosen)
    action.triggered.connect(partial(presenter.commands.order_clusters, order))
