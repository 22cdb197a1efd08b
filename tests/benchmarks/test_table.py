"""The README says what the benchmarks measured: their rows, their targets, and nothing written by hand."""

import sys

import numpy as np
import pytest

from clusterlab.kernels.native import loader
from tests.benchmarks import __main__ as program
from tests.benchmarks import compiled, known_minima, lloyd, scale
from tests.benchmarks.growth import SIZES, WIDTHS, Cost
from tests.benchmarks.growth import table as growth_table
from tests.benchmarks.measuring import Outcome, Race, aim
from tests.benchmarks.table import README, between, put_into_readme, renewed, rows_of, table

TEXT = "before\n<!-- benchmarks -->\nold\n<!-- end of benchmarks -->\nafter\n"


def test_the_readme_has_the_rows_of_the_benchmarks_with_their_targets():
    said = rows_of(between("benchmarks", README.read_text(encoding="utf-8")))
    wanted = [(work, "" if target is None else aim(target).words()) for work, target, _ in program.rows()]
    assert [(cells[0], cells[5]) for cells in said] == wanted


def test_the_readme_says_how_cost_grows_at_every_size():
    said = rows_of(between("growth", README.read_text(encoding="utf-8")))
    wanted = [(f"{n:,}", f"{d}") for n, d in dict.fromkeys((*SIZES, *WIDTHS))]
    assert [tuple(cells[:2]) for cells in said] == wanted


def test_the_readme_says_what_every_file_of_c_buys():
    said = rows_of(between("compiled", README.read_text(encoding="utf-8")))
    assert [tuple(cells[:3:2]) for cells in said[:-1]] == [(file, work) for file, work, _ in compiled.WORK]
    named = {name for cells in said for name in cells[0].split(", ")}
    assert named == {path.name for path in compiled.SOURCES.glob("*.[ch]")}


def test_the_readme_says_how_often_the_best_known_inertia_is_reached():
    said = rows_of(between("minima", README.read_text(encoding="utf-8")))
    wanted = [(data, f"{k}") for data, _, ks in known_minima.tables() for k in ks]
    assert [tuple(cells[:2]) for cells in said[:-1]] == wanted
    assert said[-1][0] == "found by half of the runs"


def test_a_set_is_found_by_the_side_of_which_half_of_the_runs_reach_its_best_known_inertia(monkeypatch):
    monkeypatch.setattr(known_minima, "RUNS", 2)
    found = [
        known_minima.Found("a", 2, 1.0, (1.0, 1.1), (2.0, 2.0)),
        known_minima.Found("b", 3, 1.0, (1.1, 1.1), (1.0 + 1e-12, 1.0)),
    ]
    assert known_minima.cells(found[0]) == ["a", "2", "1", "1 of 2 runs", "0 of 2 runs", ""]
    assert known_minima.cells(found[1])[3:] == ["0 of 2 runs", "2 of 2 runs", "behind"]
    assert known_minima.summary(found)[3:] == ["1 of 2 sets", "1 of 2 sets", "missed"]
    assert known_minima.summary(found[:1])[3:] == ["1 of 1 sets", "0 of 1 sets", ""]


def test_both_sides_run_for_some_time_and_the_least_of_all_is_the_best_known(monkeypatch):
    monkeypatch.setattr(known_minima, "RUNS", 2)
    monkeypatch.setattr(known_minima, "SECONDS", 1e-9)
    monkeypatch.setattr(known_minima, "LONG_SECONDS", 1e-9)
    monkeypatch.setattr(known_minima, "least_in", lambda seconds, start, run: start(run))
    monkeypatch.setattr(known_minima, "ours", lambda points, k, seed: 4.0 + (seed == 1))
    monkeypatch.setattr(known_minima, "theirs", lambda rows, k, seed: 6.0 - (seed == 2))
    found = known_minima.of_both("a", np.arange(6.0).reshape(3, 2), 2)
    assert found == known_minima.Found("a", 2, 4.0, (4.0, 5.0), (6.0, 6.0))
    assert found.reached == (1, 0)


def test_a_run_is_the_least_of_the_starts_that_begin_in_its_time(monkeypatch):
    clock = iter([0.0, 0.1, 0.2, 0.9])
    monkeypatch.setattr(known_minima.time, "perf_counter", lambda: next(clock))
    seeds = []
    assert known_minima.least_in(0.5, lambda seed: seeds.append(seed) or 9.0 - seed % 10, 3) == 8.0
    assert seeds == [3 * known_minima.SEEDS_OF_A_RUN, 3 * known_minima.SEEDS_OF_A_RUN + 1]


