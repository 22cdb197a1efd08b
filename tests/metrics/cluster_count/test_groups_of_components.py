"""Components of a mixture count as clusters where each has a mode of its own, and the evidence says so."""

import numpy as np

from clusterlab import Points
from clusterlab.core.progress import drain
from clusterlab.core.stream import Stream
from clusterlab.metrics.cluster_count.how_many import count_clusters, how_many
from tests.benchmarks.verdict.battery import table_at
from tests.benchmarks.verdict.data import families


def mixture_evidence(found):
    return next(str(one.words) for one in found.evidence if one.source == "mixture")


def test_the_tails_of_one_heavy_tailed_cluster_are_no_second_cluster():
    number = [family.name for family in families()].index("t3 100 x 20")
    found = how_many(table_at((number, 405)))
    assert str(found.words) == "No clear evidence of clusters."
    assert mixture_evidence(found).endswith("by BIC (diag), but all have one mode in common.")


def test_a_narrow_component_within_each_of_two_clusters_does_not_add_to_their_number():
    rng = np.random.default_rng(0)
    centers = np.repeat([0.0, 30], 200)[:, None]
    sizes = np.repeat([0.3, 2.0, 0.3, 2.0], 100)[:, None]
    found = how_many(centers + rng.normal(size=(400, 10)) * sizes)
    assert found.k == 2
    assert "form 2 groups of one mode each" in mixture_evidence(found)


def test_the_answer_about_a_stream_says_that_it_is_about_its_first_rows():
    rows = np.random.default_rng(0).normal(size=(60, 2))
    stream, points = Stream(rows, lambda received, wanted: rows[:0]), Points(rows)
    said = [str(note) for note in drain(count_clusters(stream)).notes]
    assert said == [*map(str, drain(count_clusters(points)).notes), "From the first 60 rows of the stream."]
