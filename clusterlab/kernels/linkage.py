"""Ward's hierarchical clustering by the nearest-neighbor chain algorithm."""

from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.native import linkage as native
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.typing import CancelCheck, Floats, never_canceled


def ward_linkage(points: Floats, check_canceled: CancelCheck = never_canceled) -> Floats:
    """The merges (n - 1, 4) of Ward's hierarchy over `points` (n, d), lowest first (Ward 1963).

    The format is that of scipy's `linkage`: the numbers of the two merged clusters, the lower first (points
    are 0 to n - 1, the cluster of merge i is n + i), height and size. The height, in units of the points, is
    the square root of twice the increase in inertia.

    A chain leads from each cluster to its nearest neighbor; reciprocal nearest neighbors are merged (Murtagh
    1983). Of equal ones it is the link before, else the cluster in the lowest slot: the points, and with
    each merge the union takes the slot of the end of the chain, and the cluster in the last slot that of the
    other. Distances are computed from means, so memory is linear in n. Calls `check_canceled` several times a
    second.
    """
    return _in_order(chain_merges(points, check_canceled), len(points))


@with_native(native.chain_merges)
def chain_merges(points: Floats, check_canceled: CancelCheck) -> Floats:
    """The merges (n - 1, 4) of `points` (n, d) in the order of the chain: numbers, cost and size.

    The cost is twice the rise of the inertia.
    """
    active, chain, merges = _ActiveClusters.of(points), list[int](), list[tuple[int, int, float, float]]()
    costs = np.zeros(2 * len(points))  # a merge costs less than earlier ones only by rounding
    while active.n_active > 1:
        if not chain:
            chain.append(int(active.numbers[0]))
        while True:
            check_canceled()
            number, cost = active.nearest(chain[-1], chain[-2] if len(chain) > 1 else None)
            if len(chain) > 1 and number == chain[-2]:
                break
            chain.append(number)
        first, second, merged = chain.pop(), chain.pop(), active.next_number
        costs[merged] = max(cost, costs[first], costs[second])
        merges.append((first, second, costs[merged], active.merge(first, second)))
    return np.array(merges, float).reshape(-1, 4)


@dataclass(eq=False)
class _ActiveClusters:
    """The clusters not merged yet, in contiguous slots: means (d, n), sizes (n,) and numbers (n,)."""

    means: Floats
    sizes: Floats
    numbers: np.ndarray
    slots: np.ndarray
    buffer: Floats
    n_active: int
    next_number: int

    @classmethod
    def of(cls, points: Floats) -> "_ActiveClusters":
        n = len(points)
        means = np.array(points.T, order="C")
        return cls(means, np.ones(n), np.arange(n), np.arange(2 * n), np.empty((2, n)), n, n)

    def nearest(self, number: int, last: int | None) -> tuple[int, float]:
        """The cluster whose merge with this one costs least, and twice that cost; ties go to `last`."""
        slot, n_active = self.slots[number], self.n_active
        costs, buffer = self.buffer[:, :n_active]
        costs.fill(0.0)
        for column in self.means:
            np.subtract(column[:n_active], column[slot], out=buffer)
            np.multiply(buffer, buffer, out=buffer)
            np.add(costs, buffer, out=costs)
        sizes = self.sizes[:n_active]
        np.add(sizes, sizes[slot], out=buffer)
        np.divide(sizes, buffer, out=buffer)
        np.multiply(costs, buffer, out=costs)
        costs[slot] = np.inf
        found = int(costs.argmin())
        if last is not None and costs[self.slots[last]] <= costs[found]:
            found = int(self.slots[last])
        return int(self.numbers[found]), float(2 * sizes[slot] * costs[found])

    def merge(self, first: int, second: int) -> float:
        """Replaces the first cluster by the union of both, and returns its size."""
        first_slot, second_slot, last = int(self.slots[first]), int(self.slots[second]), self.n_active - 1
        size = self.sizes[first_slot] + self.sizes[second_slot]
        first_sum, second_sum = (
            self.sizes[first_slot] * self.means[:, first_slot],
            self.sizes[second_slot] * self.means[:, second_slot],
        )
        same = self.means[:, first_slot] == self.means[:, second_slot]  # their weighted mean may round
        mean = np.where(same, self.means[:, first_slot], (first_sum + second_sum) / size)
        self.means[:, first_slot] = mean
        self.sizes[first_slot], self.numbers[first_slot] = size, self.next_number
        self.slots[self.next_number] = first_slot
        self.means[:, second_slot], self.sizes[second_slot] = self.means[:, last], self.sizes[last]
        self.numbers[second_slot] = self.numbers[last]
        self.slots[self.numbers[second_slot]] = second_slot
        self.next_number, self.n_active = self.next_number + 1, last
        return float(size)


def _in_order(merges: Floats, n: int) -> Floats:
    """The merges (n - 1, 4) sorted by cost, with clusters numbered in that order and heights."""
    order = np.argsort(merges[:, 2], kind="stable")
    renamed = np.arange(2 * n - 1)
    renamed[n + order] = n + np.arange(len(order))
    pairs = np.sort(renamed[merges[order, :2].astype(np.intp)], axis=1)
    return np.column_stack([pairs, np.sqrt(merges[order, 2]), merges[order, 3]])
