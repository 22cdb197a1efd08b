"""The presenter of cluster profiles: what each cluster of the step on screen is."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clusterlab.core.formatting import format_count, format_list
from clusterlab.core.terms import sentence_of
from clusterlab.export.profile_rows import (
    MAX_COMPARED_CLUSTERS,
    category_rows,
    difference_rows,
    feature_rows,
)
from clusterlab.export.tables import cluster_number
from clusterlab.session.analysis.cluster_profiles import ClusterProfile
from clusterlab.session.analysis.step_profiles import StepProfiles
from clusterlab.session.playback.shown import Shown
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import AnalysisPresenter
from clusterlab.ui.widgets.controls import ChoiceBox
from clusterlab.ui.widgets.data_table import DataTable
from clusterlab.ui.widgets.elements import fill_layout, link_button, text_label
from clusterlab.ui.widgets.tooltip import set_tip

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
        self.cluster, self.words = ChoiceBox(), text_label("", wraps=True)
        self.cluster.setAccessibleName("Which cluster is shown in detail")
        self.features, self.categories = DataTable("Columns of the cluster"), DataTable("Categories")
        self.typical = text_label("", "muted", wraps=True)
        self.select = link_button("Select the typical rows")
        detail = (self.words, self.features, self.categories, self.typical, self.select)
        parts = (self.state, self.title, self.differences, self.partition, self.cluster, *detail)
        fill_layout(QVBoxLayout(self), *parts, spacing=6)
        self._shown: tuple[ClusterProfile, ...] = ()
        self.cluster.chosen.connect(lambda _: self._show_detail())

    @property
    def profile(self) -> ClusterProfile | None:
        """The profile of the chosen cluster."""
        chosen = self.cluster.choice()
        return next((profile for profile in self._shown if profile.cluster == chosen), None)

    def show_profiles(
        self, profiles: tuple[ClusterProfile, ...], names: Sequence[str], words: str, state: str
    ) -> None:
        """Shows profiles with the names of the clusters and words about all, or why there are none."""
        chosen, self._shown = self.cluster.choice(), profiles
        self.state.setText(state)
        self.state.setVisible(bool(state))
        self.partition.setText(words)
        set_tip(self.partition, "", words)
        self.partition.setVisible(bool(words))
        for part in (self.cluster, self.words, self.features, self.typical, self.select):
            part.setVisible(bool(profiles))
        compared = 0 < len(profiles) <= MAX_COMPARED_CLUSTERS
        for part in (self.title, self.differences):
            part.setVisible(compared)
        self.differences.show_rows(*(difference_rows(profiles) if compared else ((), ())))
        self.cluster.set_choices({profile.cluster: _title(profile, names) for profile in profiles})
        known = any(profile.cluster == chosen for profile in profiles)
        self.cluster.show_choice(chosen if known else 0)
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

    def _select(self) -> None:
        profile = self.widget.profile
        if profile is not None:
            self._highlight.select(tuple(row - 1 for row in profile.typical))

    def _show(self) -> None:
        found, is_current = self.step_profiles.found, self.step_profiles.is_current
        is_shown = is_current and not self._presenter.shown.run.waiting
        profiles, words = (found.clusters, str(found.words)) if found is not None and is_shown else ((), "")
        names = self._presenter.shown.run.cluster_names
        self.widget.show_profiles(profiles, names, words, "" if profiles else self._missing_reason())

    def _missing_reason(self) -> str:
        shown = self._presenter.shown
        if shown.run.labels is None:
            return "The points have no clusters at this step yet."
        if self.step_profiles.busy or shown.run.waiting:
            return "Computing…"
        return "Not computed." if shown.paused else "Updates when paused."


def _title(profile: ClusterProfile, names: Sequence[str]) -> str:
    name = names[profile.cluster] if profile.cluster < len(names) else str(cluster_number(profile.cluster))
    return f"{name} · {format_count(profile.size, 'point')}"
