"""A script in Python finds the same labels as the run that it repeats."""

import contextlib
import io
import subprocess
import sys
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.resources import resource
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.export.repeat.python_script import ScriptError, python_script
from clusterlab.session.playback.run_task import ReusableResults, compute_session, steps
from clusterlab.session.state.branches import Branch
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.pane import CustomStart
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import (
    Session,
    with_branch,
    with_column_weight,
    with_logarithms_of,
    with_reduction,
    with_rows,
    with_sample,
    with_scaling,
    with_start,
    with_weights,
)

IRIS = OpenedFile(resource("examples/iris.csv"))
KINDS = ALGORITHMS.all()
KMEANS = KINDS["kmeans"]()
OWN = "ALGORITHMS.all()"


def prepared_of(session):
    """The data of a session, as the window computes them."""
    results = compute_session(session, ReusableResults())
    return next(result for result in results if isinstance(result, Prepared))


def run_of(session, prepared):
    """The step that a script starts from, and the labels at the end."""
    found = list(steps(session, prepared.points, ()))
    start = found[session.branches[-1].step_index + 1 if session.branches else 0]
    return start, prepared.points.to_row_order(found[-1].labels)


def executed(text):
    """The names that a script leaves, run in this process."""
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, "script", "exec"), names)
    return names


def check(session):
    """Runs the script of a session, compares the labels, and returns its text."""
    prepared = prepared_of(session)
    start, labels = run_of(session, prepared)
    text = python_script(session, prepared, start)
    names = executed(text)
    np.testing.assert_array_equal(names["labels"], labels)
    np.testing.assert_array_equal(names["kept"], prepared.selection.kept)
    return text


@pytest.mark.parametrize("name", [name for name in KINDS if name != "minibatch"])
@pytest.mark.parametrize("source", [IRIS, SHAPES.all()["blobs"](spread=2.0)], ids=["iris", "blobs"])
def test_every_algorithm_finds_the_same_labels(name, source):
    text = check(Session.of(source, KINDS[name]()))
    has_own = name in ("kernelkmeans", "transfers", "fuzzy")
    assert (OWN in text) == has_own
    assert ("scikit-learn has no such" in text) == has_own


def test_a_mini_batch_fits_anew_and_says_so():
    session = Session.of(SHAPES.all()["blobs"](), KINDS["minibatch"]())
    prepared = prepared_of(session)
    start, labels = run_of(session, prepared)
    text = python_script(session, prepared, start)
    assert "this fits anew, and the labels may differ" in text
    sizes = np.bincount(executed(text)["labels"])
    np.testing.assert_array_equal(np.sort(sizes), np.sort(np.bincount(labels)))


