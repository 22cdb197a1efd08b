"""Dialogs, each loaded with all that it needs when it is first opened."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.ui.dialogs.algorithm_overview import show_algorithms
    from clusterlab.ui.dialogs.command_palette import CommandPalette, PaletteRow
    from clusterlab.ui.dialogs.file_dialogs import (
        ask_file,
        ask_folder,
        ask_labels,
        ask_manual,
        ask_path,
        ask_picture,
        ask_to_save_data,
        copy_picture,
        suggested_name,
    )
    from clusterlab.ui.dialogs.film_dialog import FILM_HELP, ask_film
    from clusterlab.ui.dialogs.keys_and_about import show_about, show_keys
    from clusterlab.ui.dialogs.manual_window import show_manual
    from clusterlab.ui.dialogs.model_dialogs import ask_to_save_model
    from clusterlab.ui.dialogs.preferences import PREFERENCE_HELP, show_preferences
    from clusterlab.ui.dialogs.rename_cluster import ask_cluster_name
    from clusterlab.ui.dialogs.report_dialog import ask_report
    from clusterlab.ui.dialogs.session_dialogs import ask_data, ask_session
    from clusterlab.ui.dialogs.unsaved_question import UnsavedQuestion

__all__ = [
    "FILM_HELP",
    "PREFERENCE_HELP",
    "CommandPalette",
    "PaletteRow",
    "UnsavedQuestion",
    "ask_cluster_name",
    "ask_data",
    "ask_file",
    "ask_film",
    "ask_folder",
    "ask_labels",
    "ask_manual",
    "ask_path",
    "ask_picture",
    "ask_report",
    "ask_session",
    "ask_to_save_data",
    "ask_to_save_model",
    "copy_picture",
    "show_about",
    "show_algorithms",
    "show_keys",
    "show_manual",
    "show_preferences",
    "suggested_name",
]
__getattr__ = late_names(
    __name__,
    {
        "algorithm_overview": ("show_algorithms",),
        "command_palette": ("CommandPalette", "PaletteRow"),
        "file_dialogs": (
            "ask_file",
            "ask_folder",
            "ask_labels",
            "ask_manual",
            "ask_path",
            "ask_picture",
            "ask_to_save_data",
            "copy_picture",
            "suggested_name",
        ),
        "film_dialog": ("FILM_HELP", "ask_film"),
        "keys_and_about": ("show_about", "show_keys"),
        "manual_window": ("show_manual",),
        "model_dialogs": ("ask_to_save_model",),
        "preferences": ("PREFERENCE_HELP", "show_preferences"),
        "rename_cluster": ("ask_cluster_name",),
        "report_dialog": ("ask_report",),
        "session_dialogs": ("ask_data", "ask_session"),
        "unsaved_question": ("UnsavedQuestion",),
    },
)
