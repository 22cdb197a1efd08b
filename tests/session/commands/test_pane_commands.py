"""The commands about panes: which of them are undo entries, and what they refuse."""

from contextlib import nullcontext
from dataclasses import replace

import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.commands.pane_commands import LAST_STEP, PaneCommands
from clusterlab.session.state.document import Document
from clusterlab.session.state.panes import MAX_PANES, with_preset, with_zoo, with_zoo_cell
from clusterlab.session.state.session import Session

ALONE = Session.of(Blobs(), KMeans(k=3))


@pytest.fixture
def steps():
    """The steps that were asked for."""
    return []


@pytest.fixture
def commands(steps):
    return PaneCommands(Document(ALONE), lambda index: nullcontext(steps.append(index)))


def test_the_comparison_is_entered_and_left_by_one_command(commands):
    commands.toggle()
    assert [pane.algorithm for pane in commands.session.panes] == [KMeans(k=3), GaussianMixture(k=3)]
    assert commands.session.compares
    commands.toggle()
    assert (commands.session.compares, len(commands.session.panes)) == (False, 2)


def test_a_selection_is_no_undo_entry_and_one_outside_is_ignored(commands):
    commands.toggle()
    commands.select(1)
    assert commands.session.selected == 1
    for place in (-1, 2):
        commands.select(place)
        assert commands.session.selected == 1
    commands.select(0)
    assert commands.session.selected == 0
    commands._document.undo()
    assert commands.session == ALONE


def test_there_are_six_panes_at_most(commands):
    commands.toggle()
    for _ in range(6):
        commands.add()
    assert len(commands.session.panes) == MAX_PANES == 6
    commands.remove(5)
    assert len(commands.session.panes) == 5
    commands._document.undo()
    assert len(commands.session.panes) == 6


def test_presets_the_zoo_and_its_cells_open_at_their_last_step(commands, steps):
    commands.choose_preset("moons")
    assert commands.session == with_preset(ALONE, "moons")
    before = commands.session
    commands.choose_preset("zoo")
    assert commands.session == with_zoo(before)
    commands.open_cell(3)
    assert commands.session == with_zoo_cell(replace(before, zoo=True), 3)
    assert steps == [LAST_STEP] * 3
