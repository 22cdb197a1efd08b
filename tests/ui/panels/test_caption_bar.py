"""The caption of the step."""

import pytest

from clusterlab.core.terms import sentence_of
from clusterlab.export.theme import LIGHT
from clusterlab.ui.panels.caption_bar import CaptionBar
from clusterlab.ui.theme.theme_signal import THEME_SIGNAL
from tests.ui.tips import unwrapped

LONG = "Each center moves to the mean of its points, which is where the squares sum to least. " * 4


@pytest.fixture
def caption(qtbot):
    caption = CaptionBar()
    qtbot.addWidget(caption)
    THEME_SIGNAL.show(LIGHT)
    caption.resize(600, caption.sizeHint().height())
    caption.show()
    return caption


def pixels_near(widget, color):
    """The number of pixels of a widget that are close to a color."""
    image = widget.grab().toImage()
    wanted = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    found = 0
    for y in range(image.height()):
        for x in range(image.width()):
            rgb = image.pixelColor(x, y).getRgb()[:3]
            found += all(abs(a - b) <= 24 for a, b in zip(rgb, wanted, strict=True))
    return found


def test_shows_phase_sentence_objective_and_change(caption):
    caption.show_caption("Assign · 4 of 11", "17 points changed.", "Inertia 611.0", "-231.1", True)
    assert caption.phase_label.text() == "Assign · 4 of 11"
    assert caption.sentence.shown() == "17 points changed. Inertia 611.0 ▼ -231.1"


def test_a_long_sentence_is_elided_before_the_objective(caption):
    caption.show_caption("Update · 2", LONG, "Inertia 611.0", "+3", False)
    shown = caption.sentence.shown()
    assert shown.endswith("… Inertia 611.0 ▲ +3")
    assert shown.startswith("Each center moves")
    assert LONG.strip() in unwrapped(caption.sentence.toolTip())


def test_more_room_shows_more_words(caption):
    caption.show_caption("Update · 2", LONG)
    before = len(caption.sentence.shown())
    caption.resize(1200, caption.height())
    assert len(caption.sentence.shown()) > before


def test_the_height_is_the_same_for_any_text(caption):
    heights = set()
    for words in ("", "Short.", LONG):
        caption.show_caption("Start" if words else "", words)
        heights.add(caption.sizeHint().height())
    assert len(heights) == 1


@pytest.mark.parametrize("better", [True, False])
def test_the_change_is_colored_as_better_or_worse(caption, better):
    caption.show_caption("", "", "", "-12345678901234567890", better)
    colors = {True: LIGHT.good, False: LIGHT.bad}
    assert pixels_near(caption, colors[better]) > 10
    assert pixels_near(caption, colors[not better]) == 0


def test_the_accessible_name_has_the_whole_caption(caption):
    caption.show_caption("Assign · 4", "17 points changed.", "Inertia 611.0", "-231.1 (-27 %)", True)
    assert caption.accessibleName() == (
        "Assign · 4. 17 points changed. Inertia 611.0, better by 231.1 (-27 %)."
    )


def test_the_objective_and_its_change_stay_on_one_line(caption):
    words = "Stopped after 4 iterations: the mean log-likelihood gained less than 0.001 per point."
    for width in range(300, 700, 20):
        caption.resize(width, caption.height())
        caption.show_caption("E-step · 4 of 4", words, "Log-likelihood per point -1.277", "+0.0008942", True)
        block = caption.sentence._fitted().firstBlock()
        layout = block.layout()
        lines = [layout.lineAt(i) for i in range(layout.lineCount())]
        ends = {line.textStart() + line.textLength() for line in lines}
        figure = len(layout.text()) - len("Log-likelihood per point -1.277 ▲ +0.0008942")
        assert not [end for end in ends if figure < end < len(layout.text())]
    assert caption.sentence.shown().endswith("Log-likelihood per point -1.277 ▲ +0.0008942")


def test_what_is_unchanged_has_no_triangle_and_is_said_as_it_is(caption):
    caption.show_caption("Assign", "No point changed cluster.", "Inertia 611.0", "unchanged")
    assert caption.sentence.shown().endswith("Inertia 611.0 unchanged")
    assert caption.accessibleName() == "Assign. No point changed cluster. Inertia 611.0, unchanged"


def test_the_tooltip_adds_the_formula(caption):
    caption.show_caption("Assign", "17 points changed.", "Energy 611.0", formula="The sum of squares.")
    assert caption.sentence.toolTip() == "17 points changed. Energy 611.0\n\nThe sum of squares."


def test_the_tooltip_explains_the_terms_of_the_sentence(caption):
    caption.show_caption("Assign", "The tolerance was reached.")
    assert sentence_of("Tolerance") in unwrapped(caption.sentence.toolTip())
