"""The data as a file: read again, they are the same to the bit."""

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.cli.main import main
from clusterlab.core.progress import drain
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.readers.files import read_table
from clusterlab.datasets.strokes import Brush, Stroke
from clusterlab.datasets.table import select
from clusterlab.export.atomic_write import SaveError
from clusterlab.export.data_export import save_data
from clusterlab.export.repeat.command_line import command_line, command_omissions
from clusterlab.export.repeat.python_script import python_script
from clusterlab.session.playback.run_task import ReusableResults, compute_session
from clusterlab.session.state.drawing_choices import with_drawn_points
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session


def drawing():
    stroke = Stroke("brush", DrawnPoints.empty(), Brush((1.0, 2.0), 20, group="left"))
    for place in ((-5, 0.1), (-4, 1 / 3), (6, -3)):
        stroke.go_to(np.array(place, float))
    return stroke.drawn.labeled(np.arange(5), "").finished("brush")


def saved(path, table):
    drain(save_data(path, table))
    return read_table(path)


@pytest.mark.parametrize("table", [drawing().make(), Blobs(points=50).make()], ids=["drawn", "generated"])
def test_data_are_read_again_to_the_bit_with_their_groups(tmp_path, table):
    found = saved(tmp_path / "data.csv", table)
    assert select(found).matrix.tobytes() == table.values.tobytes()
    if table.truth is None:
        assert found.texts == table.texts
    else:
        assert found.texts == {"group": tuple(f"Group {code + 1}" for code in table.truth.tolist())}


def test_the_file_of_the_data_is_not_replaced(tmp_path):
    path = tmp_path / "data.csv"
    with pytest.raises(SaveError, match=r"data\.csv is the open table"):
        drain(save_data(path, drawing().make(), path))


def test_the_command_and_the_script_of_a_drawing_cluster_the_saved_file_alike(tmp_path, monkeypatch):
    session = with_drawn_points(Session.of(Blobs(), KMeans(k=2)), drawing())
    computed = list(compute_session(session, ReusableResults()))
    prepared = next(one for one in computed if isinstance(one, Prepared))
    steps = [one.step for one in computed if hasattr(one, "step")]
    monkeypatch.chdir(tmp_path)
    saved(tmp_path / "drawing.csv", session.source.make())
    assert command_omissions(session) == [
        "The command reads drawing.csv: save the data as CSV under that name."
    ]
    words = command_line(session, prepared).split()
    assert main([*words[1:], "--labels", "labels.csv"]) == 0
    labels = read_table(tmp_path / "labels.csv").values[:, 1]
    np.testing.assert_array_equal(labels - 1, prepared.points.to_row_order(steps[-1].labels))
    script = python_script(session, prepared, steps[0])
    assert "Save the data of the drawing as drawing.csv first." in script
    found: dict = {}
    exec(script, found)
    np.testing.assert_array_equal(found["labels"], labels - 1)
