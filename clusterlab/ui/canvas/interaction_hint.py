"""What a person can do with a view in the window, for its badge; pictures in files do not say it."""

from clusterlab.core.multi_axis_view import ScatterMatrix
from clusterlab.core.projection import View


def interaction_hint(view: View) -> str:
    """How the mouse changes a view, empty where it does not."""
    if view.is_rotatable:
        return "drag turns it"
    return "click a plot to open it" if isinstance(view, ScatterMatrix) else ""


def badge_with_hint(view: View, hint: str) -> str:
    """The badge of a view with a hint after it."""
    return " · ".join(filter(None, (view.badge, hint)))
