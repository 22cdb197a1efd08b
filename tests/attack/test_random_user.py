"""500 actions of the random user, and the reports of faults that were planted."""

import pytest

from tests.attack.random_user.run import attack, faults

ACTIONS = 125


@pytest.mark.parametrize("seed", ["ci-0", "ci-1", "ci-2", "ci-3"])
def test_a_random_user_finds_no_fault(tmp_path, seed):
    outcome = attack(seed, ACTIONS, tmp_path)
    assert outcome.faults == ()
    assert outcome.actions == ACTIONS


def test_a_fault_is_reported_with_the_actions_before_it():
    lines = ["1 press Key_A", "FAULT Qt: a warning", "0 undo", "quit by its close button"]
    assert faults(lines, "", 0) == ["Qt: a warning (after  / 1 press Key_A)"]


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
