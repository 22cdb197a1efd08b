"""Ward's hierarchy of all points, found by following chains of nearest neighbors."""

from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.typing import Floats, Pause, unpaused


def ward_linkage(points: Floats, pause: Pause = unpaused) -> Floats:
    """Every merge of Ward's hierarchy over `points` (n, d), the cheapest first: (n - 1, 4).

    A merge has the numbers of its two clusters, the lower first (points are 0 to n - 1, the cluster of
    merge i is n + i), its height and its size, as scipy's `linkage` has them. The height, in units of the
    points, is the root of twice by how much the inertia rises. (Ward 1963.)

    A chain goes from a cluster to its nearest, from there to the nearest of that, and so on: where two
    are nearest to each other they are merged (Murtagh 1983). Distances follow from the means, so memory
    grows with n and not with its square, and it pauses after every link of a chain.
    """
    left, chain, merges = _Left.of(points), list[int](), list[tuple[int, int, float, float]]()
    costs = np.zeros(2 * len(points))  # a merge never costs less than those before it, but by rounding
    while left.many > 1:
        if not chain:
            chain.append(int(left.numbers[0]))
        while True:
            pause()
            number, cost = left.nearest(chain[-1], chain[-2] if len(chain) > 1 else None)
            if len(chain) > 1 and number == chain[-2]:
                break
            chain.append(number)
        one, other, made = chain.pop(), chain.pop(), left.next
        costs[made] = max(cost, costs[one], costs[other])
        merges.append((one, other, costs[made], left.merge(one, other)))
    return _in_order(merges, len(points))


@dataclass(eq=False)
class _Left:
    """The clusters that are left, side by side: a row of means for each column, sizes and numbers."""

    means: Floats
    sizes: Floats
    numbers: np.ndarray
    slots: np.ndarray
    room: Floats
    many: int
    next: int

    @classmethod
    def of(cls, points: Floats) -> "_Left":
        n = len(points)
        means = np.array(points.T, order="C")
        return cls(means, np.ones(n), np.arange(n), np.arange(2 * n), np.empty((2, n)), n, n)

    def nearest(self, number: int, last: int | None) -> tuple[int, float]:
        """The cluster whose merge with this one is the cheapest, and twice the cost; of equals the `last`."""
        slot, many = self.slots[number], self.many
        costs, room = self.room[:, :many]
        costs.fill(0.0)
        for column in self.means:
            np.subtract(column[:many], column[slot], out=room)
            np.multiply(room, room, out=room)
            np.add(costs, room, out=costs)
        sizes = self.sizes[:many]
        np.add(sizes, sizes[slot], out=room)
        np.divide(sizes, room, out=room)
        np.multiply(costs, room, out=costs)
        costs[slot] = np.inf
        found = int(costs.argmin())
        if last is not None and costs[self.slots[last]] <= costs[found]:
            found = int(self.slots[last])
        return int(self.numbers[found]), float(2 * sizes[slot] * costs[found])

    def merge(self, one: int, other: int) -> float:
        """Puts the union of two clusters in the place of the first; says its size."""
        here, there, last = int(self.slots[one]), int(self.slots[other]), self.many - 1
        size = self.sizes[here] + self.sizes[there]
        ours, theirs = self.sizes[here] * self.means[:, here], self.sizes[there] * self.means[:, there]
        self.means[:, here] = (ours + theirs) / size
        self.sizes[here], self.numbers[here] = size, self.next
        self.slots[self.next] = here
        self.means[:, there], self.sizes[there] = self.means[:, last], self.sizes[last]
        self.numbers[there] = self.numbers[last]
        self.slots[self.numbers[there]] = there
        self.next, self.many = self.next + 1, last
        return float(size)


def _in_order(merges: list[tuple[int, int, float, float]], n: int) -> Floats:
    """The merges by their height, and clusters numbered as they then come."""
    table = np.array(merges, float).reshape(-1, 4)
    order = np.argsort(table[:, 2], kind="stable")
    renamed = np.arange(2 * n - 1)
    renamed[n + order] = n + np.arange(len(order))
    pairs = np.sort(renamed[table[order, :2].astype(np.intp)], axis=1)
    return np.column_stack([pairs, np.sqrt(table[order, 2]), table[order, 3]])
