"""The suffix of a file says as what a picture is written."""

from pathlib import Path

import pytest

from clusterlab.export.atomic_write import SaveError
from clusterlab.export.picture_format import picture_format


@pytest.mark.parametrize(
    ("name", "suffix"), [("a.png", ".png"), ("a.b.SVG", ".svg"), ("A.Pdf", ".pdf"), ("a", ".png")]
)
def test_the_suffix_is_the_format_in_any_case(name, suffix):
    assert picture_format(Path(name)) == suffix


@pytest.mark.parametrize("name", ["a.jpg", "a.png.bak", "a.csv"])
def test_another_suffix_is_an_error(name):
    with pytest.raises(SaveError, match=r"\.png, \.svg or \.pdf"):
        picture_format(Path(name))
