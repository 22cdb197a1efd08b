"""Each term of the program has one sentence, and every text of an algorithm finds its terms."""

import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.points import Points
from clusterlab.core.terms import (
    EVIDENCE_TITLES,
    PHASE_SENTENCES,
    TERM_GROUPS,
    TERMS,
    explanation,
    sentence_of,
    terms_in,
)
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.analysis.k_charts import chart_titles

MAX_SENTENCE_WORDS = 45
EVERY_ALGORITHM = pytest.mark.parametrize("kind", ALGORITHMS.all().values(), ids=lambda kind: kind.name)


def test_a_term_is_declared_once():
    declared = [name.lower() for group in TERM_GROUPS.values() for term in group for name in names(term)]
    assert sorted(declared) == sorted(set(declared))


@pytest.mark.parametrize("term", TERMS.values(), ids=lambda term: term.name)
def test_a_term_is_explained_in_one_sentence(term):
    assert term.sentence[0].isupper() or term.sentence[0] == "−"
    assert term.sentence.endswith(".")
    assert ". " not in term.sentence
    assert len(term.sentence.split()) <= MAX_SENTENCE_WORDS


@EVERY_ALGORITHM
def test_every_phase_has_a_sentence(kind):
    assert set(kind.phases) <= set(PHASE_SENTENCES)


@EVERY_ALGORITHM
def test_every_chart_over_k_and_every_objective_is_a_term(kind):
    objectives = (kind.objective, kind.criterion, *kind.other_criteria)
    titles = {*chart_titles(kind()).values(), *(one.name for one in objectives)}
    assert {title for title in titles if title.lower() not in TERMS} == set()


@EVERY_ALGORITHM
def test_an_objective_is_explained_by_the_sentence_of_its_term(kind):
    for objective in (kind.criterion, *kind.other_criteria):
        if objective.name != "Objective":
            assert sentence_of(objective.name) in objective.help


@EVERY_ALGORITHM
def test_every_chart_of_a_step_is_a_term_and_has_its_sentence(kind):
    points = Points(Blobs(points=60).make().values)
    charts = [chart for step in kind().for_fixed_points().steps(points) for chart in step.charts(points)]
    for chart in charts:
        assert chart.title.lower() in TERMS
        if chart.title != "k-distances":  # whose sentence has the number of neighbors
            assert sentence_of(chart.title) in chart.help


def test_every_kind_of_evidence_is_a_term():
    assert all(terms_in(title) for title in EVIDENCE_TITLES)


def test_terms_are_found_in_their_order_in_any_case_and_as_plurals():
    found = [term.name for term in terms_in("knee of the inertia; Gap statistic, silhouettes, INERTIA")]
    assert found == ["Knee", "Inertia", "Gap", "Silhouette"]


def test_a_part_of_a_word_is_no_term():
    assert terms_in("kneecap, megaphone gaps-only, k-means") == []


def test_the_longest_spelling_is_taken():
    assert [term.name for term in terms_in("Smoothed inertia 3.1")] == ["Smoothed inertia"]


def test_a_common_term_is_not_explained_in_texts():
    assert terms_in("K clusters and their centers") == []


def test_an_explanation_does_not_repeat_what_is_said():
    about = sentence_of("Inertia")
    assert explanation(about, "Elbow", "inertia · knee at K = 4") == "\n".join(
        [about, f"Elbow: {sentence_of('Elbow')}", f"Knee: {sentence_of('Knee')}"]
    )


def names(term):
    """The name of a term and its other spellings."""
    return (term.name, *term.spellings)
