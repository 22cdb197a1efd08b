"""The window, the one part of the program that knows Qt.

PySide6 reads the source of every module that is imported after it. So most of what the start of the window
needs and has no Qt comes first: these modules import the others.
"""

from importlib import import_module

from clusterlab.core.algorithm import ALGORITHMS

FIRST_MODULES = (
    "export.grid_cell",
    "export.points_image",
    "session.commands.session_commands",
)

ALGORITHMS.all()
for name in FIRST_MODULES:
    import_module(f"clusterlab.{name}")
