"""The presenter of the table of rows: it follows the step on screen, and shares the selected rows."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from clusterlab.core.formatting import format_count
from clusterlab.session.analysis.row_table import RowOrders, RowQuery
from clusterlab.session.playback.shown import Shown
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import AnalysisPresenter
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE, ChoiceBox
from clusterlab.ui.widgets.elements import fill_layout, link_button, text_label
from clusterlab.ui.widgets.flow_layout import FlowLayout
from clusterlab.ui.widgets.rows_view import RowsView

MAX_LISTED_CLUSTERS = 100
"""Rows of so many clusters can be chosen; those of others are found by sorting."""
MARGINS = (14, 12, 14, 12)


class RowsWidget(QWidget):
    """The filter, the table, and links for the selected rows; `appeared` when it becomes visible."""

    appeared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cluster, self.search, self.view = ChoiceBox(), QLineEdit(), RowsView()
        self.cluster.setAccessibleName("Rows of which cluster")
        self.search.setPlaceholderText("Find in rows")
        self.search.setAccessibleName("Find in rows")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(MIN_TARGET_SIZE)
        self.state = text_label("", "muted", wraps=True)
        self.put = link_button("Put into cluster…")
        self.only, self.leave_out = link_button("Cluster only these"), link_button("Leave these out")
        self.show_only, self.save = link_button("Show only these"), link_button("Save…")
        self.show_all = link_button("Show all")
        self.show_all.hide()
        filters = fill_layout(QHBoxLayout(), self.cluster, (self.search, 1))
        links = FlowLayout(
            None, self.put, self.only, self.leave_out, self.show_only, self.show_all, self.save
        )
        parts = (filters, (self.view, 1), self.state, links)
        fill_layout(QVBoxLayout(self), *parts, spacing=6, margins=MARGINS)

    def show_clusters(self, k: int, listing: ClusterListing, noise: str) -> None:
        """Offers the rows of each of k clusters, and of noise by its name, if there is some."""
        before = self.cluster.choice()
        choices: dict[object, str] = {None: "All rows"}
        choices |= {label: listing.title(label) for label in listing.listed(k)[:MAX_LISTED_CLUSTERS]}
        choices |= {-1: noise} if noise else {}
        self.cluster.set_choices(choices)
        self.cluster.show_choice(before if before in choices else None)

    def showEvent(self, event: QShowEvent) -> None:
        """Tells that it is visible: what it shows may be that of an earlier step."""
        super().showEvent(event)
        self.appeared.emit()


class RowsPresenter(AnalysisPresenter):
    """Keeps the rows in sync with the step on screen and with the selection, where they are visible."""

    def __init__(self, presenter: Presenter) -> None:
        self.row_orders, self.widget = RowOrders(presenter.worker.task_queue()), RowsWidget()
        super().__init__(presenter, self.row_orders)
        self._query = RowQuery()
        self._connect()

    def follow(self, shown: Shown) -> None:
        """Orders the rows of the step on screen, where they are visible."""
        if not self.widget.isVisible():
            return
        run = shown.run
        labels = run.labels
        has_noise = labels is not None and int(labels.min(initial=0)) < 0
        k = 0 if labels is None or run.step is None else run.step.k
        noise = run.session.algorithm.unlabeled_name if has_noise else ""
        self.widget.show_clusters(k, run.listing, noise)
        cluster = self.widget.cluster.choice()
        only = cluster if isinstance(cluster, int) else None
        self._query = replace(self._query, cluster=only, shown=run.session.shown_rows)
        prepared = None if run.rows_obstacle else run.prepared
        self.row_orders.follow(prepared, labels, self._query, shown.paused, run.listing)
        self.widget.show_all.setVisible(run.session.shown_rows is not None)
        self._show()
        self._presenter.poll_while_busy(self)

    def _connect(self) -> None:
        presenter, widget = self._presenter, self.widget
        for signal in (
            presenter.step_changed,
            presenter.activity_changed,
            presenter.colors_changed,
            presenter.session_changed,
        ):
            signal.connect(self.follow)
        widget.appeared.connect(self._follow_shown)
        presenter.highlight_changed.connect(self._mark)
        widget.view.rows_selected.connect(presenter.highlight.select)
        widget.view.rows.sort_requested.connect(
            lambda column, descending: self._change(column=column, descending=descending)
        )
        widget.cluster.chosen.connect(lambda _: self._follow_shown())
        widget.search.textChanged.connect(lambda text: self._change(text=text))
        commands, highlight = presenter.row_commands, presenter.highlight
        widget.only.clicked.connect(lambda: commands.cluster_only(highlight.selected))
        widget.leave_out.clicked.connect(lambda: commands.leave_out(highlight.selected))
        widget.show_only.clicked.connect(lambda: commands.show_only(highlight.selected))
        widget.show_all.clicked.connect(commands.show_all)

    def _change(self, **changes: Any) -> None:
        """Asks for other rows, or another order."""
        self._query = replace(self._query, **changes)
        self._follow_shown()

    def _follow_shown(self) -> None:
        self.follow(self._presenter.shown)

    def _show(self) -> None:
        self.widget.view.show_colors(self._presenter.shown.run.colors)
        self.widget.view.show_rows(self.row_orders.found)
        self._mark()

    def _mark(self) -> None:
        """Marks the selected rows, and says how many there are."""
        if not self.widget.isVisible():
            return
        selected = self._presenter.highlight.selected
        self.widget.view.mark_rows(selected)
        widget = self.widget
        for link in (widget.put, widget.only, widget.leave_out, widget.show_only, widget.save):
            link.setEnabled(bool(selected))
        self.widget.state.setText(self._words(len(selected)))

    def _words(self, selected: int) -> str:
        found, shown = self.row_orders.found, self._presenter.shown
        if self.row_orders.busy:
            return "Sorting…"
        if found is None:
            return str(shown.run.rows_obstacle) or "No rows yet."
        parts = [format_count(len(found.order), "row")]
        parts += [f"{selected:,} selected"] * bool(selected)
        labels = shown.run.labels
        is_current = (found.table.labels is None) == (labels is None)
        parts += [] if is_current or shown.paused else ["clusters update when paused"]
        return " · ".join(parts)
