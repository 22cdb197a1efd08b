"""Many starts beside the canvas: asked for by a button, drawn as strips, loaded by a press."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from clusterlab.session.analysis.multi_start import MANY, WAYS, Ending, Restarter, ways_of, words_of
from clusterlab.ui.charts.strip_plot import Strip
from clusterlab.ui.presenter import Live
from clusterlab.ui.theme.theme import Theme

TITLE = f"{MANY} starts"
HELP = (
    "The same algorithm from many starts. A dot is where one of them ended; what lies to the side of the "
    "best is a run that got stuck. Press a dot to load its run on the timeline."
)


class StartsPart(QWidget):
    """The button, and a strip for each way of starting."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.why_not = QLabel(TITLE, self), QLabel(self)
        self.title.setProperty("class", "heading")
        self.title.setToolTip(HELP)
        self.begin = QPushButton(f"Run {MANY} starts each way", self)
        self.begin.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.why_not.setProperty("class", "muted")
        self.why_not.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.title, self.begin, self.why_not):
            column.addWidget(part)
        self.names, self.words, self.strips = {}, {}, {}
        for color, way in enumerate(WAYS):
            self.names[way], self.words[way] = QLabel(self), QLabel(self)
            self.words[way].setProperty("class", "muted")
            self.words[way].setWordWrap(True)
            self.strips[way] = Strip(way, 3 - 3 * color, self)
            for part in (self.names[way], self.strips[way], self.words[way]):
                column.addWidget(part)
                part.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        for strip in self.strips.values():
            strip.set_theme(theme)


class Starts:
    """Keeps the strips in step with a live window."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self.restarter, self.part = Restarter(live.lanes.lane()), StartsPart()
        self.part.begin.clicked.connect(self._begin)
        for strip in self.part.strips.values():
            strip.chosen.connect(self._load)

    @property
    def busy(self) -> bool:
        """Whether starts are being run."""
        return self.restarter.busy

    def tick(self) -> Exception | None:
        """Follows what is on screen and shows what came."""
        scene = self._live.player.scene
        if scene.prepared is None:
            return None
        other = self.restarter.look(scene.session, scene.prepared.points)
        grew, failure = self.restarter.tick()
        if other or grew:
            self._show()
        return failure

    def cancel(self) -> bool:
        """Stops the starts; says whether some were being run."""
        stopped = self.restarter.cancel()
        self._show()
        return stopped

    def _begin(self) -> None:
        self.restarter.start()
        self._show()
        self._live.wake()

    def _load(self, ending: Ending) -> None:
        self._live.intents.choose_start(ending.way, ending.seed)

    def _show(self) -> None:
        algorithm, part, endings = (
            self._live.player.scene.algorithm,
            self.part,
            self.restarter.endings,
        )
        ways, lower = ways_of(algorithm), algorithm.objective.lower_is_better
        part.begin.setVisible(bool(ways))
        part.begin.setEnabled(not self.busy)
        part.why_not.setText("" if ways else f"{algorithm.title} has no random starts that differ.")
        part.why_not.setVisible(not ways)
        if self.busy:
            part.why_not.setText(f"{len(endings)} of {MANY * len(ways)} are there; Esc stops.")
            part.why_not.show()
        values = [one.value for one in endings]
        for way in WAYS:
            shown = bool(endings) and way in ways
            for piece in (part.names[way], part.strips[way], part.words[way]):
                piece.setVisible(shown)
            if shown:
                own = [one for one in endings if one.way == way]
                part.names[way].setText(f"{ways[way]}: {algorithm.objective.name.lower()}")
                part.strips[way].show_endings(own, min(values), max(values))
                part.words[way].setText(words_of(endings, way, lower))
