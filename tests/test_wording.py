"""Sentences to people are literal and short, in the standard terms of the field."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import clusterlab
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.history import Run
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.session.playback.captions import caption

MAX_CAPTION_WORDS = 20
PACKAGE = Path(clusterlab.__file__).parent
README = PACKAGE.parent / "README.md"
NOT_LITERAL = (
    r"\bbells?\b",
    r"\bas flat as\b",
    r"\bhardly\b",
    r"\bspeaks?\b",
    r"\bsays K\b",
    r"\bstands? for\b",
    r"\bserves?\b",
    r"\bat the foot\b",
    r"\btruncated: ",
    r"\bdensest first\b",
    r"\b1/v of the way;",
    r"\bstarv",
    r"\bhangs? together\b",
    r"\bfalls? into\b",
    r"\bties?\b",
    r"\btied to\b",
    r"\balike\b",
    r"\blikeness\b",
    r"\bclock\b",
    r"\bat rest\b",
    r"\bpress a\b",
    r"\bwhat you chose\b",
    r"\bwhat was computed\b",
    r"\bbefore all was known\b",
    r"\bto start from\b",
    r"\bits own space\b",
    r"\bno feature\b",
    r"\bit looks like\b",
    r"\bit holds text\b",
    r"\bif not told\b",
    r"\bhow they stand\b",
    r"\bwere let go\b",
    r"\bput elsewhere\b",
    r"\bwent elsewhere\b",
    r"\bfor a number:",
    r"\bthe answer comes\b",
    r"\btoo little is known\b",
    r"\bof the best of all\b",
    r"\bin a row did not\b",
    r"\busual type\b",
    r"\bfit to the data\b",
    r"\bmisplaced\b",
    r"\bdoubtful points\b",
)
"""Words that newcomers stumbled over, with and without a capital; matched in every text of the program."""
DOCSTRING_OWNERS = (ast.Module, ast.ClassDef, ast.FunctionDef)


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the text of every string of more than one word that is no docstring."""
    skipped = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        body = node.body if isinstance(node, DOCSTRING_OWNERS) else []
        skipped |= {id(part.value) for part in body if isinstance(part, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant)),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value


def not_literal(text: str) -> list[str]:
    """The words of a text that are not literal."""
    return [found[0] for words in NOT_LITERAL for found in re.finditer(words, text, re.IGNORECASE)]


def test_no_text_of_the_program_has_words_that_newcomers_stumbled_over():
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {word!r} in {text!r}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, text in texts(ast.parse(path.read_text(encoding="utf-8")))
        for word in not_literal(text)
    ]
    assert found == []


def test_the_readme_has_no_such_words():
    prose = re.sub(r"```.*?```", "", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not_literal(prose) == []


@pytest.mark.parametrize(
    "planted",
    [
        'Message("{k:# bell|# bells} chosen.", k=3)',
        'template = "The silhouette speaks of compact clusters."',
        'words = f"{n} clusters at the foot"',
        'help = ("Cluster 3 is as flat as " "the floor allows.")',
    ],
)
def test_a_planted_word_is_found(planted):
    ((_, text), *_) = texts(ast.parse(planted))
    assert not_literal(text)


@pytest.mark.parametrize("shape", SHAPES.all())
@pytest.mark.parametrize("kind", ALGORITHMS.all().values(), ids=lambda kind: kind.name)
def test_every_caption_has_fewer_than_twenty_words(kind, shape):
    points, algorithm = Points(SHAPES.all()[shape](points=60).make().values), kind().for_fixed_points()
    assert too_long(algorithm, points) == []


@pytest.mark.parametrize("kind", ALGORITHMS.all().values(), ids=lambda kind: kind.name)
def test_a_note_has_fewer_than_twenty_words(kind):
    """Many clusters among few points are emptied, collapse, or are fewer than K."""
    table = np.random.default_rng(3).integers(0, 4, size=(40, 2)).astype(float)
    algorithm = kind().for_fixed_points()
    if kind.takes_k:
        algorithm = algorithm.with_k(12)
    assert too_long(algorithm, Points(table)) == []


def too_long(algorithm, points):
    """The captions of a run and their notes, each by itself, that have too many words."""
    run = Run(algorithm.steps(points))
    notes = [note for step in run for note in step.notes]
    said = [without(caption(algorithm, points, run, i).sentence, run[i].notes) for i in range(len(run))]
    return [text for text in (*said, *notes) if len(text.split()) >= MAX_CAPTION_WORDS]


def without(text, notes):
    """A caption without its notes."""
    for note in notes:
        text = text.replace(note, "")
    return text
