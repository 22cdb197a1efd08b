"""Which clusters stand out and which are hidden."""

import pytest

from clusterlab.session.state.cluster_emphasis import NO_EMPHASIS, ClusterEmphasis
from clusterlab.session.state.highlight import Highlight

SHOWN = (0, 1, 2, -1)


@pytest.mark.parametrize(
    ("emphasis", "faded"),
    [
        (NO_EMPHASIS, set()),
        (ClusterEmphasis(hovered=1), {0, 2, -1}),
        (ClusterEmphasis(hovered=-1), {0, 1, 2}),
        (ClusterEmphasis(highlighted=frozenset({2})), {0, 1, -1}),
        (ClusterEmphasis(hovered=0, highlighted=frozenset({2})), {1, 2, -1}),
        (ClusterEmphasis(hovered=7), set()),
        (ClusterEmphasis(hovered=1, hidden=frozenset({1})), set()),
        (ClusterEmphasis(hovered=0, hidden=frozenset({1})), {2, -1}),
        (ClusterEmphasis(hovered=1, highlighted=frozenset({2}), hidden=frozenset({1})), {0, -1}),
    ],
)
def test_others_fade_while_a_visible_cluster_stands_out(emphasis, faded):
    assert emphasis.faded(SHOWN) == faded


def test_a_cluster_is_highlighted_alone_and_a_second_time_ends_that():
    one = NO_EMPHASIS.with_highlight_toggled(1)
    assert one.with_highlight_toggled(2).highlighted == {2}
    assert one.with_highlight_toggled(1) == NO_EMPHASIS


def test_a_hidden_cluster_is_not_highlighted_and_a_highlighted_one_is_shown():
    hidden = NO_EMPHASIS.with_highlight_toggled(1).with_hidden_toggled(1)
    assert (hidden.hidden, hidden.highlighted) == ({1}, frozenset())
    assert hidden.with_highlight_toggled(1).hidden == frozenset()
    assert hidden.with_hidden_toggled(1) == hidden.with_all_shown() == NO_EMPHASIS


def test_listeners_hear_of_every_change_once_and_other_data_end_it():
    highlight, heard = Highlight(), []
    highlight.emphasis_listeners.append(lambda: heard.append(highlight.emphasis.hovered))
    for number in (1, 1, None):
        highlight.emphasize(highlight.emphasis.with_hovered(number))
    highlight.emphasize(NO_EMPHASIS.with_hidden_toggled(3))
    highlight.clear()
    assert heard == [1, None, None, None]
    assert highlight.emphasis == NO_EMPHASIS
