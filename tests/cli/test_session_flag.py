"""`run --session` saves what the window opens: the same data, choices and result."""

import numpy as np
import pytest

from clusterlab.session.playback.run_task import ComputedStep, ReusableResults, compute_session
from clusterlab.session.saved.session_file import read_session

ROWS = "".join(f"{i * 7 % 11},{2000 + i % 9},{i * 5 % 13 + 1}\n" for i in range(60))


def last_step(session):
    """The last step of a session, as the window computes it."""
    items = compute_session(session, ReusableResults())
    return [item.step for item in items if isinstance(item, ComputedStep)][-1]


def test_the_session_has_the_result_of_the_command(cli, tmp_path):
    data, path, labels = tmp_path / "some.csv", tmp_path / "some.clab", tmp_path / "labels.csv"
    data.write_text("a,year,c\n" + ROWS)
    choices = (
        "--scale",
        "z-score",
        "--log",
        "c",
        "--restarts",
        "3",
        "--view",
        "a,log(c)",
        "--names",
        "x,y,z",
    )
    words = ("--k", "3", "--data", data, *choices, "--session", path, "--labels", labels)
    assert cli("run", "kmeans", *words).err == ""
    found = read_session(path).saved
    assert found.at_end
    assert found.session.columns == ("a", "c")
    assert found.session.view.axes == ("a", "log(c)")
    assert [name for _, name in found.session.names.given] == ["x", "y", "z"]
    step = last_step(found.session)
    written = np.genfromtxt(labels, delimiter=",", skip_header=1, usecols=1, dtype=int)
    assert sorted(step.counts.tolist()) == sorted(np.bincount(written)[1:].tolist())


def test_a_session_of_generated_data_keeps_the_shape(cli, tmp_path):
    path = tmp_path / "some.clab"
    assert cli("run", "gmm", "--k", "2", "--make", "moons", "--points", "80", "--session", path).err == ""
    session = read_session(path).saved.session
    assert (session.source.name, session.source.points, session.columns) == ("moons", 80, None)


def test_a_session_is_no_standard_output_and_not_the_data(cli, tmp_path):
    data = tmp_path / "some.csv"
    data.write_text("a,b\n1,2\n3,4\n")
    assert "the others name files" in cli("run", "kmeans", "--data", data, "--session", "-").err
    assert "are the same file" in cli("run", "kmeans", "--data", data, "--session", data).err


@pytest.mark.parametrize(("flag", "name"), [("--session", "some.csv"), ("--report", "some.pdf")])
def test_a_session_and_a_report_are_not_named_as_something_else(cli, tmp_path, flag, name):
    output = cli("run", "kmeans", "--make", "moons", flag, tmp_path / name)
    assert f"; {name} is named as another." in output.err
    assert not (tmp_path / name).exists()
