"""PySide6 must keep the counts of True, False and None: 6.12.0 lost one at each emit and died after 570."""

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from PySide6.QtCore import QObject, Signal, Slot

EMITS = 1000
TOLERATED = 20  # other code may let go of a few; a real loss is one for each emit
PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


class Sender(QObject):
    """Sends what the program's own signals send."""

    plain = Signal()
    truth = Signal(bool)
    anything = Signal(object)
    both = Signal(bool, object)


class Receiver(QObject):
    """Counts what arrives, through slots of every kind that the program uses."""

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
    """A sender whose signals all arrive at a receiver."""
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


def counts() -> dict[str, int]:
    """How many hold on to True, False and None; from Python 3.12 on these never change."""
    return {str(value): sys.getrefcount(value) for value in (True, False, None)}


def falls(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """The names of the constants that lost more references than chance takes."""
    return [name for name in before if after[name] < before[name] - TOLERATED]


@pytest.mark.parametrize("emit", EMIT.values(), ids=EMIT.keys())
def test_a_thousand_signals_take_no_reference_from_true_false_and_none(qapp, emit):
    sender, receiver = connected()
    emit(sender)  # the first one fills caches
    before = counts()
    for _ in range(EMITS):
        emit(sender)
    after = counts()
    assert receiver.arrived == EMITS + 1
    assert falls(before, after) == []


def test_a_loss_of_one_reference_an_emit_would_be_seen():
    before = {"True": 5000, "False": 900, "None": 40000}
    assert falls(before, {**before, "True": 5000 - EMITS}) == ["True"]


@pytest.mark.parametrize("version", ["6.12.0", "6.9.1"])
def test_the_project_excludes_broken_versions_of_pyside(version):
    needs = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    pyside = next(need for need in map(Requirement, needs) if need.name == "PySide6-Essentials")
    assert version not in pyside.specifier
    assert "6.11.3" in pyside.specifier
