"""Embeddings by other packages: their arguments, what is shown before them, and missing packages."""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.core.errors import UserError
from clusterlab.core.marks import Centers, CenterTrajectories, Ellipses, PointMarks
from clusterlab.core.resources import resource
from clusterlab.datasets.readers.files import read_table
from clusterlab.export.picture import picture
from clusterlab.session.analysis import embedding
from clusterlab.session.analysis.embedding import (
    EARLY_ITERATIONS,
    EMBEDDINGS,
    ITERATIONS_PER_FRAME,
    LATE_ITERATIONS,
    EmbeddingFrame,
    embedding_frames,
    latest_embedding_frame,
)
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.view_choice import ViewChoice

TSNE = ViewChoice("tsne")


@pytest.fixture
def iris():
    return prepare(read_table(resource("examples/iris.csv")), None, "none", False)


@pytest.fixture
def two_frames(monkeypatch):
    """An embedding in two frames that needs no package: the first two columns, then their negatives."""

    def frames(values, near):
        yield EmbeddingFrame(values[:, :2], "halfway")
        yield EmbeddingFrame(-values[:, :2], "done", True)

    monkeypatch.setitem(EMBEDDINGS, "tsne", embedding.EmbeddingMethod("t-SNE", "json", "openTSNE", frames))


def module(monkeypatch, name, **contents):
    made = ModuleType(name)
    made.__spec__ = ModuleSpec(name, None)
    vars(made).update(contents)
    monkeypatch.setitem(sys.modules, name, made)


def test_a_missing_package_is_an_error_that_says_how_to_install_it(monkeypatch, iris):
    absent = embedding.EmbeddingMethod("t-SNE", "a_module_that_is_not_there", "openTSNE", iter)
    monkeypatch.setitem(EMBEDDINGS, "tsne", absent)
    assert absent.missing == "t-SNE needs openTSNE: pip install clusterlab[embed]"
    with pytest.raises(UserError, match="pip install"):
        next(embedding_frames("tsne", iris.points, iris.features.values))


def test_the_packaged_program_does_not_tell_to_install_into_it(monkeypatch):
    absent = embedding.EmbeddingMethod("t-SNE", "a_module_that_is_not_there", "openTSNE", iter)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert absent.missing == "t-SNE is not in the packaged program, but in clusterlab[embed] from pip"


def test_few_points_are_rejected(two_frames, iris):
    few = prepare(iris.table, None, "none", False, sample=4)
    with pytest.raises(UserError, match="at least 5 points; there are 4"):
        next(embedding_frames("tsne", few.points, few.features.values))


def test_components_are_shown_until_an_embedding_is_ready(iris):
    view = iris.cached_view(TSNE)
    assert view.axes[0].startswith("PC 1")
    assert view.badge.endswith("t-SNE is not ready")


def test_each_frame_is_another_view_and_stays_the_same_object_until_the_next(two_frames, iris):
    frames = embedding_frames("tsne", iris.points, iris.features.values)
    next(frames)
    first = iris.cached_view(TSNE)
    assert iris.cached_view(TSNE) is first
    assert np.array_equal(first.places, iris.points.values[:, :2])
    assert first.badge.startswith("clustered on 4 features, shown by halfway ·")
    next(frames)
    assert np.array_equal(iris.cached_view(TSNE).places, -first.places)
    assert latest_embedding_frame("tsne", iris.points).last


def test_another_perplexity_is_another_embedding(monkeypatch, iris):
    asked = []

    def frames(values, near):
        asked.append(near)
        yield EmbeddingFrame(values[:, :2] * near, f"t-SNE (perplexity {near})", True)

    monkeypatch.setitem(EMBEDDINGS, "tsne", embedding.EmbeddingMethod("t-SNE", "json", "openTSNE", frames))
    for near in (0, 7):
        list(embedding_frames("tsne", iris.points, iris.features.values, near))
    assert asked == [30, 7]
    assert latest_embedding_frame("tsne", iris.points) is None  # the last one alone is kept
    assert "perplexity 7" in iris.cached_view(ViewChoice("tsne", near=7)).badge
    assert iris.cached_view(TSNE).badge.endswith("t-SNE is not ready")


