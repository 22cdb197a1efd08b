"""A Qt application without a display, for what is rendered to files."""

import os
import sys

from PySide6.QtWidgets import QApplication

from clusterlab.ui.platform.qt_messages import redirect_qt_messages
from clusterlab.ui.theme.fonts import ensure_font

_applications: list[QApplication] = []  # Qt needs one for fonts and widgets; kept until the process ends


def ensure_application() -> None:
    """Creates an offscreen application if there is none."""
    if QApplication.instance() is not None:
        return
    if sys.platform == "linux" and not any(os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        os.environ["LC_ALL"] = "C.UTF-8"  # else Qt warns about the locale
    redirect_qt_messages()
    _applications.append(QApplication(["clusterlab", "-platform", "offscreen"]))
    ensure_font()