def test_work_by_numpy_alone_leaves_the_kernels_as_they_were():
    backend = loader.backend
    assert compiled.by_numpy(lambda: loader.backend) == "numpy"
    assert loader.backend == backend


def test_every_row_has_a_name_of_its_own():
    names = [work for work, *_ in program.rows()]
    assert len(names) == len(set(names)) > len(lloyd.ROWS)


def test_a_table_stands_between_its_markers(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(TEXT, encoding="utf-8")
    for work in ("first", "second"):
        put_into_readme("benchmarks", table([Outcome(work, 2, {"ours": 1.0, "peer": 3.0})]), readme)
    new = readme.read_text(encoding="utf-8")
    assert new.startswith("before\n<!-- benchmarks -->\n| work |")
    assert new.endswith("<!-- end of benchmarks -->\nafter\n")
    assert rows_of(new) == [["second", "1,000 ms", "3,000 ms (peer)", "3.0", "", "at least 2 times", ""]]


def outcomes_of(*works):
    """Outcomes of races that were won by a factor of 3, or of 1, which misses."""
    return [Outcome(work, 2, {"ours": 1.0, "peer": 1.0 if "slow" in work else 3.0}) for work in works]


def test_some_rows_take_the_place_of_old_ones_and_the_order_stays():
    whole = renewed("", "a machine", outcomes_of("c", "slow", "gone", "a"), ["a", "slow", "c", "gone"])
    anew = renewed(whole, "a machine", outcomes_of("b", "slow"), ["a", "b", "slow", "c"])
    assert [cells[0] for cells in rows_of(anew)] == ["a", "b", "slow", "c"]
    assert anew.startswith("a machine\n\n| work |")
    assert "earlier" not in anew


def test_rows_of_another_machine_are_marked_until_they_are_measured_again():
    works = ["a", "slow", "c"]
    first = renewed("", "first machine", outcomes_of(*works), works)
    second = renewed(first, "second machine", outcomes_of("a"), works)
    assert [cells[-1] for cells in rows_of(second)] == ["", "missed, earlier", "earlier"]
    assert second.startswith("second machine\n")
    assert second.endswith("measured before, on: first machine")
    third = renewed(second, "third machine", outcomes_of("slow"), works)
    assert [cells[-1] for cells in rows_of(third)] == ["earlier", "missed", "earlier"]
    assert third.endswith("measured before, on: first machine Or: second machine")
    whole = renewed(third, "third machine", outcomes_of("a", "c"), works)
    assert whole == renewed("", "third machine", outcomes_of(*works), works)


def test_a_readme_without_markers_is_rejected_and_stays_as_it_is(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no markers <!-- growth -->"):
        put_into_readme("growth", "table", readme)
    assert readme.read_text(encoding="utf-8") == "nothing\n"


def test_the_command_writes_the_table_into_the_readme(tmp_path, monkeypatch, capsys):
    readme = tmp_path / "README.md"
    readme.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr("tests.benchmarks.table.README", readme)
    race = Race("easy", 1e-9, {"ours": list, "peer": list})
    monkeypatch.setattr(program, "rows", lambda: [("easy", 1e-9, lambda: race)])
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--readme"])
    assert program.main() == 0
    said = readme.read_text(encoding="utf-8")
    assert capsys.readouterr().out.splitlines()[-1] in said
    assert "scikit-learn" in said.splitlines()[2]


def test_the_growth_of_cost_is_a_table():
    said = rows_of(growth_table([Cost(1_000, 2, 0.5, 2.0), Cost(10_000_000, 2, 10, 2000)]))
    assert said == [
        ["1,000", "2", "0.500 ms", "2.000 ms", "4.00"],
        ["10,000,000", "2", "10.000 ms", "2,000.000 ms", "200"],
    ]


def test_the_readme_has_a_table_of_large_data():
    said = rows_of(between("scale", README.read_text(encoding="utf-8")))
    many, more = f"{scale.ROWS:,} x 2", f"{scale.MORE_ROWS:,} x 2"
    assert [cells[0] for cells in said] == [
        f"prepare {many} from Parquet",
        f"{scale.STEPS} Lloyd steps {many}, K 8",
        f"{scale.STEPS} Lloyd steps {many}, K 8, on dask",
        f"em full {many}, K 8",
        f"memory of prepare {many}",
        f"memory of run kmeans {many}, without mapped files",
        f"{scale.FEW_STEPS} Lloyd steps {more}, K 8",
        f"{scale.FEW_STEPS} Lloyd steps {more}, K 50",
        f"memory of run kmeans {more}, without mapped files",
        f"window: a run, every half-step drawn, {more}",
        f"window: longest turn of a run, {more}",
        f"em full {scale.WORKER_ROWS:,} x 10, two workers",
    ]
