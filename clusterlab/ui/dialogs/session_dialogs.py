"""The dialogs that ask for the file of a session, and for its data where these are gone."""

from collections.abc import Callable
from pathlib import Path

from clusterlab.export.atomic_write import resolved_path
from clusterlab.session.saved.file_kind import SUFFIX
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.ui.dialogs.file_dialogs import SESSIONS, ask_path, suggested_stem
from clusterlab.ui.presenter import Presenter


def ask_data(presenter: Presenter, path: Path, on_chosen: Callable[[Path], object]) -> None:
    """Asks where the file of data is that is not at a path."""
    ask_path(presenter, f"Where is {path.name}?", "All files (*)", "", on_chosen)


def ask_session(presenter: Presenter, present: Path | None, on_chosen: Callable[[Path], object]) -> None:
    """Asks for a path to save the session to, at first its present one, and never the open table.

    A name with another suffix gets that of sessions; the dialog has not asked whether that file is replaced.
    """

    def save(chosen: Path) -> None:
        source = presenter.document.session.source
        is_named = chosen.suffix.lower() == SUFFIX
        path = chosen if is_named else chosen.with_name(chosen.name + SUFFIX)
        if isinstance(source, OpenedFile) and resolved_path(chosen) == resolved_path(source.path):
            presenter.show_error(f"{chosen.name} is the open table. Choose another name.")
        elif not is_named and path.exists():
            presenter.show_error(f"{path.name} exists. Choose it to replace it, or choose another name.")
        else:
            on_chosen(path)

    suggested = str(present) if present else suggested_stem(presenter) + SUFFIX
    ask_path(presenter, "Save the session", SESSIONS, suggested, save)
