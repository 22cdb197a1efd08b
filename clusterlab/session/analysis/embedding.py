"""t-SNE and UMAP, made by packages of others where these are installed: `pip install clusterlab[embed]`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from clusterlab.core.errors import UserError
from clusterlab.core.formatting import format_count
from clusterlab.core.frozen import freeze
from clusterlab.core.points import Points
from clusterlab.core.version import is_packaged
from clusterlab.kernels.typing import Floats

INSTALL = "pip install clusterlab[embed]"
NOT_PACKAGED = "is not in the packaged program, but in clusterlab[embed] from pip"
EMBEDDING_SEED = 0
MIN_POINTS = 5  # points
MIN_NEIGHBORS, MAX_NEIGHBORS = 2, 100
"""Of so many neighbors a person may have an embedding take account."""
EARLY_ITERATIONS, LATE_ITERATIONS, ITERATIONS_PER_FRAME = 250, 500, 5
"""Iterations of t-SNE with early exaggeration and after it, and how many of them between two pictures."""
EMBEDDING_CAUTION = "sizes and gaps of groups mean little"


@dataclass(frozen=True, eq=False)
class EmbeddingFrame:
    """Where the points are (n, 2) after part of the work, and in words how far that is."""

    places: Floats
    words: str
    last: bool = False

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True)
class EmbeddingMethod:
    """A way to embed: what it is called, the module that does it, how it goes on from frame to frame, and
    of how many neighbors it takes account: in what word, why, and how many as a rule."""

    title: str
    module: str
    package: str
    frames: Callable[[Floats, int], Iterator[EmbeddingFrame]]
    near: str = "Perplexity"
    help: str = ""
    default_neighbors: int = 30

    @property
    def missing(self) -> str:
        """Why it cannot be had, in a sentence; empty where it can."""
        if _is_there(self.module):
            return ""
        return f"{self.title} {NOT_PACKAGED if is_packaged() else f'needs {self.package}: {INSTALL}'}"


@cache
def _is_there(module: str) -> bool:
    return find_spec(module) is not None


def tsne_frames(values: Floats, near: int) -> Iterator[EmbeddingFrame]:
    """t-SNE (van der Maaten and Hinton 2008) of points (n, d) by openTSNE, from their principal components.

    Its optimizer keeps its momentum between calls, so that it can be watched: a frame every few iterations.
    """
    library = import_module("openTSNE")
    affinity, start = import_module("openTSNE.affinity"), import_module("openTSNE.initialization")
    points = np.ascontiguousarray(values)
    start_positions = start.pca(points, random_state=EMBEDDING_SEED)
    perplexity = min(near, (len(points) - 1) / 3)
    yield EmbeddingFrame(
        np.array(start_positions), f"t-SNE (perplexity {perplexity:.0f}): its start, looking for neighbors"
    )
    near = affinity.PerplexityBasedNN(points, perplexity=perplexity, random_state=EMBEDDING_SEED, n_jobs=1)
    embedding = library.TSNEEmbedding(start_positions, near, random_state=EMBEDDING_SEED, n_jobs=1)
    for done in range(ITERATIONS_PER_FRAME, EARLY_ITERATIONS + LATE_ITERATIONS + 1, ITERATIONS_PER_FRAME):
        early = done <= EARLY_ITERATIONS
        embedding.optimize(
            ITERATIONS_PER_FRAME,
            inplace=True,
            exaggeration=12 if early else None,
            momentum=0.5 if early else 0.8,
            propagate_exception=True,
        )
        words = (
            f"t-SNE (perplexity {perplexity:.0f}), iteration {done} of {EARLY_ITERATIONS + LATE_ITERATIONS}"
        )
        last = done == EARLY_ITERATIONS + LATE_ITERATIONS
        yield EmbeddingFrame(np.array(embedding, float), words.split(",")[0] if last else words, last)


def umap_frames(values: Floats, near: int) -> Iterator[EmbeddingFrame]:
    """UMAP (McInnes, Healy and Melville 2018) of points (n, d) by umap-learn, which lets nobody watch."""
    library = import_module("umap")
    neighbors = min(near, len(values) - 1)
    made = library.UMAP(n_neighbors=neighbors, random_state=EMBEDDING_SEED, n_jobs=1)
    places = made.fit_transform(np.ascontiguousarray(values))
    yield EmbeddingFrame(np.array(places, float), f"UMAP ({format_count(neighbors, 'neighbor')})", True)


EMBEDDINGS = {
    "tsne": EmbeddingMethod(
        "t-SNE",
        "openTSNE",
        "openTSNE",
        tsne_frames,
        help="About how many neighbors each point keeps near: few show what is close, many how groups lie.",
    ),
    "umap": EmbeddingMethod(
        "UMAP",
        "umap",
        "umap-learn",
        umap_frames,
        "Neighbors",
        "How many neighbors each point keeps near: few show what is close, many how groups lie.",
        15,
    ),
}


def embedding_frames(kind: str, points: Points, values: Floats, near: int = 0) -> Iterator[EmbeddingFrame]:
    """An embedding of the features `values` (n, d) of some points, each frame remembered with these.

    It takes account of `near` neighbors, 0 for as many as usual. Raises RefusalError where it cannot be had.
    """
    embedding = EMBEDDINGS[kind]
    if embedding.missing:
        raise UserError(embedding.missing)
    if points.n < MIN_POINTS:
        raise UserError(f"{embedding.title} needs at least {MIN_POINTS} points; there are {points.n}.")
    for frame in embedding.frames(values, near or embedding.default_neighbors):
        points.store(kind, (near, frame))
        yield frame


def latest_embedding_frame(kind: str, points: Points, near: int = 0) -> EmbeddingFrame | None:
    """The last frame of such an embedding of some points, if there is one."""
    found: tuple[int, EmbeddingFrame] | None = points.stored(kind)
    return found[1] if found is not None and found[0] == near else None
