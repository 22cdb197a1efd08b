"""The flow from the K before, as plain values by name."""

from clusterlab.core.formatting import whole_number
from clusterlab.export.json_text import Summary
from clusterlab.metrics.k_sweep import SweepEntry
from clusterlab.session.state.cluster_listing import PLAIN_LISTING


def flow_summary(entry: SweepEntry, before: SweepEntry | None) -> Summary:
    """How many points, or how much weight, each cluster at the K before shares with each at this K.

    Clusters are numbered from 1, noise is -1; pairs that share nothing are left out.
    """
    flow = entry.flow
    if flow is None or before is None:
        return {}
    number = PLAIN_LISTING.number
    pairs = zip(flow.sources.tolist(), flow.targets.tolist(), flow.sizes.tolist(), strict=True)
    shares = [
        {"from": number(source), "to": number(target), "size": whole_number(size)}
        for source, target, size in pairs
    ]
    return {"flow": {"from_k": before.k, "shares": shares}}
