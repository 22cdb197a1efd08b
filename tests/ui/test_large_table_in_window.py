"""A table that needs more memory than there is can be prepared in the window, and is then opened."""

import pytest

from clusterlab.session.state import large_tables
from clusterlab.session.state.prepared_folder import PreparedFolder
from tests.shards import blobs, frame
from tests.ui.file_answers import choose, words


@pytest.fixture
def large_table(tmp_path, monkeypatch):
    """A file that is large for a computer with little memory."""
    monkeypatch.setattr(large_tables, "memory_bytes", lambda: 2**31)
    monkeypatch.setattr(large_tables, "table_bytes", lambda path: 2**32)
    path = tmp_path / "large.csv"
    frame(blobs(9_000, 3)).write_csv(path)
    return path


@pytest.fixture
def asked(program, rest, large_table):
    program.presenter.open_asked.emit(large_table)
    rest()
    return program


def test_it_is_prepared_and_opened(asked, rest, click, tmp_path):
    assert words(asked) == "large.csv needs about 4.0 GiB of memory; this computer has 2.0 GiB."
    click(asked.window.message.action)
    choose(asked, tmp_path / "large.clab-points")
    rest()
    prepared = asked.presenter.shown.run.prepared
    assert isinstance(prepared, PreparedFolder)
    assert prepared.points.n == 9_000
    assert (tmp_path / "large.clab-points" / "header.json").is_file()


def test_it_is_read_where_that_is_wanted(asked, click):
    before = asked.presenter.document.session.source
    click(asked.window.message.other)
    prepared = asked.presenter.shown.run.prepared
    assert prepared.table.name == "large.csv"
    assert prepared.points.n == 9_000
    assert before.name == "blobs"  # what was on screen stays until one of both is chosen


def test_a_folder_that_is_there_is_kept(asked, rest, click, tmp_path):
    target = tmp_path / "there.clab-points"
    target.mkdir()
    click(asked.window.message.action)
    choose(asked, target)
    rest()
    assert "is there already" in words(asked)
    assert list(target.iterdir()) == []


def test_the_size_of_a_table_is_estimated_without_reading_it(tmp_path, monkeypatch):
    monkeypatch.setattr(large_tables, "MIN_ASKED_BYTES", 1_000)
    table = frame(blobs(9_000, 3))
    for name, expected in (("some.csv", 0.3), ("some.parquet", 9_000 * 2 * 40)):
        path = tmp_path / name
        (table.write_csv if name.endswith("csv") else table.write_parquet)(path)
        found = large_tables.table_bytes(path)
        assert found == (4 * path.stat().st_size if expected < 1 else expected)
    small = tmp_path / "small.csv"
    small.write_text("a,b\n1,2\n")
    assert large_tables.table_bytes(small) == 0
    assert large_tables.table_bytes(tmp_path / "missing.csv") == 0
    assert large_tables.memory_bytes() > 2**28
