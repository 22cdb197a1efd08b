"""`python -m clusterlab.check_algorithm`: the contract tests of one algorithm, with one clear last line."""

from types import SimpleNamespace

import pytest

from clusterlab import check_algorithm
from clusterlab.check_algorithm import AlgorithmTests, main


def result(name, outcome, when="call"):
    """A result as pytest reports it."""
    flags = {flag: flag == outcome for flag in ("passed", "failed", "skipped")}
    return SimpleNamespace(nodeid=f"tests/algorithms/test_contract.py::{name}", when=when, **flags)


def test_an_unknown_name_is_answered_with_the_closest(capsys):
    assert main(["kmean"]) == 2
    assert capsys.readouterr().err == "No algorithm is registered as kmean. Did you mean kmeans?\n"


@pytest.mark.parametrize("arguments", [[], ["kmeans", "gmm"], ["--help"]])
def test_exactly_one_name_is_asked_for(arguments, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("Name one algorithm")


def test_without_the_tests_of_a_checkout_one_sentence_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(check_algorithm, "ROOT", tmp_path)
    assert main(["kmeans"]) == 2
    assert capsys.readouterr().err == (
        "The contract tests are in a checkout of clusterlab, not in an installed package.\n"
    )


def test_without_pytest_one_sentence_says_so(monkeypatch, capsys):
    monkeypatch.setattr(check_algorithm, "find_spec", lambda name: None)
    assert main(["kmeans"]) == 2
    assert "need pytest" in capsys.readouterr().err


def test_only_tests_of_the_very_algorithm_are_kept():
    def item(**params):
        return SimpleNamespace(callspec=SimpleNamespace(params=params))

    kmeans, kernel = SimpleNamespace(name="kmeans"), SimpleNamespace(name="kernelkmeans")
    items = [item(algorithm=kmeans), item(algorithm=kernel), item(kind=kmeans), item(order="C")]
    items.append(SimpleNamespace())
    kept = [items[0], items[2]]
    AlgorithmTests("kmeans").pytest_collection_modifyitems(items)
    assert items == kept


def test_the_conclusion_counts_tests_and_names_the_first_that_failed():
    tests = AlgorithmTests("mine")
    assert tests.conclusion(5) == "mine was not checked: pytest ended with code 5."
    for outcome, when in (("passed", "setup"), ("passed", "call"), ("skipped", "call")):
        tests.pytest_runtest_logreport(result("test_a[mine]", outcome, when))
    assert tests.conclusion(0) == "mine keeps the contract: 1 test passed."
    tests.pytest_runtest_logreport(result("test_b[mine]", "failed"))
    tests.pytest_runtest_logreport(result("test_b[mine]", "failed", "teardown"))
    assert tests.conclusion(1) == (
        "mine breaks the contract: 1 test failed, 1 passed; the first is test_b[mine]."
    )