@pytest.mark.parametrize("covariance", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("init", ["k-means", "k-means++"])
def test_mixtures_of_every_kind(covariance, init):
    mixture = KINDS["gmm"](k=4, covariance=covariance, init=init, max_iter=7)
    assert OWN not in check(Session.of(SHAPES.all()["blobs"](points=400, spread=2.0), mixture))


def test_a_mixture_at_its_minimum_variance_is_fitted_by_clusterlab():
    mixture = KINDS["gmm"](k=4, floor=1e-1)
    assert "Variances reach their minimum" in check(Session.of(SHAPES.all()["blobs"](), mixture))


@pytest.mark.parametrize(
    ("shape", "changes"),
    [
        (SHAPES.all()["moons"](points=200), {"k": 2}),
        (SHAPES.all()["moons"](points=200), {"k": 2, "affinity": "rbf"}),
        (SHAPES.all()["moons"](points=200, noise=0.02), {"k": 2, "neighbors": 5}),
        (SHAPES.all()["moons"](points=200, noise=0.02), {"k": 1, "neighbors": 3}),
    ],
    ids=["one part", "all pairs", "two parts", "more parts than clusters"],
)
def test_spectral_graphs_of_every_kind(shape, changes):
    text = check(Session.of(shape, KINDS["spectral"](**changes)))
    assert (OWN in text) == (changes["k"] == 1)


def test_noise_is_minus_one():
    session = Session.of(SHAPES.all()["moons"](), KINDS["dbscan"](eps=0.1))
    prepared = prepared_of(session)
    assert (run_of(session, prepared)[1] < 0).any()
    check(session)


CHOICES = {
    "columns": lambda s: replace(s, columns=("petal_width", "sepal_length")),
    "z-scores": lambda s: with_scaling(s, "z-score"),
    "min-max": lambda s: with_scaling(s, "min-max"),
    "robust": lambda s: with_column_weight(with_scaling(s, "robust"), "sepal_width", 3.0),
    "logarithms": lambda s: with_logarithms_of(s, ("petal_length",)),
    "column weights": lambda s: with_column_weight(s, "petal_length", 2.5),
    "no weight": lambda s: with_column_weight(s, "petal_length", 0.0),
    "components": lambda s: with_reduction(s, 2),
    "sample": lambda s: with_sample(s, 100),
    "row weights": lambda s: with_weights(s, "sepal_width"),
    "weighted z-scores": lambda s: with_scaling(with_weights(s, "sepal_width"), "z-score"),
    "chosen rows": lambda s: with_sample(with_rows(s, RowSubset.holding(range(5, 140), 150)), 90),
    "median": lambda s: replace(s, missing="median"),
}


@pytest.mark.parametrize("change", CHOICES.values(), ids=CHOICES)
@pytest.mark.parametrize("algorithm", [KMEANS, KINDS["dbscan"](eps=0.5)], ids=["kmeans", "dbscan"])
def test_whatever_was_chosen_of_columns_and_rows(change, algorithm):
    check(change(Session.of(IRIS, algorithm)))


@pytest.fixture
def gaps(tmp_path):
    """A table with missing values, beside two columns of an odd name."""
    values = np.random.default_rng(5).normal(size=(120, 3)).round(3)
    values[:, 0] += np.repeat([0, 8, 16], 40)
    cells = [[repr(number) for number in row] for row in values.tolist()]
    for row, column in ((3, 0), (50, 1), (99, 2), (7, 1)):
        cells[row][column] = ""
    path = tmp_path / 'it\'s "odd".csv'
    path.write_text("a,b's,c {d}\n" + "\n".join(map(",".join, cells)), "utf-8")
    return path


@pytest.mark.parametrize("missing", ["drop", "mean", "median", "nearest"])
def test_missing_values_are_treated_the_same(gaps, missing):
    session = replace(Session.of(OpenedFile(gaps), KMEANS), missing=missing)
    assert "read_csv" in check(session)


def test_half_of_many_rows_are_named_by_their_bits():
    session = Session.of(SHAPES.all()["blobs"](points=4000), KMEANS)
    text = check(with_rows(session, RowSubset.holding(range(0, 4000, 2), 4000)))
    assert "base64" in text
    assert len(text) < 4000


FILES = {
    "semicolons.csv": ("a;b\n1,5;2\n2,5;3\n3,5;14\n", "utf-8", ReadOptions(), True),
    "thousands.csv": ("a;b\n1.000,5;2\n2.000,5;3\n3,5;4\n", "utf-8", ReadOptions(thousands="."), True),
    "title.txt": ("a title\nx\ty\n1\t2\n2\t3\n30\t4\n", "latin-1", ReadOptions(skip=1), True),
    "bare.csv": ("1,2\n2,3\n30,4\n", "utf-8", ReadOptions(header=False, delimiter=","), True),
    "blanks.csv": ("x,y\n1 , 2\n2 , 3\n30 , 4\n", "utf-8", ReadOptions(), True),
    "percent.csv": ("x,y\n1%,2\n2%,3\n30%,4\n", "utf-8", ReadOptions(), False),
}


@pytest.mark.parametrize("name", FILES)
def test_files_are_read_by_polars_or_by_clusterlab(tmp_path, name):
    text, encoding, options, by_polars = FILES[name]
    path = tmp_path / name
    path.write_text(text, encoding)
    script = check(Session.of(OpenedFile(path, options=options), KINDS["kmeans"](k=2)))
    assert ("import polars" in script) == by_polars
    assert ("read_table" in script) == (not by_polars)


@pytest.mark.parametrize("suffix", ["parquet", "feather", "xlsx"])
def test_other_formats_are_read(tmp_path, suffix):
    path = tmp_path / f"table.{suffix}"
    frame = pl.read_csv(IRIS.path)
    {"parquet": frame.write_parquet, "feather": frame.write_ipc, "xlsx": frame.write_excel}[suffix](path)
    assert ("import polars" in check(Session.of(OpenedFile(path), KMEANS))) == (suffix != "xlsx")


def test_a_start_and_moved_centers_are_repeated():
    session = Session.of(IRIS, KMEANS)
    start = CustomStart(np.array([[5.0, 3, 1, 0], [6, 3, 5, 2], [7, 3, 6, 2]]), "given")
    check(with_start(session, start))
    place = np.array([0.1, -0.2, 0.05, 0.0])
    for branch in (Branch(6, 1, place), Branch(6, 3, place, "added"), Branch(6, 1, place, "removed")):
        check(with_branch(session, branch))
    mixture = Session.of(IRIS, KINDS["gmm"]())
    moved = list(steps(mixture, prepared_of(mixture).points, ()))[14].means[0] + 0.05
    for branch in (Branch(14, 0, moved), Branch(14, 3, moved, "added"), Branch(14, 0, moved, "removed")):
        assert OWN not in check(with_branch(mixture, branch))


def test_what_clusterlab_fits_does_not_repeat_a_start_and_says_so():
    session = with_start(Session.of(IRIS, KINDS["fuzzy"]()), CustomStart(np.zeros((3, 4)), "given"))
    prepared = prepared_of(session)
    text = python_script(session, prepared, session.algorithm.first(prepared.points))
    assert "# A start and centers that were changed by hand are not repeated." in text


def test_a_stream_is_refused():
    session = Session.of(IRIS, KINDS["minibatch"](batches="stream"))
    with pytest.raises(ScriptError, match="choose batches at random"):
        python_script(session, None, None)


def test_the_command_writes_a_script_that_runs_by_itself(tmp_path):
    path = tmp_path / "fit.py"
    words = ["run", "kmeans", "--k", "3", "--restarts", "10", "--data", str(IRIS.path), "--script", str(path)]
    subprocess.run([sys.executable, "-m", "clusterlab", *words], check=True)
    found = subprocess.run([sys.executable, str(path)], check=True, capture_output=True, text=True).stdout
    assert sorted(int(line.split()[1]) for line in found.splitlines()) == [38, 50, 62]


EDGES = {
    "equal rows": ("a,b\n" + "1,2\n" * 9, ("dbscan", "gmm", "spectral", "ward", "kmeans")),
    "a constant column": ("a,b\n" + "".join(f"{i * i},2\n" for i in range(9)), ("gmm", "dbscan")),
    "two rows": ("a,b\n1,2\n3,5\n", ("dbscan", "gmm", "spectral", "ward")),
}


@pytest.mark.parametrize("name", EDGES)
def test_rows_that_scikit_learn_refuses_are_fitted_by_clusterlab(tmp_path, name):
    text, kinds = EDGES[name]
    path = tmp_path / "rows.csv"
    path.write_text(text)
    for kind in kinds:
        given = {"k": 1 if name == "equal rows" else 2} if KINDS[kind]().takes_k else {}
        check(replace(Session.of(OpenedFile(path), KINDS[kind](**given)), columns=("a", "b")))


def test_rows_of_weight_0_are_no_core_points(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("a,w\n" + "".join(f"{i},{w}\n" for i, w in enumerate([2, 2, 2, 0, 2, 0, 0, 2, 2, 2])))
    session = replace(Session.of(OpenedFile(path), KINDS["dbscan"](eps=1.0, min_samples=4)), columns=("a",))
    assert OWN in check(with_weights(session, "w"))
