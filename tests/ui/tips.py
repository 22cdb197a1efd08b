"""Tooltips as they were before they were wrapped."""

import re
from html import unescape

MARKUP = '<p style="white-space:pre">'


def unwrapped(tip: str) -> str:
    """The text of a tooltip in one line."""
    text = unescape(tip.removeprefix(MARKUP).removesuffix("</p>")) if tip.startswith(MARKUP) else tip
    return re.sub(r"\s+", " ", text)
