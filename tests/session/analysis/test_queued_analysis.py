"""Results of a task queue are taken in full, whenever the work ends; its end is shown where it matters."""

import pytest

from clusterlab.session.analysis.cluster_flows import ClusterFlows
from clusterlab.session.analysis.ground_truth import GroundTruthComparison
from clusterlab.session.analysis.multi_start import MultiStart
from clusterlab.session.analysis.queued_analysis import QueuedAnalysis
from clusterlab.session.analysis.row_table import RowOrders
from clusterlab.session.analysis.step_profiles import StepProfiles
from clusterlab.session.analysis.step_stability import StepStability
from clusterlab.session.analysis.try_all import TryAll


class ScriptedQueue:
    """A task queue of which each look at `running` tells what is next: whether it runs, and new items."""

    def __init__(self, *looks):
        self.looks, self.items = list(looks), []

    @property
    def running(self):
        running, items = self.looks.pop(0)
        self.items += items
        return running

    def start(self, task):
        """Nothing is computed."""

    def cancel(self):
        """Nothing runs."""

    def failure(self):
        """Nothing fails."""

    def take(self):
        """The items so far."""
        taken, self.items = self.items, []
        return taken


class Numbers(QueuedAnalysis):
    """Keeps numbers, of which odd ones are shown."""

    def __init__(self, task_queue):
        super().__init__(task_queue)
        self.found, self.forgotten = [], 0
        self._compute(lambda: ())

    def _take(self, item):
        self.found.append(item)
        return bool(item % 2)

    def _forget_request(self):
        self.forgotten += 1


class NumbersAndEnd(Numbers):
    """Shows the end, too."""

    shows_end = True


@pytest.mark.parametrize(("kind", "shown_at_end"), [(Numbers, False), (NumbersAndEnd, True)])
def test_the_end_of_the_work_is_shown_only_where_it_is_to_be(kind, shown_at_end):
    found = kind(ScriptedQueue((True, [1, 2]), (True, [4]), (False, []), (False, [])))
    assert [found.tick()[0] for _ in range(4)] == [True, False, shown_at_end, False]
    assert (found.found, found.busy) == ([1, 2, 4], False)


def test_what_is_computed_last_is_taken_with_the_end():
    found = Numbers(ScriptedQueue((False, [3])))
    assert found.tick() == (True, None)
    assert (found.found, found.busy) == ([3], False)


def test_only_work_that_was_stopped_forgets_its_request():
    found = Numbers(ScriptedQueue((False, [])))
    assert (found.cancel(), found.cancel(), found.forgotten) == (True, False, 1)


@pytest.mark.parametrize("kind", [MultiStart, RowOrders, StepStability, TryAll])
def test_what_says_that_it_works_shows_the_end(kind):
    assert kind.shows_end


@pytest.mark.parametrize("kind", [ClusterFlows, GroundTruthComparison, StepProfiles])
def test_what_follows_every_step_is_shown_once_a_step(kind):
    assert not kind.shows_end