def test_centers_are_drawn_at_their_nearest_points_and_ellipses_are_not(two_frames, iris):
    step = list(GaussianMixture(k=3).steps(iris.points))[-1]
    list(embedding_frames("tsne", iris.points, iris.features.values))
    view = iris.cached_view(TSNE)
    drawn = picture(iris.points, view, step, trajectories=[iris.points.values[:3]])
    apart = np.linalg.norm(iris.points.values[:, None] - step.centers, axis=2)
    assert np.array_equal(drawn.mark(Centers).positions, view.places[apart.argmin(axis=0)])
    assert drawn.mark(Ellipses) is drawn.mark(CenterTrajectories) is None
    assert drawn.mark(PointMarks).labels is not None
    assert not view.is_invertible
    assert not view.shows_all_features


def test_reduced_points_are_embedded_by_all_their_features(two_frames, iris):
    few = prepare(iris.table, None, "none", False, reduce=2)
    list(embedding_frames("tsne", few.points, few.features.values))
    view = few.cached_view(TSNE)
    assert view.places.shape == (150, 2)
    assert "clustered on 2 components of 4 features" in view.badge
    assert view.project(few.points.values[:2]) == pytest.approx(view.places[:2])


def test_tsne_continues_its_optimization_with_early_exaggeration_first(monkeypatch):
    """The calls of openTSNE, recorded by a stub, and their order."""
    asked, perplexities, values = [], [], np.arange(40.0).reshape(20, 2)

    class ComparisonMetrics(np.ndarray):
        def optimize(self, n_iter, **how):
            asked.append((n_iter, how["exaggeration"], how["momentum"], how["inplace"]))
            self += n_iter

    def start(points, random_state):
        return points.copy()

    def near(points, **how):
        return SimpleNamespace(points=points, **how)

    def standing(begun, affinities, **how):
        perplexities.append(affinities.perplexity)
        assert affinities.random_state == how["random_state"] == embedding.EMBEDDING_SEED
        assert affinities.n_jobs == how["n_jobs"] == 1  # the worker's thread alone
        return begun.copy().view(ComparisonMetrics)

    module(monkeypatch, "openTSNE", TSNEEmbedding=standing)
    module(monkeypatch, "openTSNE.affinity", PerplexityBasedNN=near)
    module(monkeypatch, "openTSNE.initialization", pca=start)
    frames = list(embedding.tsne_frames(values, 30))
    assert len(asked) == (EARLY_ITERATIONS + LATE_ITERATIONS) // ITERATIONS_PER_FRAME
    assert [one[1:] for one in asked[: EARLY_ITERATIONS // ITERATIONS_PER_FRAME]] == [(12, 0.5, True)] * (
        EARLY_ITERATIONS // ITERATIONS_PER_FRAME
    )
    assert asked[-1] == (ITERATIONS_PER_FRAME, None, 0.8, True)
    assert np.array_equal(frames[0].places, values)
    assert np.array_equal(frames[-1].places, values + EARLY_ITERATIONS + LATE_ITERATIONS)
    assert "iteration 500 of 750" in frames[100].words
    assert [frame.last for frame in frames].count(True) == 1
    next(frame for frame in embedding.tsne_frames(values, 5) if frame.last)
    assert perplexities == [pytest.approx(19 / 3), 5]  # never more than the points can have


def test_umap_gets_a_seed_and_no_more_neighbors_than_there_are(monkeypatch):
    asked = {}

    def made(**how):
        asked.update(how)
        return SimpleNamespace(fit_transform=lambda points: points[:, :2] * 2)

    module(monkeypatch, "umap", UMAP=made)
    (frame,) = embedding.umap_frames(np.ones((8, 3)), 15)
    assert asked == {"n_neighbors": 7, "random_state": embedding.EMBEDDING_SEED, "n_jobs": 1}
    list(embedding.umap_frames(np.ones((8, 3)), 4))
    assert asked["n_neighbors"] == 4
    assert frame.last
    assert frame.places.tolist() == [[2, 2]] * 8
