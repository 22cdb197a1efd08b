"""The stability of clusters, as plain values by name, as cells of a table and in sentences."""

from collections.abc import Iterator, Sequence

import numpy as np

from clusterlab.core.formatting import format_number
from clusterlab.core.message import Message
from clusterlab.export.json_text import Summary
from clusterlab.metrics.k_sweep import SweepEntry
from clusterlab.metrics.stability import ROWS_RESAMPLED, SUPPORTED_STRENGTH, Stability, StabilityValues

STABILITY_NAMES = ("least Jaccard", "uniform", "prediction strength", "uniform")
"""The headings of the cells of `stability_cells`."""


def stability_summary(found: Stability | None) -> Summary:
    """The values for the points, and for uniform points without clusters; empty where none were computed."""
    if found is None:
        return {}
    return {
        "stability": {
            **_values(found.data),
            "uniform": _values(found.uniform),
            "resamples": found.resamples,
            "points": found.used,
        }
    }


def stability_cells(found: Stability) -> list[str]:
    """The least Jaccard similarity of a cluster and the prediction strength, each beside uniform points."""
    values = [
        _least(found.data),
        _least(found.uniform),
        found.data.prediction_strength,
        found.uniform.prediction_strength,
    ]
    return [format_number(None if np.isnan(value) else value) for value in values]


def supported_k(entries: Sequence[SweepEntry]) -> int | None:
    """The greatest K whose prediction strength is at least `SUPPORTED_STRENGTH`; None without stabilities."""
    known = [entry for entry in entries if entry.stability is not None]
    strong = [
        e.k for e in known if e.stability and e.stability.data.prediction_strength >= SUPPORTED_STRENGTH
    ]
    return max(strong, default=None)


def stability_sentences(entries: Sequence[SweepEntry]) -> Iterator[Message]:
    """The K that prediction strength supports, and what the stability is that of."""
    found = next((entry.stability for entry in entries if entry.stability is not None), None)
    if found is None:
        return
    k = supported_k(entries)
    if k is not None:
        template = "The prediction strength is at least {least!s} up to K = {k!s}."
        yield Message(template, least=SUPPORTED_STRENGTH, k=k)
    yield Message("Stability from {n:# resample|# resamples}, beside uniform points.", n=found.resamples)
    if found.used < found.of:
        template = "The stability is that of a random sample of {used} of {of} points."
        yield Message(template, used=found.used, of=found.of)
    if found.weighted:
        yield ROWS_RESAMPLED


def _values(values: StabilityValues) -> Summary:
    return {"jaccard": values.jaccard.tolist(), "prediction_strength": values.prediction_strength}


def _least(values: StabilityValues) -> float:
    """The least Jaccard similarity of all clusters that have points."""
    known = values.jaccard[~np.isnan(values.jaccard)]
    return float(known.min(initial=np.inf)) if len(known) else float("nan")
