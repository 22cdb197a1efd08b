"""The benchmarks measure what they say, say when a target is missed, and write what they print."""

import json
import os
import sys
from functools import partial

import numpy as np
import pytest

from tests.benchmarks import __main__ as program
from tests.benchmarks import (
    densities,
    hierarchies,
    lloyd,
    measuring,
    minibatches,
    mixtures,
    peers,
    seeding,
    silhouettes,
    sweeps,
)
from tests.benchmarks.busy import busy_core
from tests.benchmarks.measuring import Gauge, Outcome, Race, Seconds, Target, run, timed
from tests.benchmarks.one_core import TASKS
from tests.benchmarks.table import cells

SIDES = {"ours": lambda: sum(range(100)), "peer": lambda: sum(range(1000))}
TIMES = {"ours": 0.5, "lloyd": 2.0, "elkan": 1.0}


def test_sides_take_turns_and_the_first_turn_does_not_count(monkeypatch):
    monkeypatch.setattr(measuring, "TURN", 0)
    turns = []
    race = Race("work", 2, {side: lambda side=side: turns.append(side) for side in ("ours", "a", "b")})
    outcome = run(race, rounds=2)
    assert turns == ["ours", "a", "b"] * 3
    assert set(outcome.times) == {"ours", "a", "b"}


def test_short_work_is_done_until_its_turn_is_over_and_its_mean_counts(monkeypatch):
    monkeypatch.setattr(measuring, "TURN", 10)
    worked = {"ours": 0, "peer": 0}

    def work(side, seconds):
        worked[side] += 1
        return Seconds(seconds)

    outcome = run(Race("work", 1, {"ours": lambda: work("ours", 4), "peer": lambda: work("peer", 20)}), 2)
    assert worked == {"ours": 1 + 2 * 3, "peer": 1 + 2 * 1}
    assert outcome.times == {"ours": 4, "peer": 20}


def test_slow_sides_have_fewer_turns_and_those_far_behind_only_the_first():
    first = {"ours": 9.0, "fast": 1.5, "behind": 6.5, "quick": 0.9}
    assert [measuring.rounds_of(side, first, 5) for side in first] == [3, 3, 0, 5]
    first = {"ours": 0.01, "fast": 1.5, "behind": 5.9}
    assert [measuring.rounds_of(side, first, 5) for side in first] == [5, 3, 3]


def test_a_side_without_further_turns_keeps_the_time_of_its_first(monkeypatch):
    monkeypatch.setattr(measuring, "SLOW", 0)
    worked = {"ours": 0, "peer": 0, "behind": 0}

    def work(side, seconds):
        worked[side] += 1
        return Seconds(seconds * (1 if worked[side] == 1 else 2))

    sides = {
        side: partial(work, side, seconds) for side, seconds in (("ours", 9), ("peer", 1), ("behind", 5))
    }
    assert measuring.medians(sides, 2) == {"ours": 18, "peer": 2, "behind": 5}
    assert worked == {"ours": 3, "peer": 3, "behind": 1}


def test_the_fastest_of_the_others_is_the_yardstick_and_a_miss_is_marked():
    outcome = Outcome("work", 3, TIMES)
    assert (outcome.peer, outcome.ratio, outcome.reached) == ("elkan", 2.0, False)
    assert cells(outcome) == ["work", "500 ms", "1,000 ms (elkan)", "2.0", "", "at least 3 times", "missed"]
    assert cells(Outcome("work", 2, TIMES))[-1] == ""


def test_others_may_have_targets_of_their_own():
    outcome = Outcome("work", Target(1.5, own={"lloyd": 4}), TIMES)
    assert outcome.reached
    assert cells(outcome)[3:] == ["2.0, 4.0 lloyd", "", "at least 1.5 times, at least 4 times lloyd", ""]
    assert cells(Outcome("work", Target(1.5, own={"lloyd": 4.1}), TIMES))[-1] == "missed"
    assert cells(Outcome("work", Target(2.1, own={"elkan": 1, "not installed": 9}), TIMES))[3] == "2.0"


