"""Sessions to save, and the results that they lead to."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.message import Message
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.playback.run_task import ComputedStep, ReusableResults, compute_session
from clusterlab.session.state.branches import Branch
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.pane import CustomStart, Pane
from clusterlab.session.state.session import Session

TABLE = "a,b,c\n" + "".join(f"{i * 7 % 11},{i * 5 % 13},{i % 2}\n" for i in range(40))


@pytest.fixture
def table(tmp_path):
    """A file of data."""
    path = tmp_path / "some.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture
def of_table(table):
    """A session on the file of data."""
    return Session.of(OpenedFile.now(table), KMeans(k=3))


@pytest.fixture
def with_start():
    """A session with a given start and a center that was moved."""
    start = CustomStart(np.array([[0.1, 0.2], [3.0, 1 / 3], [5.0, 4.0]]), Message("centers of your own"))
    place = np.array([0.25, -1 / 3])
    changes = (Branch(1, 2, place), Branch(4, 3, -place, "added"), Branch(6, 0, place, "removed"))
    pane = Pane(KMeans(k=3), start, changes, ((), changes[:1]), 1)
    return replace(Session.of(Blobs(points=90), KMeans(k=3)), panes=(pane,))


@pytest.fixture
def results():
    """The labels and centers of every step of a session."""

    def results(session):
        items = compute_session(session, ReusableResults())
        steps = [item.step for item in items if isinstance(item, ComputedStep)]
        return [(step.phase, None if step.labels is None else step.labels.tolist()) for step in steps] + [
            steps[-1].centers.tolist()
        ]

    return results
