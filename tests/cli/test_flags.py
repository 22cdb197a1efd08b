"""Flags derive from the declared parameters: each is parsed as it was written."""

import argparse
from dataclasses import dataclass, fields
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.cli.compare_command import compare_parser
from clusterlab.cli.exit_codes import UsageError, closest_word
from clusterlab.cli.flags import Parser, parsed_params
from clusterlab.cli.flags import written_flags as written
from clusterlab.cli.list_command import list_lines
from clusterlab.cli.output_flags import Outputs
from clusterlab.cli.prepare_command import prepare_parser
from clusterlab.cli.run_command import run_parser
from clusterlab.cli.run_outputs import RUN_WRITERS
from clusterlab.cli.sweep_command import sweep_parser
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.message import Message
from clusterlab.core.params import Param, declared_params, param_values
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.export.repeat.flag_names import OWN_FLAGS, algorithm_flags, shape_flags

KMEANS, GMM = ALGORITHMS.all()["kmeans"], ALGORITHMS.all()["gmm"]
BOTH = [(kind, algorithm_flags()) for kind in ALGORITHMS.all().values()]
BOTH += [(kind, shape_flags()) for kind in SHAPES.all().values()]
PARSERS = [run_parser(kind) for kind in ALGORITHMS.all().values()]
PARSERS += [sweep_parser(kind) for kind in ALGORITHMS.all().values() if kind.takes_k]


def allowed(item):
    """A strategy for the values that a declared parameter allows."""
    if item.param.choices:
        return st.sampled_from(list(item.param.choices))
    low, high = item.param.low or 0, item.param.high
    if item.kind is int:
        return st.integers(low, 10_000 if high is None else min(high, 10_000))
    return st.floats(low, 1e6 if high is None else high, allow_nan=False)


def flag_of(kind, item, flags):
    """The flag of one parameter."""
    (flag,) = (flag for flag, owners in flags.items() if owners.get(kind.name) == item)
    return flag


@pytest.mark.parametrize(("kind", "flags"), BOTH, ids=lambda part: getattr(part, "name", ""))
@given(data=st.data())
def test_every_parameter_is_parsed_as_it_was_written(kind, flags, data):
    chosen = {item.name: data.draw(allowed(item), label=item.name) for item in declared_params(kind)}
    words = [f"{flag_of(kind, item, flags)}={chosen[item.name]}" for item in declared_params(kind)]
    found = run_parser(ALGORITHMS.all().get(kind.name, KMEANS)).parse_strictly(words)
    try:
        expected = kind(**chosen)
    except ValueError as error:  # such as too many points times dimensions
        with pytest.raises(type(error)):
            kind(**parsed_params(kind.name, written(found, flags), flags))
    else:
        assert kind(**parsed_params(kind.name, written(found, flags), flags)) == expected


@pytest.mark.parametrize(("kind", "flags"), BOTH, ids=lambda part: getattr(part, "name", ""))
def test_a_parameter_that_is_not_written_keeps_its_default(kind, flags):
    found = run_parser(KMEANS).parse_strictly([])
    assert param_values(kind(**parsed_params(kind.name, written(found, flags), flags))) == param_values(
        kind()
    )


def test_the_names_of_the_flags_are_those_that_people_know():
    assert set(algorithm_flags()) >= {
        "--k",
        "--init",
        "--max-iter",
        "--tol",
        "--seed",
        "--covariance",
        "--floor",
    }
    assert set(shape_flags()) >= {
        "--points",
        "--groups",
        "--spread",
        "--dimensions",
        "--noise",
        "--data-seed",
    }


def test_no_flag_means_two_things():
    assert not set(algorithm_flags()) & set(shape_flags())
    for parser in PARSERS:
        flags = [flag for action in parser._actions for flag in action.option_strings]
        assert len(flags) == len(set(flags))


def test_each_output_of_a_run_is_written():
    named = {f"--{item.name}" for item in fields(Outputs)}
    flags = {flag for action in PARSERS[0]._actions for flag in action.option_strings}
    assert named & flags == set(RUN_WRITERS)


