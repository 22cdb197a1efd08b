"""Bytes of text in encodings that are detected or told."""

import pytest

from clusterlab.datasets import LoadError

SMALL = "name,x\né,1\nß,2\n"


def test_bytes_that_windows_1252_lacks_are_read(read):
    table = read(b"name,x\nBarri\x8fre,1\nLe\x9d,2\nZ,4\n")
    assert table.values.tolist() == [[1], [2], [4]]
    assert table.notes == ("The text is not UTF-8; it was read as Windows-1252.",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_unicode_of_all_widths_is_detected(read, encoding):
    assert read((SMALL * 3).replace("\nname,x", "").encode(encoding)).texts["name"][:2] == ("é", "ß")


def test_a_broken_byte_in_much_utf8_is_replaced(read):
    content = (SMALL + "é,3\n" * 40).encode() + b"\xff,4\n"
    table = read(content)
    assert table.texts["name"][0] == "é"
    assert table.notes == ("1 byte is not UTF-8 and shown as \ufffd.",)


@pytest.mark.parametrize(
    ("encoding", "text"), [("gbk", "甲"), ("cp1251", "Да"), ("mac-roman", "é"), ("utf-16", "é")]
)
def test_a_person_names_the_encoding(read, encoding, text):
    table = read(f"name,x\n{text},1\nb,2\n".encode(encoding), encoding=encoding)
    assert table.texts["name"] == (text, "b")
    assert table.read_as.encoding == encoding


def test_an_encoding_that_does_not_fit_is_an_error(read):
    with pytest.raises(LoadError, match=r"some.csv cannot be read as ascii; choose another encoding\."):
        read(SMALL, encoding="ascii")
