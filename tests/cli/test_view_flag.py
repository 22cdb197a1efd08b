"""The words of --view are parsed to a view, and wrong ones are usage errors."""

import re

import pytest

from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.view_flag import parsed_view, view_choice
from clusterlab.core.resources import resource
from clusterlab.datasets.readers.files import read_table
from clusterlab.session.analysis import embedding
from clusterlab.session.analysis.embedding import EmbeddingFrame
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.view_choice import ViewChoice

COLUMNS = ["bill", "depth", "mass", "year"]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("pca", ViewChoice("components")),
        ("3d", ViewChoice("space")),
        ("mass,bill", ViewChoice("columns", ("mass", "bill"))),
        ("PC 1,PC 3", ViewChoice("components", ("PC 1", "PC 3"))),
        ("mass,bill,PC 1", ViewChoice("space", ("mass", "bill", "PC 1"))),
        ("matrix", ViewChoice("matrix")),
        ("parallel", ViewChoice("parallel")),
        ("parallel:mass,bill", ViewChoice("parallel", ("mass", "bill"))),
        ("matrix:mass,bill,year", ViewChoice("matrix", ("mass", "bill", "year"))),
    ],
)
def test_words_name_a_view(text, choice):
    assert parsed_view(text, COLUMNS) == choice


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("matrx", "no axis 'matrx'"),
        ("mass", "two columns, two components, or three"),
        ("matrix:mas,bill", "no column 'mas'; did you mean mass?"),
        ("matrix:PC 1,bill", "no column 'PC 1'"),
        ("matrix:bill", "matrix takes 2 to 6 columns; there were 1."),
        ("matrix:", "must be names with commas between them"),
        ("tsne:1", "--view tsne takes a whole number from 2 to 100; it was '1'."),
        ("umap:many", "--view umap takes a whole number from 2 to 100; it was 'many'."),
    ],
)
def test_wrong_views_are_usage_errors(text, words):
    with pytest.raises(UsageError, match=re.escape(words)):
        parsed_view(text, COLUMNS)


def test_an_embedding_may_be_asked_for_with_another_number_of_neighbors():
    assert parsed_view("tsne", COLUMNS) == ViewChoice("tsne")
    assert parsed_view("umap:30", COLUMNS) == ViewChoice("umap", near=30)


def test_an_embedding_is_computed_with_the_number_of_neighbors_that_was_asked_for(monkeypatch):
    made = embedding.EmbeddingMethod(
        "t-SNE",
        "json",
        "openTSNE",
        lambda values, near: iter([EmbeddingFrame(values[:, :2] * near, f"{near}", True)]),
    )
    monkeypatch.setitem(embedding.EMBEDDINGS, "tsne", made)
    prepared = prepare(read_table(resource("examples/iris.csv")), None, "none", False)
    choice = view_choice("tsne:7", prepared)
    assert "shown by 7 ·" in prepared.cached_view(choice).badge


def test_a_run_is_rendered_in_multi_axis_views(cli, iris, tmp_path, painting):
    written = set()
    for view in ("pca", "matrix", "parallel"):
        path = tmp_path / f"{view}.png"
        assert cli("run", "kmeans", *iris, "--k", "3", "--view", view, "--picture", path).code == 0
        written.add(path.read_bytes())
    assert len(written) == 3
    assert all(picture.startswith(b"\x89PNG") for picture in written)
