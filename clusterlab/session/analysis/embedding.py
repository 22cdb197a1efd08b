"""t-SNE and UMAP, by packages that are installed with `pip install clusterlab[embed]`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from weakref import WeakKeyDictionary

import numpy as np

from clusterlab.core.errors import UserError
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.version import is_packaged
from clusterlab.kernels.typing import Floats

EMBEDDING_SEED = 0
MIN_POINTS = 5
MIN_NEIGHBORS, MAX_NEIGHBORS = 2, 100
"""The range of the number of neighbors that a person can choose."""
EARLY_ITERATIONS, LATE_ITERATIONS, ITERATIONS_PER_FRAME = 250, 500, 5
"""Iterations of t-SNE with early exaggeration, those after it, and those between two frames."""


@dataclass(frozen=True, eq=False)
class EmbeddingFrame(FrozenArrays):
    """The embedded points (n, 2) after some iterations; `words` name the method and the iteration."""

    places: Floats
    words: Message
    last: bool = False


@dataclass(frozen=True)
class EmbeddingMethod:
    """A way to embed points: `frames` computes it with a `module` of a `package`.

    `near` names its number of neighbors, of which `help` says what it does.
    """

    title: str
    module: str
    package: str
    frames: Callable[[Floats, int], Iterator[EmbeddingFrame]]
    near: str = "Perplexity"
    help: str = ""
    default_neighbors: int = 30

    @property
    def missing(self) -> Message:
        """Why it cannot be used; empty where it can."""
        if _is_installed(self.module):
            return Message()
        if is_packaged():
            template = "{method} is not in the packaged program, but in clusterlab[embed] from pip"
            return Message(template, method=self.title)
        template = "{method} needs {package}: pip install clusterlab[embed]"
        return Message(template, method=self.title, package=self.package)


@cache
def _is_installed(module: str) -> bool:
    return find_spec(module) is not None


def tsne_frames(values: Floats, near: int) -> Iterator[EmbeddingFrame]:
    """t-SNE (van der Maaten and Hinton 2008) of points (n, d) by openTSNE, from their principal components.

    A frame every few iterations: the optimizer keeps its momentum between calls.
    """
    library = import_module("openTSNE")
    affinity, start = import_module("openTSNE.affinity"), import_module("openTSNE.initialization")
    points = np.ascontiguousarray(values)
    start_positions = start.pca(points, random_state=EMBEDDING_SEED)
    perplexity = min(near, (len(points) - 1) / 3)
    title = Message("t-SNE (perplexity {perplexity})", perplexity=round(perplexity))
    words = Message("{method}: finding neighbors", method=title)
    yield EmbeddingFrame(np.array(start_positions), words)
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
        total = EARLY_ITERATIONS + LATE_ITERATIONS
        words = Message("{method}, iteration {done} of {total}", method=title, done=done, total=total)
        last = done == total
        yield EmbeddingFrame(np.array(embedding, float), title if last else words, last)


def umap_frames(values: Floats, near: int) -> Iterator[EmbeddingFrame]:
    """UMAP (McInnes, Healy and Melville 2018) of points (n, d) by umap-learn, in a single frame."""
    library = import_module("umap")
    neighbors = min(near, len(values) - 1)
    made = library.UMAP(n_neighbors=neighbors, random_state=EMBEDDING_SEED, n_jobs=1)
    places = made.fit_transform(np.ascontiguousarray(values))
    words = Message("UMAP ({n:# neighbor|# neighbors})", n=neighbors)
    yield EmbeddingFrame(np.array(places, float), words, True)


EMBEDDINGS = {
    "tsne": EmbeddingMethod(
        "t-SNE",
        "openTSNE",
        "openTSNE",
        tsne_frames,
        help="The effective number of neighbors: low shows local, high global structure.",
    ),
    "umap": EmbeddingMethod(
        "UMAP",
        "umap",
        "umap-learn",
        umap_frames,
        "Neighbors",
        "The number of neighbors: low shows local, high global structure.",
        15,
    ),
}


_latest_frames: WeakKeyDictionary[Points, dict[str, tuple[int, EmbeddingFrame]]] = WeakKeyDictionary()
"""The latest frame of each kind of embedding and its number of neighbors, as long as the points exist."""


def embedding_frames(kind: str, points: Points, values: Floats, near: int = 0) -> Iterator[EmbeddingFrame]:
    """An embedding of the features `values` (n, d) of some points; each frame is stored with these.

    `near` is the number of neighbors, 0 for the default. Raises UserError where it cannot be computed.
    """
    embedding = EMBEDDINGS[kind]
    if embedding.missing:
        raise UserError(embedding.missing)
    if points.n < MIN_POINTS:
        template = "{method} needs at least {low!s} points; there are {n!s}."
        raise UserError(Message(template, method=embedding.title, low=MIN_POINTS, n=points.n))
    for frame in embedding.frames(values, near or embedding.default_neighbors):
        _latest_frames.setdefault(points, {})[kind] = near, frame
        yield frame


def latest_embedding_frame(kind: str, points: Points, near: int = 0) -> EmbeddingFrame | None:
    """The last frame of an embedding of some points with so many neighbors, if there is one."""
    found = _latest_frames.get(points, {}).get(kind)
    return found[1] if found is not None and found[0] == near else None
