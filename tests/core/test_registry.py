"""The registry: filled by decorators, sorted by menu order, loaded on first use."""

from pathlib import Path

import pytest

import clusterlab.algorithms
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.registry import Registry


def kind(name, place=None):
    """A class of that name, and of that place if one is given."""
    return type(name, (), {"name": name, "menu_order": 99 if place is None else place})


def shipped():
    """The algorithms of clusterlab itself."""
    return [kind for kind in ALGORITHMS.all().values() if kind.__module__.startswith("clusterlab.")]


def test_classes_are_sorted_by_menu_order_then_name():
    registry = Registry("clusterlab.algorithms")
    for made in (kind("zebra", 1), kind("newt"), kind("ant"), kind("cat", 2), kind("bee", 1)):
        assert registry.add(made) is made
    assert list(registry.all()) == ["bee", "zebra", "cat", "ant", "newt"]


def test_a_name_cannot_be_registered_twice():
    registry = Registry("clusterlab.algorithms")
    registry.add(kind("ant"))
    with pytest.raises(ValueError, match="ant is registered twice"):
        registry.add(kind("ant"))


def test_a_class_is_found_by_its_name_whatever_the_name_of_its_module():
    assert ALGORITHMS.find("kmeans").name == "kmeans"
    assert ALGORITHMS.find("kernelkmeans").name == "kernelkmeans"
    assert [ALGORITHMS.find(name) for name in ("", "common", "no such.name", "newt")] == [None] * 4


def test_every_file_that_registers_is_found_without_a_list():
    folder = Path(clusterlab.algorithms.__file__).parent
    registering = [path for path in folder.rglob("*.py") if "@ALGORITHMS.add" in path.read_text("utf-8")]
    assert len(shipped()) == len(registering)
    assert list(ALGORITHMS.all())[:2] == ["kmeans", "gmm"]


def test_names_titles_and_parameters_are_those_that_people_know():
    for name, found in ALGORITHMS.all().items():
        assert name == found.name == name.lower()
        assert found.title
        assert found.objective.key
        assert found.criterion.key


def test_every_shipped_algorithm_has_an_about_text():
    assert [kind.name for kind in shipped() if kind.about is None] == []
