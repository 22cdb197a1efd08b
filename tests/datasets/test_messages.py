"""What datasets say to people are messages: templates with values."""

import string

import numpy as np
import pytest

from clusterlab.core.message import Message
from clusterlab.datasets import LoadError, examples, read_table, select, suggests_scaling, unlikely_features

FILES = {
    "notes.csv": "a,b,year\n1,x,2001\ninf,?,2002\n2,y,2003\n3,4,5,6\n",
    "decimals.csv": "a;b\n1,5;1.234\n2,5;1,234\nx;3\n4;5\n",
    "long.csv": "a,b\n12345678901234567890,1\n2,2\n",
    "indexed.csv": "a,b\n1,2,3\n2,3,4\n",
    "codes.csv": "zip,x\n01234,1\n10115,2\n",
    "pairs.csv": "1,2\n3,4\n5,6\n",
}
BROKEN = {"empty.csv": "", "header.csv": "a,b\n", "texts.csv": "a,b\nx,y\nz,w\n", "sheet.xlsx": "x"}


def check_message(text):
    assert type(text) is Message
    fields = {name for _, name, _, _ in string.Formatter().parse(text.template) if name is not None}
    assert fields <= set(text.values)
    assert text == Message(text.template, **text.values)


@pytest.mark.parametrize("name", FILES)
def test_notes_reasons_and_questions_are_messages(name, tmp_path):
    path = tmp_path / name
    path.write_text(FILES[name])
    table = read_table(path)
    reasons = [*select(table).left_out.values(), *unlikely_features(table).values()]
    said = [*table.notes, *reasons, *([table.question] if table.question else [])]
    assert said
    for text in said:
        check_message(text)


@pytest.mark.parametrize("name", [*BROKEN, "missing.csv"])
def test_errors_are_messages(name, tmp_path):
    path = tmp_path / name
    if name in BROKEN:
        path.write_text(BROKEN[name])
    with pytest.raises(LoadError) as raised:
        read_table(path)
    check_message(raised.value.message)
    assert str(raised.value) == raised.value.message


def test_unknown_columns_and_advice_on_scaling_are_messages():
    iris = read_table(examples()["iris"])
    for columns in (["speceis"], ["species"], ["qqq"], []):
        with pytest.raises(LoadError) as raised:
            select(iris, columns)
        check_message(raised.value.message)
    for largest in (1.0, 1e3, 1e9):
        check_message(suggests_scaling(np.array([[0.0, 0], [largest, 1]]), "ab"))
