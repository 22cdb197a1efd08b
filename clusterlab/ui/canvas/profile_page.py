"""The profiles of clusters as a picture: how much each column of each cluster differs from all rows."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from clusterlab.export.profile_rows import difference_rows
from clusterlab.export.theme import THEMES, Theme, mix
from clusterlab.session.analysis.cluster_profiles import ClusterProfile
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.ui.canvas.page import HEADER_HEIGHT, PAGE_BORDER, TITLE_SIZE, Page

NAME_WIDTH, CELL_WIDTH, CELL_HEIGHT, MIN_PAGE_WIDTH = 240, 96, 30, 760
MAX_PROFILE_ROWS = 60
PROFILE_CAPTION = "Mean of the cluster minus that of all rows, in standard deviations of all rows"


def profile_page(
    profiles: Sequence[ClusterProfile],
    listing: ClusterListing,
    title: str,
    theme: Theme | str = "light",
    dpr: float = 1.0,
) -> Page:
    """A heat map with a row for each column, the most different first, and a column for each cluster."""
    theme = THEMES[theme] if isinstance(theme, str) else theme
    header, rows = difference_rows(profiles, listing)
    shown, more = rows[:MAX_PROFILE_ROWS], len(rows) - MAX_PROFILE_ROWS
    width = max(MIN_PAGE_WIDTH, 2 * PAGE_BORDER + NAME_WIDTH + CELL_WIDTH * len(profiles))
    page = Page((width, HEADER_HEIGHT + CELL_HEIGHT * (len(shown) + 1) + PAGE_BORDER), theme, dpr)
    half, inside = (HEADER_HEIGHT - 16) / 2, width - 2 * PAGE_BORDER
    caption = (
        f"{PROFILE_CAPTION}; {more:,} more columns are not shown." if more > 0 else f"{PROFILE_CAPTION}."
    )
    page.add_text(title, QRectF(PAGE_BORDER, 12, inside, half), TITLE_SIZE, bold=True)
    page.add_text(caption, QRectF(PAGE_BORDER, 12 + half, inside, half), color=theme.muted)
    for column, cell in enumerate(header[1:]):
        page.add_centered_text(cell.text, _place(-1, column))
    for number, (name, *cells) in enumerate(shown):
        place = QRectF(PAGE_BORDER, _place(number, 0).top(), NAME_WIDTH - 12, CELL_HEIGHT)
        page.add_text(name.text, place, color=theme.muted if name.muted else theme.text)
        for column, cell in enumerate(cells):
            place = _place(number, column)
            page.add_box(place.adjusted(0, 0, -1, -1), mix(theme.panel, theme.accent, cell.tint))
            page.add_centered_text(cell.text, place)
    return page


def _place(row: int, column: int) -> QRectF:
    """Where a cell is; row -1 is that of the names of the clusters."""
    left, top = PAGE_BORDER + NAME_WIDTH + CELL_WIDTH * column, HEADER_HEIGHT + CELL_HEIGHT * (row + 1)
    return QRectF(left, top, CELL_WIDTH, CELL_HEIGHT)
