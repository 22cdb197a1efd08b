"""Emits must not lose references to True, False and None: PySide6 6.12.0 does, and crashes after 570."""

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from PySide6.QtCore import QObject, Signal, Slot

EMITS = 1000
TOLERATED = 20  # other code may release a few; the bug loses one per emit
PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


class Sender(QObject):
    """Has signals with the signatures of the program's signals."""

    plain = Signal()
    truth = Signal(bool)
    anything = Signal(object)
    both = Signal(bool, object)


class Receiver(QObject):
    """Counts signals received by slots with the signatures of the program's slots."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = 0

    @Slot()
    def on_plain(self) -> None:
        self.arrived += 1

    @Slot(bool)
    def on_truth(self, value: bool) -> None:
        self.arrived += 1

    @Slot(object)
    def on_anything(self, value: object) -> None:
        self.arrived += 1

    @Slot(bool, object)
    def on_both(self, value: bool, other: object) -> None:
        self.arrived += 1


def connected() -> tuple[Sender, Receiver]:
    """A sender with all its signals connected to a receiver."""
    sender, receiver = Sender(), Receiver()
    sender.plain.connect(receiver.on_plain)
    sender.truth.connect(receiver.on_truth)
    sender.anything.connect(receiver.on_anything)
    sender.both.connect(receiver.on_both)
    return sender, receiver


EMIT: dict[str, Callable[[Sender], object]] = {
    "plain": lambda sender: sender.plain.emit(),
    "true": lambda sender: sender.truth.emit(True),
    "false": lambda sender: sender.truth.emit(False),
    "none": lambda sender: sender.anything.emit(None),
    "true as object": lambda sender: sender.anything.emit(True),
    "false as object": lambda sender: sender.anything.emit(False),
    "false and none": lambda sender: sender.both.emit(False, None),
    "true and none": lambda sender: sender.both.emit(True, None),
}


def reference_counts() -> dict[str, int]:
    """The reference counts of True, False and None; constant since Python 3.12 (PEP 683)."""
    return {str(value): sys.getrefcount(value) for value in (True, False, None)}


def lost_references(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """The constants that lost more references than other code may release."""
    return [name for name in before if after[name] < before[name] - TOLERATED]


@pytest.mark.parametrize("emit", EMIT.values(), ids=EMIT.keys())
def test_a_thousand_emits_lose_no_reference_to_true_false_and_none(qapp, emit):
    sender, receiver = connected()
    emit(sender)  # the first one fills caches
    before = reference_counts()
    for _ in range(EMITS):
        emit(sender)
    after = reference_counts()
    assert receiver.arrived == EMITS + 1
    assert lost_references(before, after) == []


def test_a_loss_of_one_reference_per_emit_is_detected():
    before = {"True": 5000, "False": 900, "None": 40000}
    assert lost_references(before, {**before, "True": 5000 - EMITS}) == ["True"]


@pytest.mark.parametrize("version", ["6.12.0", "6.9.1"])
def test_the_project_excludes_broken_versions_of_pyside(version):
    needs = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    pyside = next(need for need in map(Requirement, needs) if need.name == "PySide6-Essentials")
    assert version not in pyside.specifier
    assert "6.11.3" in pyside.specifier
