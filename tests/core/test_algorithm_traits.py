"""The table that helps to choose an algorithm says what the algorithms do."""

import numpy as np
import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.algorithm_traits import TRAITS, max_points_of
from clusterlab.core.memory_budget import MEMORY_BUDGET, TooManyPointsError, check_memory
from clusterlab.core.points import Points

KINDS = ALGORITHMS.all()
EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


@EVERY_KIND
def test_every_question_is_answered(kind):
    answers = {name: str(trait.answer(kind)) for name, trait in TRAITS.items()}
    assert all(answers.values())
    assert all(answers[name] in ("yes", "no") for name, trait in TRAITS.items() if trait.is_flag)


@EVERY_KIND
def test_noise_is_left_by_what_says_so_alone(kind):
    groups = np.random.default_rng(0).normal(size=(60, 2)) + np.repeat([[0, 0], [20, 0], [0, 20]], 20, axis=0)
    labels = kind().fit(np.concatenate([groups, [[500.0, 500.0]]])).labels
    assert (labels.min() < 0) == kind.finds_noise
    assert str(TRAITS["noise"].answer(kind)) == ("yes" if kind.finds_noise else "no")


def test_what_takes_no_more_points_says_how_many():
    ward = KINDS["ward"]
    assert str(TRAITS["scale"].answer(ward)) == "At most 100,000 points."
    with pytest.raises(TooManyPointsError):
        ward().first(Points(np.arange(ward.max_points + 1.0)[:, None]))


def test_what_compares_all_pairs_says_for_how_many_points_the_memory_suffices():
    kind = KINDS["kernelkmeans"]
    limit = max_points_of(kind)
    assert str(TRAITS["scale"].answer(kind)) == f"About {limit:,} points in 1.0 GiB of memory."
    check_memory(kind(), limit, 2, MEMORY_BUDGET)
    with pytest.raises(TooManyPointsError):
        check_memory(kind(), 2 * limit, 2, MEMORY_BUDGET)


def test_an_algorithm_that_declares_nothing_has_answers_too():
    class Silent(KINDS["kmeans"]):
        scale, about = "", None

    assert str(TRAITS["scale"].answer(Silent)) == "Very many points."
    assert str(TRAITS["shape"].answer(Silent)) == ""
