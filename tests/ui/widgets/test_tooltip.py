"""Tooltips are wrapped, explain their terms, and show names as they are."""

import ast
from pathlib import Path

from PySide6.QtWidgets import QLabel

import clusterlab
from clusterlab.core.terms import sentence_of
from clusterlab.ui.widgets.tooltip import MAX_LINE_LENGTH, set_tip, wrapped

UI = Path(clusterlab.__file__).parent / "ui"


def test_lines_have_at_most_sixty_characters(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    set_tip(label, "word " * 40 + "x" * 200)
    assert MAX_LINE_LENGTH == 60
    assert max(map(len, label.toolTip().split("\n"))) <= 60


def test_line_breaks_are_kept():
    assert wrapped("one\n\ntwo") == "one\n\ntwo"


def test_terms_of_the_text_are_explained(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    set_tip(label, "About.", "knee at K = 4")
    assert label.toolTip().replace("\n", " ") == f"About. Knee: {sentence_of('Knee')}"


def test_a_name_that_looks_like_markup_is_shown_as_it_is(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    set_tip(label, "<b>bold</b>.csv")
    assert "&lt;b&gt;bold&lt;/b&gt;.csv" in label.toolTip()


def test_every_tooltip_is_set_by_the_one_function():
    calls = [
        f"{path.relative_to(UI)}:{node.lineno}"
        for path in UI.rglob("*.py")
        if path.name != "tooltip.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "setToolTip"
    ]
    assert calls == []