def test_a_race_may_bound_how_much_longer_ours_takes():
    target = Target(0.4, "times as long", ceiling=True)
    outcome = Outcome("work", target, TIMES)
    assert (outcome.value, outcome.reached) == (0.5, False)
    assert cells(outcome)[3:] == ["0.50 times as long", "", "at most 0.4 times as long", "missed"]


def test_a_gauge_is_the_median_of_its_figures_but_the_first_and_is_closed():
    figures, closed = iter([100.0, 1.0, 3.0, 2.0]), []
    gauge = Gauge(
        "work", Target(3, "MiB", ceiling=True), "MiB", lambda: next(figures), lambda: closed.append(1)
    )
    outcome = run(gauge, rounds=3)
    assert (outcome.figure, outcome.reached, closed) == (2.0, True, [1])
    assert cells(outcome) == ["work", "2.00 MiB", "", "", "", "at most 3 MiB", ""]


def test_a_gauge_that_fails_is_closed_too():
    closed = []
    with pytest.raises(ZeroDivisionError):
        run(Gauge("work", None, "ms", lambda: 1 / 0, lambda: closed.append(1)))
    assert closed == [1]


def test_a_figure_without_a_target_is_reported_and_never_missed():
    assert cells(Outcome("work", None, {}, 12.34, "ms")) == ["work", "12.3 ms", "", "", "", "", ""]


def test_work_that_timed_itself_is_believed():
    assert timed(lambda: Seconds(42)) == 42
    assert isinstance(timed(lambda: Seconds(42), 2), Seconds)
    assert not isinstance(timed(list), Seconds)
    assert timed(lambda: 42.0) < 42


def test_all_sides_do_twenty_steps_to_the_same_inertia():
    race = lloyd.race("small", 1_000, 2, 8, "blobs", 1)
    assert {"ours", "lloyd", "elkan"} <= set(race.sides)
    assert race.sides["ours"]() == pytest.approx(race.sides["lloyd"](), rel=1e-9)
    assert lloyd.made(50, 9, 4, "embeddings").shape == (50, 9)


def test_the_error_of_single_precision_is_told_and_other_results_are_refused():
    inertias = {"ours": 1.0, "lloyd": 1.0, "faiss, single precision": 1.01}
    sides = {side: lambda inertia=inertia: inertia for side, inertia in inertias.items()}
    assert [*lloyd.agreeing(sides)] == ["ours", "lloyd", "faiss, single precision, error 1e-02"]
    for side, inertia in (("lloyd", 1.0001), ("faiss, single precision", 1.1)):
        with pytest.raises(AssertionError):
            lloyd.agreeing(sides | {side: lambda inertia=inertia: inertia})


@pytest.mark.filterwarnings("ignore:Best performing initialization")
@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_all_sides_come_to_mixtures_as_likely(kind):
    race = mixtures.race("small", kind, 2_000, 3, 4, Target(1))
    assert [*race.sides][:2] == ["ours", "scikit-learn"]
    own, theirs = (race.sides[side]() for side in ("ours", "scikit-learn"))
    np.testing.assert_allclose(own[0], theirs[0], rtol=1e-9)
    moved = theirs[0] + 0.01, *theirs[1:]
    with pytest.raises(AssertionError):
        mixtures.agreeing({"ours": lambda: own, "oneDAL": lambda: moved}, lloyd.made(2_000, 3, 4, "blobs"))


@pytest.mark.skipif(not TASKS.is_dir(), reason="only Linux lists the threads of a process")
def test_cpu_times_on_one_core_stand_beside_the_others():
    cores = []
    work = Race("work", 1, {side: lambda: cores.append(os.sched_getaffinity(0)) for side in ("ours", "peer")})
    before = os.sched_getaffinity(0)
    outcome = run(work, rounds=1, cpu=True)
    assert {len(each) for each in cores} == {1, len(before)}
    assert os.sched_getaffinity(0) == before
    assert set(outcome.cpu) == {"ours", "peer"}
    assert cells(outcome)[4] == f"{outcome.cpu_ratio:.1f}"


def test_all_sides_draw_batches_to_centers_as_good(monkeypatch):
    monkeypatch.setattr(minibatches, "BATCHES", 6)
    race = minibatches.race("small", False, 20_000, 2, 5, 1)
    assert [side().shape for side in race.sides.values()] == [(5, 2)] * 2


