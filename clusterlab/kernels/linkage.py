"""Ward's hierarchy of all points, found by following chains of nearest neighbors."""

from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.typing import CancelCheck, Floats, never_canceled


def ward_linkage(points: Floats, check_canceled: CancelCheck = never_canceled) -> Floats:
    """Every merge of Ward's hierarchy over `points` (n, d), the cheapest first: (n - 1, 4).

    A merge has the numbers of its two clusters, the lower first (points are 0 to n - 1, the cluster of
    merge i is n + i), its height and its size, as scipy's `linkage` has them. The height, in units of the
    points, is the root of twice by how much the inertia rises. (Ward 1963.)

    A chain goes from a cluster to its nearest, from there to the nearest of that, and so on: where two
    are nearest to each other they are merged (Murtagh 1983). Distances follow from the means, so memory
    grows with n and not with its square, and it pauses after every link of a chain.
    """
    active, chain, merges = _ActiveClusters.of(points), list[int](), list[tuple[int, int, float, float]]()
    costs = np.zeros(2 * len(points))  # a merge never costs less than those before it, but by rounding
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
    return _in_order(merges, len(points))


@dataclass(eq=False)
class _ActiveClusters:
    """The clusters that are left, side by side: a row of means for each column, sizes and numbers."""

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
        """The cluster whose merge with this one is the cheapest, and twice the cost; of equals the `last`."""
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
        """Puts the union of two clusters in the place of the first; says its size."""
        first_slot, second_slot, last = int(self.slots[first]), int(self.slots[second]), self.n_active - 1
        size = self.sizes[first_slot] + self.sizes[second_slot]
        first_sum, second_sum = (
            self.sizes[first_slot] * self.means[:, first_slot],
            self.sizes[second_slot] * self.means[:, second_slot],
        )
        self.means[:, first_slot] = (first_sum + second_sum) / size
        self.sizes[first_slot], self.numbers[first_slot] = size, self.next_number
        self.slots[self.next_number] = first_slot
        self.means[:, second_slot], self.sizes[second_slot] = self.means[:, last], self.sizes[last]
        self.numbers[second_slot] = self.numbers[last]
        self.slots[self.numbers[second_slot]] = second_slot
        self.next_number, self.n_active = self.next_number + 1, last
        return float(size)


def _in_order(merges: list[tuple[int, int, float, float]], n: int) -> Floats:
    """The merges by their height, and clusters numbered as they then come."""
    table = np.array(merges, float).reshape(-1, 4)
    order = np.argsort(table[:, 2], kind="stable")
    renamed = np.arange(2 * n - 1)
    renamed[n + order] = n + np.arange(len(order))
    pairs = np.sort(renamed[table[order, :2].astype(np.intp)], axis=1)
    return np.column_stack([pairs, np.sqrt(table[order, 2]), table[order, 3]])
