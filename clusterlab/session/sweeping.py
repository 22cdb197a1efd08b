"""The charts over K: swept in the background, kept for data and algorithms that come back."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.job import Job
from clusterlab.core.points import Points
from clusterlab.measures.sweep import SweepEntry, best_k, sweep, sweep_knee, with_silhouettes
from clusterlab.session.choices import Session, data_of

KS = range(1, 11)
RESTARTS = 10
KEPT = 12


@dataclass(eq=False)
class Curve:
    """The sweep of one algorithm on some data, as far as it has come: what is known of each K."""

    algorithm: Algorithm
    known: dict[int, SweepEntry] = field(default_factory=dict)
    ended: bool = False
    complete: bool = False

    @property
    def entries(self) -> list[SweepEntry]:
        """What is known, in the order of K."""
        return list(self.known.values())


class Sweeper:
    """Fills in the charts over K; starts again only when data or algorithm really changed."""

    def __init__(self) -> None:
        self._job = Job("clusterlab sweep")
        self._curves: OrderedDict[Any, Curve] = OrderedDict()
        self.curve: Curve | None = None

    @property
    def computing(self) -> bool:
        """Whether a sweep is going on."""
        return self.busy and self._job.running

    @property
    def busy(self) -> bool:
        """Whether a sweep goes on or its end is still to be seen, so that ticks are wanted."""
        return self.curve is not None and not self.curve.ended

    def ask(self, session: Session, points: Points) -> bool:
        """Shows the sweep of a session whatever its K and seed; says whether it is another than before.

        An algorithm that finds K by itself has none.
        """
        if not session.k:
            other, self.curve = self.curve is not None, None
            self._job.cancel()
            return other
        algorithm = _general(session.algorithm)
        key = (*data_of(session), algorithm)
        if self.curve is not None and self._curves.get(key) is self.curve:
            return False
        self._job.cancel()
        self.curve = curve = self._kept(key, algorithm)
        if not curve.complete:
            curve.known.clear()
            curve.ended = False
            self._job.start(
                lambda: with_silhouettes(sweep(algorithm, points, KS, restarts_of(algorithm)), points)
            )
        return True

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes what came in since the last tick: whether the curve grew, and an error to tell."""
        ended = not self._job.running
        failure = self._job.failure()
        taken = [item for item in self._job.take() if isinstance(item, SweepEntry)]
        if self.curve is None:
            return False, failure
        self.curve.known.update((entry.k, entry) for entry in taken)
        completed = ended and not self.curve.ended
        self.curve.ended = self.curve.ended or ended
        self.curve.complete = self.curve.complete or (completed and failure is None)
        return bool(taken) or completed, failure

    def told_by_criterion(self) -> tuple[str, int | None]:
        """What the objective over K says in few words, and the K that it marks."""
        if self.curve is None or not self.curve.complete:
            return "", None
        criterion = self.curve.algorithm.criterion
        if criterion is not self.curve.algorithm.objective:
            lowest = best_k(self.curve.entries, criterion.key, criterion.lower_is_better)
            return f"lowest at K = {lowest} · lower is better", lowest
        found = sweep_knee(self.curve.algorithm, self.curve.entries)
        if found is None:
            return f"{criterion.name.lower()} · no knee", None
        return f"{criterion.name.lower()} · knee at K = {found}, a heuristic", found

    def told_by_silhouette(self) -> tuple[str, int | None]:
        """What the silhouettes say in few words, and the K that they mark."""
        if self.curve is None or not self.curve.complete:
            return "", None
        found = best_k(self.curve.entries, "silhouette", lowest=False)
        return ("not defined", None) if found is None else (f"highest at K = {found}", found)

    def sample_words(self) -> str:
        """How many points the silhouettes were computed on, where it was not all."""
        sizes = {e.silhouette_of for e in self.curve.entries if e.silhouette_of} if self.curve else set()
        return (
            f" Computed on a sample of {max(sizes):,} points." if sizes and self._sampled(max(sizes)) else ""
        )

    def _sampled(self, size: int) -> bool:
        assert self.curve is not None
        labels = self.curve.entries[0].step.labels
        return labels is not None and size < len(labels)

    def cancel(self) -> bool:
        """Stops the sweep; what is drawn stays. Says whether there was one."""
        if self.curve is None or self.curve.ended:
            return False
        self._job.cancel()
        self.curve.ended = True
        return True

    def close(self) -> bool:
        """Ends the worker and waits for it."""
        return self._job.close()

    def _kept(self, key: Any, algorithm: Algorithm) -> Curve:
        curve = self._curves.pop(key, None) or Curve(algorithm)
        self._curves[key] = curve
        while len(self._curves) > KEPT:
            self._curves.popitem(last=False)
        return curve


def restarts_of(algorithm: Algorithm) -> int:
    """How many starts each K gets: ten for a method whose result hangs on its start."""
    return 1 if algorithm.soft or not hasattr(algorithm, "seed") else RESTARTS


def _general(algorithm: Algorithm) -> Algorithm:
    """The algorithm whatever its K and its seed: the same sweep serves them all."""
    seedless = replace(algorithm, seed=0) if hasattr(algorithm, "seed") else algorithm  # type: ignore[type-var]
    return replace(seedless, k=1)  # type: ignore[type-var]