def test_all_sides_find_the_same_silhouettes():
    race = silhouettes.race("small", 300, 2, range(3, 5), 1)
    found = race.sides["ours"]()
    assert found == pytest.approx(race.sides["scikit-learn"](), rel=1e-9)
    table, labels = race.sides["scikit-learn"].args
    assert found == pytest.approx(
        silhouettes.compiled_loops(silhouettes.mean_of_loops, table, labels), rel=1e-9
    )


def test_all_sides_find_the_same_density_clusters_and_the_same_hierarchy():
    race = densities.race("small", 500, 2, 0.3, 5, 1)
    densities.agree(race.sides["ours"](), race.sides["scikit-learn"]())
    race = hierarchies.race("small", 200, 2, 1)
    assert {len(set(race.sides["ours"]().labels)), len(race.sides)} == {hierarchies.K, 2}


def test_peers_that_are_not_installed_are_named(monkeypatch):
    monkeypatch.setattr(peers, "OPTIONAL", ("no_such_peer", "numpy", "neither"))
    assert peers.missing() == " Not installed, and so not compared: no_such_peer, neither."
    assert peers.peer("no_such_peer") is None
    assert peers.peer("numpy") is np


def test_all_sides_find_an_elbow_that_falls_and_ours_may_not_be_worse():
    race = sweeps.race("small", 300, 2, 1)
    assert set(race.sides) == {"ours", "lloyd", "elkan"}
    for side in race.sides.values():
        assert np.all(np.diff(side()) < 0)
    with pytest.raises(AssertionError):
        sweeps.no_worse([9.0, 5.2], [9.0, 5.0])


@pytest.fixture
def two_rows(monkeypatch):
    """Two small races, of which one cannot be won."""
    targets = {"easy": 1e-9, "hard": 1e9}
    rows = [(work, target, lambda w=work, t=target: Race(w, t, SIDES)) for work, target in targets.items()]
    monkeypatch.setattr(program, "rows", lambda: rows)
    monkeypatch.setattr(program, "run", partial(run, rounds=1))


def test_the_command_prints_a_table_and_writes_json(two_rows, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--json", str(tmp_path / "out.json")])
    assert program.main() == 0
    printed = capsys.readouterr().out.splitlines()
    assert "scikit-learn" in printed[0]
    assert "kernels" in printed[0]
    assert [line.endswith("| missed |") for line in printed[-2:]] == [False, True]
    written = json.loads((tmp_path / "out.json").read_text())
    assert [row["reached"] for row in written["rows"]] == [True, False]
    assert written["machine"] == printed[0]


def test_numbers_for_another_program_come_alone(two_rows, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "hard", "--json", "-"])
    assert program.main() == 0
    assert [row["work"] for row in json.loads(capsys.readouterr().out)["rows"]] == ["hard"]


def test_the_table_says_when_a_core_was_busy(two_rows, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "easy", "--busy"])
    assert program.main() == 0
    assert "kept one core busy" in capsys.readouterr().out.splitlines()[0]


def test_the_busy_core_is_let_go_whatever_happens():
    core = busy_core()
    child = core.__enter__()
    assert child.poll() is None
    assert core.__exit__(KeyError, KeyError(), None) is not True
    assert child.poll() is not None


def test_a_name_that_no_row_has_is_rejected(two_rows, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "nothing"])
    assert program.main() == 2


def test_the_readme_takes_nothing_that_was_measured_beside_a_busy_core(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--readme", "--busy"])
    with pytest.raises(SystemExit):
        program.main()
    assert "nothing else ran" in capsys.readouterr().err


def test_both_sides_pick_as_many_centers_and_ours_may_not_be_worse(monkeypatch):
    race = seeding.race("small", 2_000, 2, 8, Target(1))
    assert {side().shape for side in race.sides.values()} == {(8, 2)}
    monkeypatch.setattr(seeding, "WORSE", 0.0)
    with pytest.raises(AssertionError):
        seeding.race("small", 2_000, 2, 8, Target(1))
