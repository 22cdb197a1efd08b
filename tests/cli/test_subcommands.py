"""Each algorithm is a subcommand of run and sweep, with flags and help of its own."""

import re
import shlex

import pytest

from clusterlab.cli.compare_command import compare_parser
from clusterlab.cli.run_command import run_parser
from clusterlab.cli.subcommands import first_line, split_subcommand
from clusterlab.cli.sweep_command import sweep_parser
from clusterlab.core.algorithm import ALGORITHMS
from tests.scripts import ROOT

FENCED = re.findall(r"```\n(.*?)```", ROOT.joinpath("README.md").read_text(encoding="utf-8"), re.DOTALL)
DOCUMENTED = [line for block in FENCED for line in block.splitlines() if line.startswith("clusterlab ")]
PARSERS = {"run": run_parser, "sweep": sweep_parser}


@pytest.mark.parametrize(
    ("words", "name", "others"),
    [
        (["gmm", "--k", "3"], "gmm", ["--k", "3"]),
        (["--k", "3", "gmm"], "gmm", ["--k", "3"]),
        (["--k=3", "--json", "-", "gmm"], "gmm", ["--k=3", "--json", "-"]),
        (["--k", "-3", "gmm", "more"], "gmm", ["--k", "-3", "more"]),
        (["--help", "gmm"], "gmm", ["--help"]),
        (["-h"], None, ["-h"]),
        (["--k"], None, ["--k"]),
        (["--", "gmm"], "gmm", []),
        (["--k", "3", "--", "gmm", "more"], "gmm", ["--k", "3", "more"]),
        (["--"], None, ["--"]),
        (["-"], "-", []),
        ([], None, []),
    ],
)
def test_the_subcommand_is_the_first_word_that_is_no_flag_and_no_value(words, name, others):
    assert split_subcommand(words) == (name, others)


@pytest.mark.parametrize("words", [["gmm", "--help"], ["--help", "gmm"], ["gmm", "-h"]])
def test_the_help_of_an_algorithm_lists_its_flags_and_those_of_data_and_outputs_only(cli, words):
    output = cli("run", *words)
    assert (output.code, output.err) == (0, "")
    assert output.out.startswith("usage: clusterlab run gmm ")
    flags = set(re.findall(r"^  (--[a-z-]+) ", output.out, re.MULTILINE))
    assert flags >= {"--k", "--covariance", "--floor", "--restarts", "--data", "--make", "--json", "--labels"}
    assert not flags & {"--eps", "--min-samples", "--batch-size", "--affinity", "--kernel", "--linkage"}


def test_the_help_of_a_sweep_lists_the_flags_that_apply_to_the_algorithm(cli):
    kmeans, gmm, ward = (cli("sweep", name, "--help").out for name in ("kmeans", "gmm", "ward"))
    assert "--references N" in kmeans
    assert "--covariances" not in kmeans
    assert "--covariances A,B" in gmm
    assert "--references" not in gmm
    assert "--restarts" not in ward
    assert all(text.count("--k A..B") == 2 for text in (kmeans, gmm, ward))


@pytest.mark.parametrize("command", ["run", "sweep"])
def test_the_help_without_an_algorithm_lists_the_algorithms_with_their_first_lines(cli, command):
    output = cli(command, "--help")
    assert (output.code, output.err) == (0, "")
    text = " ".join(output.out.split())
    for name, kind in ALGORITHMS.all().items():
        assert (f" {name} {first_line(kind)}" in text) == (command == "run" or kind.takes_k)
    assert "--covariance" not in text


@pytest.mark.parametrize("command", ["run", "sweep"])
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--foo", "kmeans"], "There is no option --foo; did you mean --floor?"),
        (["--k"], "--k needs a value."),
        (["--k", "3", "--make"], "--make needs a value."),
        (["-x", "kmeans"], "There is no option -x."),
        (["--k", "3"], "Say which algorithm"),
    ],
)
def test_what_is_wrong_with_a_flag_is_said_before_the_missing_algorithm(cli, command, words, message):
    output = cli(command, *words)
    assert (output.code, output.out) == (2, "")
    assert message in output.err


@pytest.mark.parametrize("command", ["run", "sweep"])
def test_a_flag_of_another_algorithm_is_an_error_that_names_the_own_ones(cli, command):
    output = cli(command, "kmeans", "--make", "blobs", "--covariance", "full")
    assert (output.code, output.out) == (2, "")
    assert "--covariance does not belong to kmeans; kmeans takes --" in output.err


@pytest.mark.parametrize("line", DOCUMENTED)
def test_every_command_line_of_the_readme_is_parsed(line):
    _, command, *words = shlex.split(line)
    if command == "compare":
        compare_parser().parse_strictly(words)
    elif command in PARSERS:
        name, others = split_subcommand(words)
        PARSERS[command](ALGORITHMS.all()[name]).parse_strictly(others)


def test_the_readme_documents_run_sweep_compare_and_list():
    assert {line.split()[1] for line in DOCUMENTED} >= {"run", "sweep", "compare", "list"}
