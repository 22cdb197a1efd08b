"""The first row names the columns where it differs from the rows below it, also where titles are numbers."""

import pytest

NAMED = {
    "years": ("region,2020,2021,2022 / N,1,2,3 / S,4,5,6 / E,7,8,9", "region 2020 2021 2022", 3),
    "years beside a text": ("id,2019,2020 / a,5,6 / b,7,8 / c,1,1", "id 2019 2020", 3),
    "one year beside a name": ("height,2019 / 170,3 / 180,4", "height 2019", 2),
    "one year beside texts": ("state,2021 / Ohio,-14.3 / Iowa,2.5 / Utah,7.1", "state 2021", 3),
    "some years": ("who,1940,1950,1965 / a,22.2,44 / b,1.5,2.1,3 / c,3.5,5.8,9", "who 1940 1950 1965", 3),
    "years without a text": ("2019,2020 / 5,6 / 7,8 / 9,1", "2019 2020", 3),
    "a counted index": (",0,1,2,3 / 0,5,3,2,9 / 1,7,1,4,4 / 2,1,2,2,0", "column_1 0 1 2 3", 3),
    "counted titles over decimals": ("0,1,2 / 0.5,1.25,3.5 / 0.25,2.5,1.5 / 9.5,8.5,7.25", "0 1 2", 3),
    "many counted titles": ("1,2,3,4,5 / 3,1,4,1,5 / 9,2,6,5,3 / 5,8,9,7,9", "1 2 3 4 5", 3),
    "an index without a title": (",who / 1,a / 2,b / 3,c", "column_1 who", 3),
    "a title over dates": ("day,17 / 2020-01-02,1 / 2020-01-03,5 / 2020-01-05,3", "day 17", 3),
}  # fmt: skip


@pytest.mark.parametrize("case", NAMED)
def test_the_first_row_names_the_columns(read, case):
    text, names, rows = NAMED[case]
    table = read.lines(text)
    assert {*table.texts, *table.columns} == {name.replace("_", " ") for name in names.split()}
    assert table.rows == rows


def test_a_question_with_a_year_names_a_column_that_holds_words_too(read):
    table = read.lines("Rate in 2016? / 5 / 7 / none yet / 8 / 9 / 2")
    assert table.columns == ("Rate in 2016?",)
    assert read.lines("12,1 / 13A,2 / 14,3 / 15,4").rows == 4


def test_a_header_that_occurs_again_names_the_columns(read):
    table = read.lines("a,b / " + "1,2 / " * 20 + "a,b / " + "3,4 / " * 20 + "5,6")
    assert table.columns == ("a", "b")


UNNAMED = {
    "counted rows": "1,2,3 / 4,5,6 / 7,8,9",
    "decimals": "5.1,3.5 / 4.9,3 / 4.7,3.2",
    "integers like those below": "3,5,1 / 4,1,2 / 2,6,3",
    "years like those below": "2001,2002 / 2003,2004 / 2001,2005",
    "equal numbers": "7,7,7 / 0.5,1.5,2.5 / 0.25,3.5,4.5",
    "a class that occurs again": "a,1,5 / b,2,6 / a,3,7",
    "a class that occurs again beside a gap": ",a / 1,a / 2,b / 3,a",
}


@pytest.mark.parametrize("case", UNNAMED)
def test_the_first_row_is_data(read, case):
    text = UNNAMED[case]
    table = read.lines(text)
    assert table.rows == text.count("/") + 1
    assert all(name.startswith("column ") for name in table.columns)


def test_an_open_question_is_a_note(read):
    table = read.lines("name,10,20 / a,1,2 / b,3,4 / c,5,7")
    assert table.rows == 4
    assert table.notes == ("The first line was read as data; it may be the names of the columns.",)
    assert not read.lines("1,2,3 / 4,5,6 / 7,8,9").notes
    assert not read.lines("100 / 1 / 2 / 3").notes
    assert len(read.lines("100 200 / 1 2 / 2 3 / 3 3").notes) == 1


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("5.5,n.b.,-2.25 / 4.5,3,1.5 / 4.75,3.25,2", 3),
        ("x,146.9,82.4,north / y,37.4,-67.5,east / 10%,-60.4,21.4,east", 3),
        ("heat,400.5,401.0,401.5 / 20,0.1,0.2,0.3 / 21,0.4,0.2,0.1", 2),
    ],
)
def test_a_first_row_of_decimals_that_do_not_rise_is_data(read, text, rows):
    table = read.lines(text)
    assert table.rows == rows
    assert any("may be the names of the columns" in note for note in table.notes) == (rows == 3)


def test_a_person_decides_whether_there_is_a_header(read):
    assert read.lines("1 / 2 / 3", header=True).columns == ("1",)
    assert read.lines("region,2020 / N,1 / S,2", header=False).rows == 3
    assert read.lines("name,10,20 / a,1,2 / b,3,4 / c,5,7", header=True).columns == ("10", "20")


def test_titles_on_several_lines_become_one(read):
    assert read('"a\nlong",b\n1,2\n3,4\n').columns == ("a long", "b")


def test_a_header_that_lacks_the_first_title_warns_of_decimal_commas(read):
    table = read.lines("id,x / 1,2,5 / 2,3,5")
    assert table.columns == ("column 1", "id", "x")
    assert "if commas are decimal marks too" in table.notes[0]