def test_own_flags_are_all_that_no_algorithm_and_no_shape_declares():
    found = {
        flag
        for parser in [*PARSERS, compare_parser(), prepare_parser()]
        for action in parser._actions
        for flag in action.option_strings
    }
    assert found - {"-h", *algorithm_flags(), *shape_flags()} == OWN_FLAGS


def test_a_parameter_with_the_name_of_an_own_flag_gets_a_prefix(monkeypatch):
    @dataclass(frozen=True)
    class Foreign(KMEANS):
        data: Annotated[int, Param("Data")] = 3

    monkeypatch.setattr(ALGORITHMS, "all", lambda: {"kmeans": KMEANS, "foreign": Foreign})
    flags = algorithm_flags()
    assert "--data" not in flags
    assert parsed_params("foreign", {"--algorithm-data": "5"}, flags) == {"data": 5}
    run_parser(KMEANS)


def test_the_seeds_of_algorithm_and_shape_are_separate():
    found = run_parser(KMEANS).parse_strictly(["--seed", "3", "--data-seed", "5"])
    algorithm, shape = algorithm_flags(), shape_flags()
    assert parsed_params("kmeans", written(found, algorithm), algorithm) == {"seed": 3}
    assert parsed_params("blobs", written(found, shape), shape) == {"seed": 5}


def test_a_flag_of_another_algorithm_is_an_error_that_names_the_own_ones():
    flags = algorithm_flags()
    with pytest.raises(UsageError) as error:
        parsed_params("kmeans", {"--covariance": "full"}, flags)
    assert str(error.value) == (
        "--covariance does not belong to kmeans; "
        "kmeans takes --k, --init, --max-iter, --tol, --finish and --seed."
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--seeds", "3"], "There is no option --seeds; did you mean --seed?"),
        (["--xyzzy=3"], "There is no option --xyzzy."),
        (["--k"], "--k needs a value."),
        (["more"], "'more' is one word too many; see clusterlab run kmeans --help."),
        (["--cov", "full"], "There is no option --cov; did you mean --covariance?"),
    ],
)
def test_words_that_are_not_understood_are_an_error_in_one_sentence(words, sentence):
    with pytest.raises(UsageError) as error:
        run_parser(KMEANS).parse_strictly(words)
    assert str(error.value) == sentence
    assert isinstance(error.value.message, Message)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.prog.removeprefix("clusterlab "))
def test_help_explains_every_flag_of_its_algorithm_and_none_of_others(parser):
    text, name = parser.format_help(), parser.prog.split()[-1]
    helps = {action.option_strings[-1]: action.help for action in parser._actions}
    others = {flag for flag, owners in algorithm_flags().items() if name not in owners}
    assert all(helps.values())
    assert all((f"{flag} " in text) == (help != argparse.SUPPRESS) for flag, help in helps.items())
    assert not [flag for flag in others if f"{flag} " in text]


def test_the_defaults_in_the_help_are_those_of_the_algorithm():
    assert "Default 0.001" in run_parser(GMM).format_help()
    assert "Default 0.001" not in run_parser(KMEANS).format_help()


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.prog.removeprefix("clusterlab "))
def test_every_flag_but_help_takes_one_value(parser):
    flags = [action for action in parser._actions if action.dest != "help"]
    assert all(action.nargs is None and action.option_strings for action in flags)


def test_the_list_names_every_algorithm_shape_parameter_choice_and_default():
    text = " ".join(" ".join(list_lines()).split())
    for kind, flags in BOTH:
        assert f" {kind.name} " in text
        for item in declared_params(kind):
            assert flag_of(kind, item, flags) in text
            assert item.param.help in text
            assert all(choice in text for choice in item.param.choices)
    assert "iris.csv" in text


def test_a_parser_without_flags_accepts_none():
    with pytest.raises(UsageError, match="There is no option --any"):
        Parser(prog="x").parse_strictly(["--any"])


def test_a_similar_word_is_suggested_and_a_different_one_is_not():
    assert closest_word("kmean", ["gmm", "kmeans"]) == "kmeans"
    assert closest_word("zzz", ["gmm", "kmeans"]) == ""
