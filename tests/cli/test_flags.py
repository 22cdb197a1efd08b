"""Flags derive from the declarations: every one is offered, and comes back as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.cli.exit_codes import UsageError, suggestion
from clusterlab.cli.flags import Parser, algorithm_flags, parsed_params, shape_flags
from clusterlab.cli.flags import written_flags as written
from clusterlab.cli.list_command import list_lines
from clusterlab.cli.run_command import run_parser
from clusterlab.cli.sweep_command import sweep_parser
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.params import declared_params, param_values
from clusterlab.datasets.generators.shape import SHAPES

BOTH = [(kind, algorithm_flags()) for kind in ALGORITHMS.all().values()]
BOTH += [(kind, shape_flags()) for kind in SHAPES.all().values()]


def allowed(item):
    """Values that a declared parameter allows."""
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
def test_every_parameter_comes_back_from_the_command_line_as_it_was_written(kind, flags, data):
    chosen = {item.name: data.draw(allowed(item), label=item.name) for item in declared_params(kind)}
    words = [f"{flag_of(kind, item, flags)}={chosen[item.name]}" for item in declared_params(kind)]
    found = run_parser().parse_strictly(["kmeans", *words])
    try:
        expected = kind(**chosen)
    except ValueError as refusal:  # such as too many points times dimensions
        with pytest.raises(type(refusal)):
            kind(**parsed_params(kind.name, written(found, flags), flags))
    else:
        assert kind(**parsed_params(kind.name, written(found, flags), flags)) == expected


@pytest.mark.parametrize(("kind", "flags"), BOTH, ids=lambda part: getattr(part, "name", ""))
def test_what_is_not_written_keeps_its_default(kind, flags):
    found = run_parser().parse_strictly(["kmeans"])
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
    parser = run_parser()
    offered = [flag for action in parser._actions for flag in action.option_strings]
    assert len(offered) == len(set(offered))


def test_both_seeds_reach_their_owners():
    found = run_parser().parse_strictly(["kmeans", "--seed", "3", "--data-seed", "5"])
    algorithm, shape = algorithm_flags(), shape_flags()
    assert parsed_params("kmeans", written(found, algorithm), algorithm) == {"seed": 3}
    assert parsed_params("blobs", written(found, shape), shape) == {"seed": 5}


def test_a_flag_of_another_algorithm_is_refused_with_those_that_belong():
    flags = algorithm_flags()
    with pytest.raises(UsageError) as refusal:
        parsed_params("kmeans", {"--covariance": "full"}, flags)
    assert str(refusal.value) == (
        "--covariance does not belong to kmeans; kmeans takes --k, --init, --max-iter, --tol and --seed."
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["kmeans", "--seeds", "3"], "There is no option --seeds; did you mean --seed?"),
        (["kmeans", "--xyzzy=3"], "There is no option --xyzzy."),
        (["kmeans", "--k"], "--k needs a value."),
        (["kmeans", "more"], "'more' is one word too many; see clusterlab run --help."),
        (["kmeans", "--cov", "full"], "There is no option --cov; did you mean --covariance?"),
    ],
)
def test_words_that_are_not_understood_are_refused_in_one_sentence(words, sentence):
    with pytest.raises(UsageError) as refusal:
        run_parser().parse_strictly(words)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("parser", [run_parser(), sweep_parser()], ids=["run", "sweep"])
def test_help_explains_every_flag(parser):
    text = parser.format_help()
    for action in parser._actions:
        assert action.help
        assert all(flag in text for flag in action.option_strings)
    assert "Default 0.001" in text  # the mixture's tolerance, which is not that of k-means


def test_the_list_names_every_algorithm_shape_parameter_choice_and_default():
    text = " ".join(" ".join(list_lines()).split())
    for kind, flags in BOTH:
        assert f" {kind.name} " in text
        for item in declared_params(kind):
            assert flag_of(kind, item, flags) in text
            assert item.param.help in text
            assert all(choice in text for choice in item.param.choices)
    assert "iris.csv" in text


def test_a_parser_without_flags_refuses_all():
    with pytest.raises(UsageError, match="There is no option --any"):
        Parser(prog="x").parse_strictly(["--any"])


def test_the_closest_word_is_asked_for_and_a_far_one_is_not():
    assert suggestion("kmean", ["gmm", "kmeans"]) == "; did you mean kmeans?"
    assert suggestion("zzz", ["gmm", "kmeans"]) == ""
