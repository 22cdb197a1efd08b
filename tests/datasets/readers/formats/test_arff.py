"""ARFF: attributes are of the kind that is declared, whatever their values look like."""

import numpy as np
import pytest

from clusterlab.datasets import LoadError
from clusterlab.datasets.column_type import column_types

HEAD = "@relation some\n@attribute x real\n@attribute n INTEGER\n"


def test_nominal_numbers_are_categories_and_strings_are_text(read):
    kinds = "@attribute class {0,1}\n@attribute code string\n@attribute 'when' date \"yyyy-MM-dd\"\n@data\n"
    rows = "1.5,2,0,007,2024-01-01\n2.5,3,1,008,2024-01-02\n?,4,?,009,?\n"
    table = read(HEAD + kinds + rows)
    assert table.columns == ("x", "n")
    np.testing.assert_array_equal(table.values, [[1.5, 2], [2.5, 3], [np.nan, 4]])
    assert table.texts["class"] == ("0", "1", "")
    assert table.texts["code"] == ("007", "008", "009")
    types = {name: found.kind for name, found in column_types(table).items()}
    assert types == {"x": "number", "n": "number", "class": "category", "code": "text", "when": "date"}


def test_nominal_numbers_are_categories_where_cells_are_read_by_way_of_texts(read):
    table = read(HEAD + "@attribute class {0,1}\n@data\n1.5,2,'0'\n2.5,oops,'1'\n3,4,'1'\n4,5,'0'\n")
    assert table.texts == {"class": ("0", "1", "1", "0")}
    assert "oops" in str(table.notes[0])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEAD + "@data\n{0 1.5}\n{1 3}\n", "sparse ARFF"),
        (HEAD + "@attribute bag relational\n@attribute y real\n@end bag\n@data\n1,2,'1\\n2'\n", "relational"),
        (HEAD.replace("real", "string").replace("INTEGER", "{1,2}") + "@data\n1,2\n2,1\n", "no numeric"),
    ],
)
def test_what_is_no_plain_table_is_named(read, content, words):
    with pytest.raises(LoadError, match=words):
        read(content)
