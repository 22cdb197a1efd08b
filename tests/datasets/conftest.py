"""Small files of the tests, and the tables that are read from them."""

import pytest

from clusterlab.datasets import ReadOptions, Table, read_table


@pytest.fixture
def read(tmp_path):
    """Reads the table in a file with that content; ` / ` stands for a line end in `read.lines`."""

    def reader(content: str | bytes, name: str = "some.csv", **options) -> Table:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(path, ReadOptions(**options))

    reader.lines = lambda text, **options: reader(text.replace(" / ", "\n") + "\n", **options)
    return reader
