"""Embeddings in the real window."""

import threading

import pytest

from clusterlab.core.resources import resource
from clusterlab.session.analysis import embedding
from clusterlab.session.analysis.embedding import EMBEDDINGS, EmbeddingFrame
from clusterlab.session.state.view_choice import VIEWS, ViewChoice
from clusterlab.ui.panels.view_bar import ViewBar


@pytest.fixture
def gate(monkeypatch):
    """An embedding whose last frame waits for this event."""
    opened = threading.Event()

    def frames(values, near):
        yield EmbeddingFrame(values[:, :2], "halfway")
        opened.wait(10)
        yield EmbeddingFrame(-values[:, :2], f"the end of {near}", True)

    monkeypatch.setitem(EMBEDDINGS, "tsne", embedding.EmbeddingMethod("t-SNE", "json", "openTSNE", frames))
    yield opened
    opened.set()


@pytest.fixture
def halfway(program, rest, gate, qtbot):
    """The program on four columns with an embedding that has yielded one of two frames."""
    program.presenter.commands.open_file(resource("examples/iris.csv"))
    rest()
    program.window.views.kind.chosen.emit("tsne")
    qtbot.waitUntil(lambda: "halfway" in program.window.canvas.picture.view.badge, timeout=20_000)
    return program


def test_the_frames_of_an_embedding_are_shown_and_the_last_one_is_kept(halfway, gate, rest):
    gate.set()
    rest()
    canvas = halfway.window.canvas
    assert "shown by the end" in canvas.picture.view.badge
    view = canvas.picture.view
    halfway.window.views.kind.chosen.emit("columns")
    rest()
    halfway.window.views.kind.chosen.emit("tsne")
    rest()
    assert (canvas.picture.view.places == view.places).all()


def test_canceling_keeps_the_last_frame(halfway, gate, rest):
    halfway.presenter.cancel()
    gate.set()
    rest()
    assert "halfway" in halfway.window.canvas.picture.view.badge
    assert "Stopped" in halfway.window.message.words.text()


def test_changing_the_perplexity_computes_another_embedding(halfway, gate, rest, qtbot):
    gate.set()
    rest()
    halfway.window.views.near.moved.emit(5, True)
    rest()
    assert "the end of 7" in halfway.window.canvas.picture.view.badge
    halfway.presenter.commands.undo()
    rest()
    assert "the end of 30" in halfway.window.canvas.picture.view.badge


def test_a_missing_package_is_named_in_the_menu(qtbot, monkeypatch):
    for kind, title in (("tsne", "t-SNE"), ("umap", "UMAP")):
        absent = embedding.EmbeddingMethod(title, "a_module_that_is_not_there", "a package", iter)
        monkeypatch.setitem(EMBEDDINGS, kind, absent)
    bar = ViewBar()
    qtbot.addWidget(bar)
    bar.show_views(["a", "b", "c"], {}, ViewChoice("matrix"))
    items = [bar.kind.model().item(i) for i in range(len(VIEWS))]
    off = [item.text() for item in items if not item.isEnabled()]
    assert off == [f"{title} needs a package: pip install clusterlab[embed]" for title in ("t-SNE", "UMAP")]
    assert bar.kind.choice() == "matrix"
