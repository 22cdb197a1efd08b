"""The presenters of the tabs at the right that few people open at once: each is made for its first use."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from clusterlab.session.playback.shown import Shown
from clusterlab.ui.presenter import Presenter

if TYPE_CHECKING:
    from clusterlab.ui.presenters.ground_truth_presenter import GroundTruthPresenter
    from clusterlab.ui.presenters.multi_start_presenter import MultiStartPresenter
    from clusterlab.ui.presenters.profile_presenter import ProfilePresenter
    from clusterlab.ui.presenters.rows_presenter import RowsPresenter
    from clusterlab.ui.presenters.stability_presenter import StabilityPresenter


class TabPresenter(Protocol):
    """A presenter that follows what is on screen."""

    def follow(self, shown: Shown) -> None:
        """Shows what is on screen."""


P = TypeVar("P", bound=TabPresenter)


class TabPresenters:
    """Makes the tabs Quality, Profile and Rows, and what fills them once they are shown.

    Their modules and widgets are loaded with them, which keeps the start of the window short.
    """

    def __init__(self, presenter: Presenter, actions: Mapping[str, QAction]) -> None:
        self._presenter, self._actions = presenter, actions
        charts = presenter.window.charts
        self._quality_tab = charts.add_late_tab("Quality", self._quality)
        charts.add_late_tab("Profile", lambda: [self.profile.widget])
        charts.add_late_tab("Rows", lambda: [self.rows.widget], fills=True)
        presenter.session_changed.connect(self._follow_layers)

    @cached_property
    def multi_start(self) -> "MultiStartPresenter":
        """What runs many random starts."""
        from clusterlab.ui.presenters.multi_start_presenter import MultiStartPresenter

        return self._follower(MultiStartPresenter(self._presenter))

    @cached_property
    def stability(self) -> "StabilityPresenter":
        """What repeats the clustering on samples."""
        from clusterlab.ui.presenters.stability_presenter import StabilityPresenter

        return self._follower(StabilityPresenter(self._presenter))

    @cached_property
    def ground_truth(self) -> "GroundTruthPresenter":
        """What compares clusters with known labels."""
        from clusterlab.ui.presenters.ground_truth_presenter import GroundTruthPresenter

        return self._follower(GroundTruthPresenter(self._presenter))

    @cached_property
    def profile(self) -> "ProfilePresenter":
        """What describes each cluster."""
        from clusterlab.ui.presenters.profile_presenter import ProfilePresenter

        return self._follower(ProfilePresenter(self._presenter))

    @cached_property
    def rows(self) -> "RowsPresenter":
        """What lists the rows with their clusters."""
        from clusterlab.ui.presenters.rows_presenter import RowsPresenter

        made = self._follower(RowsPresenter(self._presenter))
        made.widget.save.clicked.connect(self._actions["save_selected_rows"].trigger)
        made.widget.put.clicked.connect(self._actions["put_into_cluster"].trigger)
        return made

    def _quality(self) -> list[QWidget]:
        return [one.widget for one in (self.multi_start, self.stability, self.ground_truth)]

    def _follow_layers(self, shown: Shown) -> None:
        """Highlights the points that differ from the known labels, whether or not their tab was shown."""
        if "known" in shown.session.layers:
            self._presenter.window.charts.fill_tab(self._quality_tab)

    def _follower(self, made: P) -> P:
        """A new presenter, which has heard of no change, turned to what is on screen."""
        made.follow(self._presenter.shown)
        return made
