"""The manual has every declared text, can be searched, and is HTML whose entries can be linked to."""

import re

import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.params import declared_params
from clusterlab.core.terms import TERM_GROUPS
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.export.formulas.formula_mathml import formula_mathml
from clusterlab.export.formulas.formula_text import formula_text
from clusterlab.export.manual import ManualEntry, manual_html, manual_page, manual_sections, matching_sections
from clusterlab.session.state.layers import LAYERS
from clusterlab.session.state.view_choice import VIEW_SENTENCES, VIEWS


@pytest.fixture(scope="module")
def sections():
    return manual_sections()


def entry(sections, title, name):
    """The entry of a name in a section."""
    (found,) = [section for section in sections if section.title == title]
    return next(entry for entry in found.entries if entry.name == name)


def test_every_term_has_its_sentence(sections):
    for title, group in TERM_GROUPS.items():
        assert all(entry(sections, title, term.name).lines == (term.sentence,) for term in group)


@pytest.mark.parametrize(
    ("title", "kinds"),
    [("Parameters of algorithms", ALGORITHMS), ("Parameters of generated data", SHAPES)],
)
def test_every_parameter_has_its_help_and_its_flag(sections, title, kinds):
    for kind in kinds.all().values():
        for item in declared_params(kind):
            text = " ".join(entry(sections, title, item.param.label).lines)
            assert item.param.help in text
            assert item.flag in text
            assert kind.title in text


def test_every_algorithm_view_and_layer_has_an_entry(sections):
    for kind in ALGORITHMS.all().values():
        assert entry(sections, "Algorithms", kind.title).lines
    assert all(
        entry(sections, "Views", VIEWS[kind]).lines == (words,) for kind, words in VIEW_SENTENCES.items()
    )
    assert all(entry(sections, "Layers", layer.words).lines == (layer.help,) for layer in LAYERS.values())
    assert set(VIEW_SENTENCES) == set(VIEWS)


def test_formulas_are_text_in_the_window_and_typeset_in_files(sections):
    formula = next(iter(ALGORITHMS.all().values())).about.formula
    assert f"Formula: {formula_text(formula)}" in entry(sections, "Algorithms", "k-means").lines
    assert "<math" not in manual_html(sections)
    assert formula_mathml(formula) in manual_page(sections)


def test_entries_with_all_words_are_found_in_any_case(sections):
    assert ManualEntry("Knee", ("Where a curve bends.",)).matches(["CURVE", "knee"])
    found = matching_sections(sections, ["hartigan", "modes"])
    assert [[entry.name for entry in section.entries] for section in found] == [["Dip test"]]


def test_the_title_of_a_section_finds_its_entries(sections):
    found = matching_sections(sections, ["measures"])
    assert found[0].title == "Measures"
    assert len(found[0].entries) > 10


def test_nothing_is_found_by_a_word_that_is_nowhere(sections):
    assert matching_sections(sections, ["nowhere-at-all"]) == []


def test_links_are_unique_and_lead_somewhere(sections):
    page = manual_page(sections)
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)
    assert "measures-inertia" in anchors


def test_a_text_that_looks_like_markup_is_escaped():
    sections = [type(manual_sections()[0])("A & B", (ManualEntry("<b>", ("x < y",)),))]
    assert "&lt;b&gt;" in manual_html(sections)
    assert "x &lt; y" in manual_html(sections)
