"""The benchmarks measure what they say, say when a target is missed, and write what they print."""

import json
import sys

import numpy as np
import pytest

from tests.benchmarks import __main__ as program
from tests.benchmarks import lloyd, silhouettes, sweeps
from tests.benchmarks.measuring import Outcome, Race, run


def test_sides_take_turns_and_the_first_turn_does_not_count():
    turns = []
    race = Race("work", 2, {side: lambda side=side: turns.append(side) for side in ("ours", "a", "b")})
    outcome = run(race, rounds=2)
    assert turns == ["ours", "a", "b"] * 3
    assert set(outcome.times) == {"ours", "a", "b"}


def test_the_fastest_of_the_others_is_the_yardstick_and_a_miss_is_marked():
    outcome = Outcome("work", 3, {"ours": 0.5, "lloyd": 2.0, "elkan": 1.0})
    assert (outcome.peer, outcome.ratio, outcome.reached) == ("elkan", 2.0, False)
    assert program.cells(outcome) == ["work", "500.0 ms", "1,000.0 ms (elkan)", "2.0", "3", "missed"]
    assert program.cells(Outcome("work", 2, outcome.times))[-1] == ""


def test_all_sides_do_twenty_steps_to_the_same_inertia():
    race = lloyd.race("small", 1_000, 2, 8, "blobs", 1)
    assert set(race.sides) == {"ours", "lloyd", "elkan"}
    assert race.sides["ours"]() == pytest.approx(race.sides["lloyd"](), rel=1e-9)


def test_both_sides_find_the_same_silhouettes():
    race = silhouettes.race("small", 300, 2, 1)
    assert race.sides["ours"]() == pytest.approx(race.sides["scikit-learn"](), rel=1e-9)


def test_all_sides_find_an_elbow_that_falls_and_ours_may_not_be_worse():
    race = sweeps.race("small", 300, 2, 1)
    assert set(race.sides) == {"ours", "lloyd", "elkan"}
    for side in race.sides.values():
        assert np.all(np.diff(side()) < 0)
    with pytest.raises(AssertionError):
        sweeps.no_worse([9.0, 5.2], [9.0, 5.0])


def test_the_command_prints_a_table_and_writes_json(monkeypatch, capsys, tmp_path):
    rows = [(1_000, 2, 8, "blobs", 0.001), (1_000, 2, 8, "uniform", 1e9)]
    monkeypatch.setattr(lloyd, "ROWS", rows)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "lloyd", "--json", str(tmp_path / "out.json")])
    assert program.main() == 0
    printed = capsys.readouterr().out.splitlines()
    assert "scikit-learn" in printed[0]
    assert "kernels" in printed[0]
    assert [line.endswith("| missed |") for line in printed[-2:]] == [False, True]
    written = json.loads((tmp_path / "out.json").read_text())
    assert [row["reached"] for row in written["rows"]] == [True, False]
    assert written["machine"] == printed[0]


def test_a_name_that_no_race_has_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "nothing"])
    assert program.main() == 2
