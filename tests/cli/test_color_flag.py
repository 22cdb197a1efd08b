"""`--color-by COLUMN`: the colors of a picture, and what JSON says of them."""

import json

import numpy as np
import pytest

from clusterlab.core.resources import resource
from clusterlab.export.theme import LIGHT, parse_color

FILE = "x,y,kind,day,id,same\n" + "".join(
    f"{x % 3 * 5 + x / 20:.3f},{x % 3 * 4 - x / 30:.3f},{'ab'[x % 2] if x % 6 else ''},"
    f"2020-01-{x + 1:02d},k{x},q\n"
    for x in range(24)
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(FILE)
    return path


def parsed(output):
    assert (output.code, output.err) == (0, "")
    return json.loads(output.out)


def pixels_of(path):
    from PySide6.QtGui import QImage

    from tests.ui.canvas.drawing import as_array

    return as_array(QImage(str(path)))


def share(pixels, color):
    """How many pixels have nearly a color."""
    return int((np.abs(pixels - parse_color(color).astype(int)).max(axis=2) < 12).sum())


def test_a_category_colors_points_and_is_counted_in_json(painting, cli, file, tmp_path):
    saved = tmp_path / "a.png"
    words = ("run", "kmeans", "--k", 1, "--data", file, "--picture", saved, "--json", "-")
    found = parsed(cli(*words, "--color-by", "kind"))
    assert found["color_by"] == {
        "column": "kind",
        "values": [{"value": "b", "count": 12}, {"value": "a", "count": 8}],
        "others": {"values": 0, "count": 0},
        "missing": 4,
    }
    assert share(pixels_of(saved), LIGHT.cluster(1)) > 20
    assert "color_by" not in parsed(cli(*words))
    assert share(pixels_of(saved), LIGHT.cluster(1)) == 0


@pytest.mark.parametrize(
    ("column", "low", "high"), [("x", 0, 11.15), ("day", "2020-01-01T00:00:00", "2020-01-24T00:00:00")]
)
def test_the_range_of_numbers_and_dates_is_in_json(painting, cli, file, tmp_path, column, low, high):
    words = ("run", "gmm", "--k", 2, "--data", file, "--picture", tmp_path / "a.svg", "--json", "-")
    found = parsed(cli(*words, "--color-by", column))
    assert found["color_by"] == {"column": column, "low": low, "high": high, "missing": 0}
    assert f">{column}</text>" in (tmp_path / "a.svg").read_text()


def test_a_comparison_is_colored_and_has_one_legend(painting, cli, file, tmp_path):
    saved = tmp_path / "a.svg"
    words = (
        "compare",
        "--algorithms",
        "kmeans:k=2,gmm:k=2",
        "--data",
        file,
        "--picture",
        saved,
        "--json",
        "-",
    )
    found = parsed(cli(*words, "--color-by", "kind"))
    assert found["color_by"]["column"] == "kind"
    assert saved.read_text().count(">kind</text>") == 1


def test_generated_groups_and_streams(painting, cli, tmp_path):
    saved = tmp_path / "a.svg"
    words = ("--picture", saved, "--json", "-", "--color-by")
    found = parsed(cli("run", "kmeans", "--make", "blobs", *words, "generated"))
    assert [value["value"] for value in found["color_by"]["values"]] == ["Group 1", "Group 2", "Group 3"]
    stream = ("run", "minibatch", "--batches", "stream", "--max-iter", 20, "--make", "blobs", *words)
    assert parsed(cli(*stream, "x1"))["color_by"]["column"] == "x1"
    refused = cli(*stream, "generated")
    assert refused.code == 2
    assert "a stream keeps its clustered columns only: x1 and x2." in refused.err


def test_cluster_is_the_default(painting, cli, file, tmp_path):
    words = ("run", "kmeans", "--data", file, "--picture", tmp_path / "a.png", "--json", "-")
    assert "color_by" not in parsed(cli(*words, "--color-by", "cluster"))


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        ("knd", "--color-by names no column 'knd'; did you mean kind?"),
        ("zzzzz", "--color-by names no column 'zzzzz'; there are x, y, kind, day, id and same."),
        ("id", "id is an identifier: every value occurs once."),
        ("same", "same is constant: every value is 'q'."),
    ],
)
def test_what_cannot_color_points_is_said_in_a_sentence(painting, cli, file, tmp_path, column, sentence):
    words = ("run", "kmeans", "--data", file, "--picture", tmp_path / "a.png", "--color-by", column)
    found = cli(*words)
    assert found.code == 2
    assert sentence in found.err
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize(
    "words",
    [("run", "kmeans", "--data", resource("examples/iris.csv")), ("compare", "--algorithms", "kmeans")],
)
def test_colors_need_a_picture(cli, words):
    found = cli(*words, "--color-by", "species")
    assert found.code == 2
    assert "--color-by needs --picture" in found.err


def test_the_zoo_has_no_columns_to_choose(painting, cli, tmp_path):
    found = cli("compare", "--color-by", "x1", "--picture", tmp_path / "a.png")
    assert found.code == 2
    assert "--color-by does not go with zoo" in found.err
