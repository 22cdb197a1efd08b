"""What the mouse on the canvas means: points that are looked at, centers that are put elsewhere."""

from dataclasses import replace

import numpy as np

from clusterlab.core.marks import Dots
from clusterlab.core.step import Step
from clusterlab.session.analysis.point_details import Card, card, center_card
from clusterlab.session.playback.run_slot import Reel
from clusterlab.session.state.highlight import Highlight
from clusterlab.session.state.session import Branch
from clusterlab.session.state.view_choice import ViewChoice
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.frame import portrait_of
from clusterlab.ui.canvas.render_cache import NOBODY
from clusterlab.ui.presenter import Live

DEGREES = 0.5  # that a view turns with each pixel of the mouse


class Pointing:
    """Follows the mouse over the canvas of a live window, and shows what is pointed at elsewhere."""

    busy = False

    def __init__(self, live: Live, highlight: Highlight, canvas: Canvas | None = None) -> None:
        self._live, self._player, self._canvas = live, live.player, canvas or live.window.canvas
        self._highlight = highlight
        self._shown: object = None
        self._told: object = None
        self._canvas.hovered.connect(self.hover)
        self._canvas.point_clicked.connect(self.click)
        for told in (self._canvas.center_hovered, self._canvas.center_selected):
            told.connect(lambda _: self._show_center())
        self._canvas.center_dragged.connect(self.drag_center)
        self._canvas.center_dropped.connect(self.drop_center)
        self._canvas.turned.connect(self.turn)
        self._canvas.pair_asked.connect(self.open_pair)
        highlight.listeners.append(self._show)

    @property
    def reel(self) -> Reel:
        """The run that the canvas shows."""
        return self._player.reel

    def hold(self, step: Step) -> None:
        """Shows a step as it would be with the center that is held by hand."""
        make = portrait_of(self.reel, step)
        if make is not None:
            self._live.show_portrait(make)

    def hover(self, index: int) -> None:
        """Tells everybody about the point under the mouse."""
        row = self._row(index)
        if row == self._highlight.hovered:
            self._show()
        self._highlight.hover(row)

    def click(self, index: int, adding: bool) -> None:
        """Selects a point, alone or one more; a click beside all points selects none."""
        row = self._row(index)
        if row is None:
            self._highlight.select(() if not adding else self._highlight.selected)
        elif adding:
            self._highlight.toggle((row,))
        else:
            self._highlight.select((row,))

    def tick(self) -> None:
        """Points keep their marks when they are prepared or looked at anew."""
        picture = self._canvas.picture
        if picture is not None and picture.places is not self._shown:
            self._shown = picture.places
            self._show()
        if picture is not self._told:
            self._told = picture
            self._show_center()

    def cancel(self) -> bool:
        """There is nothing to cancel."""
        return False

    def drag_center(self, cluster: int, place: np.ndarray) -> None:
        """Shows the step as it would be with a center at a place of the plane."""
        branch = self._branch(cluster, place)
        step = None if branch is None else self.reel.preview(branch)
        if step is not None:
            self._player.pause()
            self.hold(step)

    def drop_center(self, cluster: int, place: np.ndarray) -> None:
        """The run goes on from the center's new place."""
        branch = self._branch(cluster, place)
        if branch is not None:
            self._live.enter_at(self.reel.index + 2)
            self._live.intents.drop_center(cluster, branch.place)

    def _show(self) -> None:
        """Marks on the canvas what is pointed at and selected, if it is among the points on screen."""
        prepared, picture, light = self.reel.seen, self._canvas.picture, self._highlight
        if prepared is None or picture is None or len(picture.places) != prepared.points.n:
            self._canvas.show_points(-1, None, NOBODY)
            return
        places = prepared.places(() if light.hovered is None else (light.hovered,))
        index = int(places[0]) if len(places) else -1
        card = self._card(index) if index >= 0 else None
        self._canvas.show_points(index, card, prepared.places(light.selected))

    def _show_center(self) -> None:
        """Tells of the center that is pointed at, or else of the selected one, as it is at this step."""
        seen, pointed = self.reel.seen, self._canvas.pointed
        cluster = pointed.near if pointed.near >= 0 else pointed.center
        self._canvas.show_center(None if seen is None else center_card(seen, self.reel.step, cluster))

    def _row(self, index: int) -> int | None:
        """The row of the table behind a point of the canvas; None where it belongs to other data already."""
        prepared, picture = self.reel.seen, self._canvas.picture
        if index < 0 or prepared is None or picture is None or len(picture.places) != prepared.points.n:
            return None
        return prepared.row(index)

    def _card(self, index: int) -> Card | None:
        prepared, picture = self.reel.seen, self._canvas.picture
        assert prepared is not None
        dots = picture.mark(Dots) if picture is not None else None
        shares = dots.shares[index] if dots is not None and dots.shares is not None else None
        return card(prepared, self.reel.step, index, shares)

    def turn(self, right: float, down: float, settled: bool) -> None:
        """Turns a view of three dimensions with the mouse that is so many pixels farther."""
        choice = self._live.document.session.view
        if choice is not None:
            turn, tilt = (choice.turn + DEGREES * right) % 360, choice.tilt + DEGREES * down
            turned = replace(choice, turn=turn, tilt=min(max(tilt, -90.0), 90.0))
            self._live.intents.choose_view(turned, settled)

    def open_pair(self, axes: tuple[str, str]) -> None:
        """Looks at one small plot of a matrix alone."""
        self._live.intents.choose_view(ViewChoice("columns", axes))

    def _branch(self, cluster: int, place: np.ndarray) -> Branch | None:
        view, step = self.reel.view(), self.reel.step
        if view is None or step is None or step.centers is None or cluster >= len(step.centers):
            return None
        return Branch(self.reel.index, cluster, view.lift(place, step.centers[cluster]))
