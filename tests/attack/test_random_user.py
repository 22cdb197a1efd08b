"""250 actions of the random user, and the reports of faults that were planted."""

import pytest

from tests.attack.random_user.run import attack, faults

ACTIONS = 125
SEEDS = ["ci-0", "ci-2"]
FEATURES = {"draw", "predict", "centers", "branches", "save", "session", "file", "formulas", "rows", "by eye"}


def test_a_random_user_finds_no_fault_and_meets_each_feature(tmp_path):
    outcomes = [attack(seed, ACTIONS, tmp_path) for seed in SEEDS]
    assert [outcome.faults for outcome in outcomes] == [()] * len(SEEDS)
    assert {outcome.actions for outcome in outcomes} == {ACTIONS}
    assert {feature for outcome in outcomes for feature in outcome.features} == FEATURES


def test_a_fault_is_reported_with_the_actions_before_it():
    lines = ["1 press Key_A", "FAULT Qt: a warning", "0 undo", "quit by its close button"]
    assert faults(lines, "", 0) == ["Qt: a warning (after  / 1 press Key_A)"]


def test_a_file_that_cannot_be_saved_at_the_end_is_no_fault():
    words = "out.png cannot be written: there is no folder missing."
    lines = ["1 press Key_A", "quit by SIGTERM", f"FAULT {words}"]
    assert faults(lines, f"clusterlab: {words}\n", 143) == []
    assert len(faults(["1 press Key_A", f"FAULT {words}", "quit by SIGTERM"], "", 143)) == 1


def test_a_crash_is_reported_with_the_last_actions():
    found = faults(["1 press Key_A"], "Fatal Python error: Segmentation fault", -11)
    assert [line.partition(" (")[0] for line in found] == [
        "exit code -11 in place of 0",
        "standard error: Fatal Python error: Segmentation fault",
    ]
    assert all("1 press Key_A" in line for line in found)


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("its close button", 0)])
def test_the_end_of_a_process_has_the_exit_code_of_its_way(name, code):
    assert faults([f"quit by {name}"], "", code) == []
    assert len(faults([f"quit by {name}"], "", code + 1)) == 1
