"""Known labels beside the canvas: chosen, measured, shown as a table and as rings around what disagrees."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clusterlab.core.formatting import count, number, percent
from clusterlab.core.marks import Rings
from clusterlab.core.step import Step
from clusterlab.session.analysis.ground_truth import Knower
from clusterlab.session.playback.scene import Scene
from clusterlab.ui.charts.confusion_table import MOST, ConfusionTable, readable
from clusterlab.ui.presenter import Live
from clusterlab.ui.theme.theme import Theme
from clusterlab.ui.widgets.controls import Choice

HELP = (
    "Classes that are known of the rows, from the generator or from a column that is not clustered on. The "
    "fit is never told. ARI and AMI are 1 where clusters and classes are the same, and about 0 by chance."
)
LARGE = f"The table is not shown: it can be read up to {MOST} classes and {MOST} clusters."
NOTHING = (
    "There are no known labels: neither generated groups nor a column of classes that is left out of the fit."
)


class KnownPart(QWidget):
    """The choice of a column, both measures, and the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.column, self.words = QLabel("Known labels", self), Choice(self), QLabel(self)
        self.table, self.note = ConfusionTable(self), QLabel(self)
        self.title.setProperty("class", "heading")
        self.title.setToolTip(HELP)
        self.column.setAccessibleName("Which labels are known")
        self.note.setProperty("class", "muted")
        for words in (self.words, self.note):
            words.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.column)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        for part in (self.words, self.table, self.note):
            column.addWidget(part)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self.table.set_theme(theme)


class KnownLabels:
    """Keeps the known labels in step with a live window."""

    def __init__(self, live: Live) -> None:
        self._live, self._stale = live, True
        self.knower, self.part = Knower(live.lanes.lane()), KnownPart()
        self.part.column.activated.connect(lambda _: self._choose())
        live.window.charts.tabs.currentChanged.connect(lambda _: live.wake())
        live.overlays.append(self.rings)

    @property
    def busy(self) -> bool:
        """Whether a comparison is on its way."""
        return self.knower.busy

    def tick(self) -> Exception | None:
        """Follows the step on screen and shows what came."""
        player = self._live.player
        scene, step = player.scene, player.step
        if scene.prepared is None or not (self.part.isVisible() or "known" in scene.session.layers):
            return None  # nobody looks
        labels = None if step is None else step.labels
        other = self.knower.look(player.reel.seen, labels, not (player.playing or player.computing))
        came, failure = self.knower.tick()
        self._stale = self._stale or other or came
        if self._stale and self.part.isVisible():
            self._stale = False
            self._show()
        if came and "known" in scene.session.layers:
            self._live.show_again()
        return failure

    def cancel(self) -> bool:
        """Stops a comparison; says whether one was on its way."""
        return self.knower.cancel()

    def rings(self, scene: Scene, step: Step) -> tuple[Rings, ...]:
        """Rings around the points of a step whose cluster stands for another class, where asked for."""
        found = self.knower.found
        if "known" not in scene.session.layers or found is None or found.labels is not step.labels:
            return ()
        return (Rings(found.misplaced, "misplaced"),)

    def _choose(self) -> None:
        self.knower.choose(str(self.part.column.choice()))
        self._show()
        self._live.wake()

    def _show(self) -> None:
        part, knower = self.part, self.knower
        part.column.offer({name: name for name in knower.names})
        part.column.show_choice(knower.name)
        part.column.setVisible(bool(knower.names))
        found = knower.found
        if knower.known is None or found is None:
            part.words.setText("" if knower.known else NOTHING)
            part.table.show_table(None, ())
            waiting = "" if knower.busy else "The points have no clusters at this step yet."
            part.note.setText(waiting if knower.known else "")
            return
        agreed, table = found.agreement, found.agreement.confusion
        part.words.setText(f"ARI {number(agreed.ari)} · AMI {number(agreed.ami)}")
        part.table.show_table(table, knower.known.classes)
        matched = ""
        if table is not None:
            share = percent(table.agreeing / table.points)
            matched = (
                f"{share} of {count(table.points, 'point')} lie in the cluster that stands for their class."
            )
        hidden = "" if table is not None and readable(table) else LARGE
        part.note.setText(" ".join(filter(None, (matched, hidden, agreed.note))))
