"""Shows the formulas of the step on screen with its numbers, in the description of the algorithm."""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from clusterlab.session.playback.frame_renderer import SYNC_LIMIT, FrameRenderer
from clusterlab.session.playback.shown import Shown, ShownRun
from clusterlab.ui.presenter import Presenter

if TYPE_CHECKING:
    from clusterlab.session.analysis.step_formulas import StepFormulas

MAX_SYNC_POINTS = 2_000
"""The formulas of more points are computed on a worker."""
FormulaRequest = tuple[ShownRun, int | None, int]
"""The run on screen, the only selected row, and the selected center, -1 for none."""


class FormulaPresenter:
    """Follows the step and the selection while the formulas are visible.

    Their modules are loaded once the first picture is there: as part of showing the zoo this would take long.
    """

    def __init__(self, presenter: Presenter) -> None:
        self._presenter, self._card = presenter, presenter.window.about
        self.renderer: FrameRenderer[StepFormulas] = FrameRenderer(self._card.show_formulas)
        self._asked: FormulaRequest | None = None
        self.busy = True
        presenter.poll_while_busy(self)
        presenter.window.closing.connect(self.renderer.stop)
        self._card.outdated.connect(self._renew)
        for signal in (presenter.step_changed, presenter.timeline_changed, presenter.colors_changed):
            signal.connect(self.follow)
        canvas = presenter.window.canvas
        for changed in (presenter.highlight_changed, presenter.frame_shown, canvas.center_changed):
            changed.connect(lambda: self.follow(presenter.shown))

    def poll(self) -> Exception | None:
        """Loads the modules of the formulas once the first picture is there."""
        if not self._presenter.first_paint.pending:
            import_module("clusterlab.ui.widgets.formula_view")
            self.busy = False
        return None

    def follow(self, shown: Shown) -> None:
        """Shows the formulas of the step on screen, unless these are shown or another algorithm is chosen."""
        is_to_come = type(shown.session.algorithm) is not type(shown.run.session.algorithm)
        if is_to_come or not self._card.isVisible():
            return
        asked = self._selected(shown)
        if asked == self._asked:
            return
        from clusterlab.session.analysis.step_formulas import step_formulas

        self._asked = asked
        size = 0 if shown.run.n_points <= MAX_SYNC_POINTS else SYNC_LIMIT + 1
        self.renderer.ask(partial(step_formulas, *asked), size)
        self._presenter.poll_while_busy(self.renderer)

    def _renew(self) -> None:
        """Shows the formulas of the step on screen anew."""
        self._asked = None
        self.follow(self._presenter.shown)

    def _selected(self, shown: Shown) -> FormulaRequest:
        """The run, and the selected row and center in it."""
        selected = self._presenter.highlight.selected
        row = next(iter(selected)) if len(selected) == 1 else None
        center = -1 if shown.session.compares else self._presenter.window.canvas.pointer.center
        return shown.run, row, center
