import re
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.points import Points
from clusterlab.measures.sweep import entries, sweep

README = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")


@pytest.fixture
def example(monkeypatch):
    """The algorithm that the README shows, registered as if it were a file of its own."""
    ALGORITHMS.all()
    monkeypatch.setattr(ALGORITHMS, "_found", dict(ALGORITHMS.all()))
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    code = next(block for block in blocks if "KMedians" in block)
    module = types.ModuleType("clusterlab.algorithms.kmedians")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(code, "README.md", "exec"), module.__dict__)
    return module.KMedians


def test_the_algorithm_of_the_readme_is_complete(example):
    points = Points(np.random.default_rng(0).normal(size=(200, 2)))
    steps = list(example(k=4).steps(points))
    assert "kmedians" in ALGORITHMS.all()
    assert steps[-1].stopped == "no point changed"
    costs = [step.objective for step in steps if step.phase == "assign"]
    assert costs == sorted(costs, reverse=True)


def test_the_algorithm_of_the_readme_can_be_swept(example):
    points = Points(np.random.default_rng(0).normal(size=(60, 2)))
    assert [entry.k for entry in entries(sweep(example(), points, range(1, 4)))] == [1, 2, 3]


def test_every_file_that_the_readme_names_is_there():
    root = Path(__file__).parents[1]
    named = re.findall(r"`((?:packaging|resources|clusterlab)/[\w./-]*)`", README)
    named += re.findall(r"\]\((resources/[^)]+)\)", README)
    assert named
    assert not [name for name in named if not (root / name).exists()]
