"""Every text of a page is escaped, and what is empty leaves nothing."""

from html.parser import HTMLParser

import pytest

from clusterlab.export.report import html_parts
from clusterlab.export.report.html_parts import ReportFigure
from clusterlab.export.table_cell import Cell

HOSTILE = "\"><script>alert('x')</script>&amp;"


class Tags(HTMLParser):
    """Collects tags and texts."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.texts, self.attributes = [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize(
    "part",
    [
        html_parts.main_section(HOSTILE, "<p>.</p>"),
        html_parts.subsection(HOSTILE),
        html_parts.paragraph(HOSTILE),
        html_parts.bullet_list([HOSTILE]),
        html_parts.definitions({HOSTILE: HOSTILE}),
        html_parts.figure(ReportFigure(b"<svg/>", HOSTILE)),
        html_parts.table(HOSTILE, (HOSTILE,), [[Cell(HOSTILE, tip=HOSTILE), Cell(HOSTILE, tip=HOSTILE)]]),
        html_parts.code(HOSTILE),
        html_parts.page(HOSTILE, "", ""),
    ],
)
def test_no_text_becomes_markup(part):
    found = Tags(part)
    assert "script" not in found.tags
    assert HOSTILE in found.texts or ("alt", HOSTILE) in found.attributes


def test_what_is_empty_leaves_nothing():
    assert html_parts.main_section("Notes", "", html_parts.bullet_list([]), html_parts.paragraph("")) == ""
    assert html_parts.figures([]) == ""
    assert "Sheet" not in html_parts.definitions({"Sheet": ""})


def test_pictures_are_in_the_page():
    assert ReportFigure(b"\x89PNG...", "").address.startswith("data:image/png;base64,iVBO")
    assert ReportFigure(b"<svg/>", "").address == "data:image/svg+xml;base64,PHN2Zy8+"
