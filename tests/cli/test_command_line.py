"""The command that the window copies computes the same, whatever was chosen."""

import csv
import json
import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.cli.data_flags import data_request
from clusterlab.cli.flags import parsed_params, written_flags
from clusterlab.cli.run_command import run_parser
from clusterlab.core.algorithm import ALGORITHMS, best_restart
from clusterlab.core.params import declared_params
from clusterlab.core.resources import resource
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.datasets.table import Table
from clusterlab.export.repeat.command_line import command_line, command_omissions
from clusterlab.export.repeat.flag_names import algorithm_flags
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import prepare, read_source
from clusterlab.session.state.session import (
    Session,
    with_column_weight,
    with_logarithms_of,
    with_reduction,
    with_rows,
    with_sample,
    with_scaling,
    with_weights,
)

IRIS = OpenedFile(resource("examples/iris.csv"))
KMEANS = ALGORITHMS.all()["kmeans"]()


def prepared_of(session):
    transforms = {"log": session.log, "column_weights": dict(session.column_weights)}
    rows = (session.reduce, session.sample, session.missing, session.weights, session.rows)
    generated = not isinstance(session.source, OpenedFile)
    table = read_source(session.source)
    return prepare(table, session.columns, session.scaling, generated, *rows, **transforms)


def parsed(line):
    """The algorithm's options and the data that a command asks for."""
    program, command, name, *words = shlex.split(line)
    assert (program, command) == ("clusterlab", "run")
    options = run_parser(ALGORITHMS.all()[name]).parse_strictly(words)
    return name, options, data_request(options)


def changed(item):
    """Another value of a parameter than its default."""
    if item.param.choices:
        return [value for value in item.param.choices if value != item.default][-1]
    if item.kind is bool:
        return not item.default
    larger = item.kind((item.default or 1) + 1)
    return larger if item.param.high is None or larger <= item.param.high else item.default / 2


@pytest.mark.parametrize("kind", ALGORITHMS.all().values(), ids=ALGORITHMS.all())
def test_every_parameter_of_an_algorithm_is_named(kind):
    flags = algorithm_flags()
    for item in declared_params(kind):
        needed = {name: values[0] for name, values in item.param.only_with.items()}
        algorithm = kind(**needed, **{item.name: changed(item)})
        session = Session.of(SHAPES.all()["blobs"](points=50), algorithm)
        name, options, data = parsed(command_line(session, prepared_of(session)))
        assert (name, data.source) == (kind.name, session.source)
        assert kind(**parsed_params(name, written_flags(options, flags), flags)) == algorithm


@pytest.mark.parametrize("kind", SHAPES.all().values(), ids=SHAPES.all())
def test_every_parameter_of_a_shape_is_named(kind):
    for item in declared_params(kind):
        shape = kind(**{item.name: changed(item)})
        line = command_line(Session.of(shape, KMEANS), prepared_of(Session.of(kind(), KMEANS)))
        assert parsed(line)[2].source == shape


def test_the_line_is_short_where_nothing_was_changed():
    session = Session.of(SHAPES.all()["moons"](), KMEANS)
    line = command_line(session, prepared_of(session))
    assert line == "clusterlab run kmeans --k 3 --seed 0 --make moons --data-seed 0"


CHOICES = {
    "nothing": lambda s: s,
    "columns": lambda s: replace(s, columns=("petal_width", "sepal_length")),
    "z-scores": lambda s: with_scaling(s, "z-score"),
    "logarithms": lambda s: with_logarithms_of(s, ("petal_length",)),
    "column weights": lambda s: with_column_weight(s, "petal_length", 2.5),
    "components": lambda s: with_reduction(s, 2),
    "sample": lambda s: with_sample(s, 100),
    "row weights": lambda s: with_weights(s, "sepal_width"),
    "missing": lambda s: replace(s, missing="median"),
}


@pytest.mark.parametrize("change", CHOICES.values(), ids=CHOICES)
def test_the_command_gives_the_same_labels(cli, tmp_path, change):
    session = change(Session.of(IRIS, KMEANS))
    prepared, path = prepared_of(session), tmp_path / "labels.csv"
    words = shlex.split(command_line(session, prepared))[1:]
    assert cli(*words, "--labels", path).code == 0
    step = best_restart(session.algorithm, prepared.points, 1)[1]
    expected = prepared.rows(prepared.points.to_row_order(step.labels))
    with path.open(encoding="utf-8") as file:
        found = [int(row["label"]) - 1 if row["label"] else None for row in csv.DictReader(file)]
    assert found == expected


def test_how_a_file_is_read_is_said(tmp_path, cli):
    path = tmp_path / "it's odd.txt"
    path.write_text("title\na;b\n1.000,5;2\n2.000,5;3\n3,5;4\n", "latin-1")
    given = ReadOptions("latin-1", ";", ",", ".", True, 1)
    session = Session.of(OpenedFile(path, options=given), replace(KMEANS, k=2))
    line = command_line(session, prepared_of(session))
    assert "--delimiter semicolon --decimal comma --thousands point --header yes --skip 1" in line
    output = cli(*shlex.split(line)[1:], "--json", "-")
    assert (output.code, json.loads(output.out)["n"]) == (0, 3)


NAMES = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1)


@given(st.lists(NAMES, min_size=1, unique=True), st.floats(0, 10))
def test_names_of_columns_are_read_back(names, weight):
    table = Table("odd", tuple(names), np.arange(3.0 * len(names)).reshape(3, -1))
    session = Session.of(IRIS, KMEANS)
    session = replace(session, columns=tuple(names), column_weights=((names[0], weight),))
    data = parsed(command_line(session, prepare(table, tuple(names), "none", False)))[2]
    assert (data.columns, data.column_weights) == (session.columns, session.column_weights)
    assert data.source == replace(IRIS, path=Path(IRIS.path).absolute())


def test_what_a_command_cannot_say_is_told():
    session = with_rows(Session.of(IRIS, KMEANS), RowSubset.holding([1, 2], 150))
    assert [str(sentence) for sentence in command_omissions(session)] == [
        "The command clusters all rows: rows that were chosen cannot be named in it."
    ]
    pasted = replace(IRIS, content=b"a,b\n1,2\n")
    assert "standard input" in str(command_omissions(Session.of(pasted, KMEANS))[0])
    assert " --data - " in command_line(Session.of(pasted, KMEANS), prepared_of(Session.of(IRIS, KMEANS)))
