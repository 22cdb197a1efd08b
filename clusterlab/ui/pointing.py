"""What the mouse on the canvas means: points that are looked at, centers that are put elsewhere."""

from dataclasses import replace

import numpy as np

from clusterlab.core.marks import Dots
from clusterlab.session.cards import card
from clusterlab.session.choices import Branch
from clusterlab.ui.live import Live
from clusterlab.ui.portrait import portrait_of

DEGREES = 0.5  # that a view turns with each pixel of the mouse


class Pointing:
    """Follows the mouse over the canvas of a live window."""

    def __init__(self, live: Live) -> None:
        self._live, self._player, self._canvas = live, live.player, live.window.canvas
        self._canvas.hovered.connect(self.hover)
        self._canvas.center_dragged.connect(self.drag_center)
        self._canvas.center_dropped.connect(self.drop_center)
        self._canvas.turned.connect(self.turn)

    def hover(self, index: int) -> None:
        """Tells about the point under the mouse."""
        scene, picture = self._player.scene, self._canvas.picture
        if index < 0 or scene.prepared is None or index >= scene.prepared.points.n or picture is None:
            self._canvas.set_hover(None)
            return
        dots = picture.mark(Dots)
        shares = dots.shares[index] if dots is not None and dots.shares is not None else None
        self._canvas.set_hover(card(scene.prepared, self._player.step, index, shares))

    def drag_center(self, cluster: int, place: np.ndarray) -> None:
        """Shows the step as it would be with a center at a place of the plane."""
        branch = self._branch(cluster, place)
        step = None if branch is None else self._player.preview(branch)
        make = None if step is None else portrait_of(self._player, step)
        if make is not None:
            self._player.pause()
            self._live.show_portrait(make)

    def drop_center(self, cluster: int, place: np.ndarray) -> None:
        """The run goes on from the center's new place."""
        branch = self._branch(cluster, place)
        if branch is not None:
            self._live.enter_at(self._player.index + 2)
            self._live.intents.drop_center(cluster, branch.place)

    def turn(self, right: float, down: float, settled: bool) -> None:
        """Turns a view of three dimensions with the mouse that is so many pixels farther."""
        choice = self._live.document.session.view
        if choice is not None:
            turn, tilt = (choice.turn + DEGREES * right) % 360, choice.tilt + DEGREES * down
            turned = replace(choice, turn=turn, tilt=min(max(tilt, -90.0), 90.0))
            self._live.intents.choose_view(turned, settled)

    def _branch(self, cluster: int, place: np.ndarray) -> Branch | None:
        view, step = self._player.view(), self._player.step
        if view is None or step is None or step.centers is None or cluster >= len(step.centers):
            return None
        return Branch(self._player.index, cluster, view.lift(place, step.centers[cluster]))
