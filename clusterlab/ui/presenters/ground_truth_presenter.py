"""The comparison with known labels: indices, a confusion table, and rings around differing points."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clusterlab.core.formatting import format_count, format_number, format_percent
from clusterlab.core.marks import Highlights
from clusterlab.core.step import Step
from clusterlab.core.terms import sentence_of
from clusterlab.export.confusion_rows import MAX_TABLE_SIZE, is_readable
from clusterlab.session.analysis.ground_truth import GroundTruthComparison
from clusterlab.session.playback.scene import Scene
from clusterlab.session.playback.shown import Shown
from clusterlab.ui.charts.confusion_table import ConfusionTable
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import AnalysisPresenter
from clusterlab.ui.widgets.controls import ChoiceBox
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.flow_layout import FlowLayout
from clusterlab.ui.widgets.tooltip import set_tip

TABLE_TOO_LARGE = f"The table is shown for up to {MAX_TABLE_SIZE} classes and {MAX_TABLE_SIZE} clusters."
NAME_LENGTH = 10  # the letters for which the box of the known labels has room
NO_GROUND_TRUTH = (
    "No known labels. Generate data with groups, or leave a column of classes out of the clustering."
)


class GroundTruthWidget(QWidget):
    """The choice of a column, ARI and AMI, and the confusion table; `appeared` when it becomes visible."""

    appeared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title, self.column = text_label("Known labels", "heading"), ChoiceBox()
        self.words, self.note = text_label(wraps=True), text_label("", "muted", wraps=True)
        set_tip(self.words, "", "ARI, AMI")
        set_tip(self.note, sentence_of("Known labels"), "best one-to-one match")
        self.table = ConfusionTable()
        set_tip(title, sentence_of("Known labels"))
        self.column.setAccessibleName("Which labels are known")
        self.column.setMinimumContentsLength(NAME_LENGTH)
        head = FlowLayout(None, title, None, self.column)
        fill_layout(QVBoxLayout(self), head, self.words, self.table, self.note, spacing=6)

    def showEvent(self, event: QShowEvent) -> None:
        """Tells that it is visible: what it shows may be that of an earlier step."""
        super().showEvent(event)
        self.appeared.emit()


class GroundTruthPresenter(AnalysisPresenter):
    """Keeps the comparison with known labels in sync with the step on screen."""

    def __init__(self, presenter: Presenter) -> None:
        self.comparison = GroundTruthComparison(presenter.worker.task_queue())
        super().__init__(presenter, self.comparison)
        self.widget = GroundTruthWidget()
        self.widget.column.activated.connect(lambda _: self._choose())
        self.widget.appeared.connect(lambda: self.follow(presenter.shown))
        for signal in (
            presenter.step_changed,
            presenter.picture_changed,
            presenter.activity_changed,
            presenter.session_changed,
        ):
            signal.connect(self.follow)
        presenter.overlays.append(self.highlights)

    def follow(self, shown: Shown) -> None:
        """Compares the step on screen where the comparison is visible."""
        run = shown.run
        if not (self.widget.isVisible() or "known" in run.session.layers):
            return
        self.comparison.follow(run.prepared, run.labels, shown.paused)
        self._show_found()
        self._presenter.poll_while_busy(self)

    def highlights(self, scene: Scene, step: Step) -> tuple[Highlights, ...]:
        """Highlights of the points whose cluster is matched to another class, if the layer is shown."""
        found = self.comparison.found
        if "known" not in scene.session.layers or found is None or found.labels is not step.labels:
            return ()
        return (Highlights(found.differing, "misplaced"),)

    def _choose(self) -> None:
        self.comparison.choose(str(self.widget.column.choice()))
        self.follow(self._presenter.shown)

    def _show(self) -> None:
        self._show_found()
        if "known" in self._presenter.shown.run.session.layers:
            self._presenter.show_picture(self._presenter.shown)

    def _show_found(self) -> None:
        part, comparison = self.widget, self.comparison
        if not part.isVisible():
            return
        part.column.set_choices({name: name for name in comparison.names})
        part.column.show_choice(comparison.name)
        part.column.setVisible(bool(comparison.names))
        is_shown = comparison.is_current or comparison.busy
        found = comparison.found if is_shown and not self._presenter.shown.run.waiting else None
        if comparison.ground_truth is None or found is None:
            part.words.setText("" if comparison.ground_truth else NO_GROUND_TRUTH)
            part.table.show_table(None, ())
            part.note.setText(self._missing_reason() if comparison.ground_truth else "")
            return
        agreement, table = found.agreement, found.agreement.confusion
        part.words.setText(f"ARI {format_number(agreement.ari)} · AMI {format_number(agreement.ami)}")
        part.table.show_table(table, comparison.ground_truth.classes, self._presenter.shown.run.listing)
        matched = ""
        if table is not None:
            share = format_percent(table.n_agreeing / table.points)
            points = format_count(table.points, "point")
            matched = f"{share} of {points} agree with the known labels (best one-to-one match: bold)."
        hidden = "" if table is not None and is_readable(table) else TABLE_TOO_LARGE
        part.note.setText(" ".join(filter(None, (matched, hidden, agreement.note))))

    def _missing_reason(self) -> str:
        """Why there is no comparison of the step on screen."""
        shown = self._presenter.shown
        if self.comparison.busy or shown.run.waiting:
            return "Computing…"
        if shown.run.labels is None:
            return str(shown.run.labels_obstacle)
        return "Not computed." if shown.paused else "Updates when paused."
