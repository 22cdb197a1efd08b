"""The presenter of cluster profiles: what each cluster of the step on screen is."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clusterlab.core.formatting import format_count, format_list
from clusterlab.core.terms import sentence_of
from clusterlab.export.profile_rows import (
    MAX_COMPARED_CLUSTERS,
    category_rows,
    difference_rows,
    feature_rows,
)
from clusterlab.session.analysis.cluster_profiles import ClusterProfile, in_order
from clusterlab.session.analysis.step_profiles import StepProfiles
from clusterlab.session.playback.captions import run_title
from clusterlab.session.playback.shown import Shown
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.ui import dialogs
from clusterlab.ui.charts.box_plots import BoxPlots
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import AnalysisPresenter
from clusterlab.ui.theme.theme_signal import THEME_SIGNAL
from clusterlab.ui.widgets.controls import ChoiceBox
from clusterlab.ui.widgets.data_table import DataTable
from clusterlab.ui.widgets.elements import fill_layout, link_button, text_label
from clusterlab.ui.widgets.tooltip import set_tip

PROFILE_PICTURES = ("Pictures (*.png)", "Vector graphics (*.svg)", "Documents (*.pdf)")
DIFFERENCE_HELP = sentence_of("Difference")


class ProfileWidget(QWidget):
    """The differences of all clusters, and one cluster in detail; `appeared` when it becomes visible."""

    appeared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = text_label("", "muted", wraps=True)
        self.title = text_label("Differences from all rows", "heading")
        set_tip(self.title, DIFFERENCE_HELP)
        self.partition = text_label("", "muted", wraps=True)
        self.differences = DataTable("Standardized differences by column and cluster")
        self.box_plots = BoxPlots()
        self.save = QAction("Save &picture…", self.differences)
        self.differences.addAction(self.save)
        self.one_cluster = text_label("One cluster", "heading")
        self.cluster, self.words = ChoiceBox(), text_label("", wraps=True)
        self.cluster.setAccessibleName("Which cluster is shown in detail")
        self.features, self.categories = DataTable("Columns of the cluster"), DataTable("Categories")
        self.typical = text_label("", "muted", wraps=True)
        self.select = link_button("Select the typical rows")
        detail = (self.words, self.features, self.categories, self.typical, self.select)
        parts = (
            self.state,
            self.title,
            self.differences,
            self.partition,
            self.box_plots,
            self.one_cluster,
            self.cluster,
            *detail,
        )
        fill_layout(QVBoxLayout(self), *parts, spacing=6)
        self._shown: tuple[ClusterProfile, ...] = ()
        self.cluster.chosen.connect(lambda _: self._show_detail())

    @property
    def profile(self) -> ClusterProfile | None:
        """The profile of the chosen cluster."""
        chosen = self.cluster.choice()
        return next((profile for profile in self._shown if profile.cluster == chosen), None)

    def show_profiles(
        self, profiles: tuple[ClusterProfile, ...], listing: ClusterListing, words: str, state: str
    ) -> None:
        """Shows profiles in the order of a listing and words about all, or why there are none."""
        chosen, self._shown = self.cluster.choice(), profiles
        self.state.setText(state)
        self.state.setVisible(bool(state))
        self.partition.setText(words)
        set_tip(self.partition, "", words)
        self.partition.setVisible(bool(words))
        detail = (self.one_cluster, self.cluster, self.words, self.features, self.typical, self.select)
        for part in (self.box_plots, *detail):
            part.setVisible(bool(profiles))
        compared = 0 < len(profiles) <= MAX_COMPARED_CLUSTERS
        for part in (self.title, self.differences):
            part.setVisible(compared)
        self.differences.show_rows(*(difference_rows(profiles, listing) if compared else ((), ())))
        self.box_plots.show_profiles(profiles, listing)
        titles = {profile.cluster: _title(profile, listing) for profile in in_order(profiles, listing)}
        self.cluster.set_choices(titles)
        self.cluster.show_choice(chosen if chosen in titles else next(iter(titles), 0))
        self._show_detail()

    def showEvent(self, event: QShowEvent) -> None:
        """Tells that it is visible: what it shows may be that of an earlier step."""
        super().showEvent(event)
        self.appeared.emit()

    def _show_detail(self) -> None:
        profile = self.profile
        self.categories.setVisible(profile is not None and bool(profile.categories))
        if profile is None:
            return
        self.words.setText(profile.words)
        self.features.show_rows(*feature_rows(profile))
        self.categories.show_rows(*category_rows(profile))
        near, far = (format_list([str(row) for row in rows]) for rows in (profile.typical, profile.atypical))
        self.typical.setText(f"Most typical: rows {near}. Most atypical: rows {far}." if near else "")
        self.select.setVisible(bool(near))


class ProfilePresenter(AnalysisPresenter):
    """Keeps the profiles in sync with the step on screen, where they are visible."""

    def __init__(self, presenter: Presenter) -> None:
        self.step_profiles, self.widget = StepProfiles(presenter.worker.task_queue()), ProfileWidget()
        super().__init__(presenter, self.step_profiles)
        self._highlight = presenter.highlight
        self.widget.appeared.connect(lambda: self.follow(presenter.shown))
        self.widget.select.clicked.connect(self._select)
        self.widget.save.triggered.connect(self._save_picture)
        self.widget.box_plots.cluster_chosen.connect(
            lambda cluster: self._highlight.select(presenter.shown.run.rows_of(cluster))
        )
        for signal in (presenter.step_changed, presenter.activity_changed, presenter.session_changed):
            signal.connect(self.follow)

    def follow(self, shown: Shown) -> None:
        """Computes the profiles of the step on screen, where they are visible."""
        if not self.widget.isVisible():
            return
        run = shown.run
        self.step_profiles.follow(run.prepared, run.step, shown.paused)
        self._show()
        self._presenter.poll_while_busy(self)

    def cancel(self) -> bool:
        """Stops computing, and says so; returns whether it was computing."""
        stopped = super().cancel()
        if stopped:
            self._show()
        return stopped

    def _save_picture(self) -> None:
        """Asks for a path, and saves the differences of all clusters as a heat map."""
        found, presenter = self.step_profiles.found, self._presenter
        if found is None:
            return
        from clusterlab.ui.canvas.profile_page import profile_page  # pyqtgraph loads after the first picture

        run, theme = presenter.shown.run, THEME_SIGNAL.theme
        title = run_title(run.session, found.prepared, found.step.k)

        def save(path: Path) -> None:
            page = profile_page(found.clusters, run.listing, title, theme, dpr=2.0)
            presenter.saver.render(path, page.saving_steps(path))

        kinds, suggested = ";;".join(PROFILE_PICTURES), dialogs.suggested_name(presenter, "png", "-profile")
        dialogs.ask_path(presenter, "Save the profile", kinds, suggested, save)

    def _select(self) -> None:
        profile = self.widget.profile
        if profile is not None:
            self._highlight.select(tuple(row - 1 for row in profile.typical))

    def _show(self) -> None:
        found, is_current = self.step_profiles.found, self.step_profiles.is_current
        is_shown = is_current and not self._presenter.shown.run.waiting
        profiles, words = (found.clusters, str(found.words)) if found is not None and is_shown else ((), "")
        listing = self._presenter.shown.run.listing
        self.widget.show_profiles(profiles, listing, words, "" if profiles else self._missing_reason())

    def _missing_reason(self) -> str:
        shown = self._presenter.shown
        if shown.run.labels is None:
            return str(shown.run.labels_obstacle)
        if self.step_profiles.busy or shown.run.waiting:
            return "Computing…"
        if self.step_profiles.is_current:
            return "No point is in a cluster."
        return "Not computed." if shown.paused else "Updates when paused."


def _title(profile: ClusterProfile, listing: ClusterListing) -> str:
    return f"{listing.title(profile.cluster)} · {format_count(profile.size, 'point')}"
