"""Sessions in files: a zip archive of JSON, arrays and data; what reads and writes it is loaded late."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.session.saved.data_file import MissingDataError
    from clusterlab.session.saved.saved_session import SavedSession, WindowLayout
    from clusterlab.session.saved.session_file import ReadSession, read_session, save_session

__all__ = ["MissingDataError", "ReadSession", "SavedSession", "WindowLayout", "read_session", "save_session"]
__getattr__ = late_names(
    __name__,
    {
        "data_file": ("MissingDataError",),
        "saved_session": (
            "SavedSession",
            "WindowLayout",
        ),
        "session_file": (
            "ReadSession",
            "read_session",
            "save_session",
        ),
    },
)
