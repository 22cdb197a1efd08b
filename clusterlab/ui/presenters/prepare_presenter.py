"""Offers to prepare a table that is too large for memory, does so in the background, and opens the result."""

from collections.abc import Generator
from functools import partial
from pathlib import Path

from clusterlab.core.progress import Progress
from clusterlab.datasets.shards.points_folder import POINTS_SUFFIX
from clusterlab.session.state.large_tables import LargeTableError, table_request
from clusterlab.session.state.session import Session
from clusterlab.ui import dialogs
from clusterlab.ui.presenter import Presenter

PREPARED_POINTS = f"Prepared points (*{POINTS_SUFFIX})"


class PreparePresenter:
    """Prepares tables that are asked about."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter
        presenter.run_failed.connect(self.offer)

    def offer(self, failure: Exception, requested: Session) -> None:
        """Offers to prepare a table that is too large, or to read it all the same."""
        if not isinstance(failure, LargeTableError):
            return
        commands = self._presenter.commands
        read = partial(commands.allow_memory, failure.needed, requested)
        prepare = partial(self.ask_target, failure.source.path, requested.scaling)
        actions = ("Prepare it on disk…", prepare), ("Read it anyway", read)
        self._presenter.window.message.show_message("error", str(failure), *actions)

    def ask_target(self, path: Path, scaling: str) -> None:
        """Asks where the folder is made, and makes it there."""
        suggested = str(path.with_name(path.stem + POINTS_SUFFIX))
        prepare = partial(self.prepare, path, scaling)
        dialogs.ask_path(self._presenter, "Prepare the points", PREPARED_POINTS, suggested, prepare)

    def prepare(self, path: Path, scaling: str, target: Path) -> None:
        """Makes the folder in the background, and opens it."""

        def finish(_: object) -> str:
            self._presenter.open_asked.emit(target)
            return f"Prepared {target}."

        self._presenter.saver.compute_and_finish(partial(_prepared, path, scaling, target), finish)


def _prepared(path: Path, scaling: str, target: Path) -> Generator[Progress, None, None]:
    from clusterlab.export.folder_writing import write_folder

    yield from write_folder(table_request(path, scaling), target)
