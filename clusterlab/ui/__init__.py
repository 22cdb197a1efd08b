"""The window, the one part of the program that knows Qt.

PySide6 reads the source of every module that is imported after it, so the modules without Qt come first.
"""

import pkgutil
from importlib import import_module

from clusterlab import algorithms, export, session
from clusterlab.datasets import generators

for package in (algorithms, generators, session, export):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)
