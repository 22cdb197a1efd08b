"""A file is written completely or not at all, and a path that cannot be written is an error beforehand."""

import os
import stat

import pytest

from clusterlab.export.atomic_write import (
    SaveError,
    atomic_replacement,
    check_writable,
    save_bytes,
    save_text,
)


def names(folder):
    """The files of a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_has_the_content_and_no_temporary_file_is_left(tmp_path):
    save_text(tmp_path / "out.csv", "größer\n")
    assert (tmp_path / "out.csv").read_bytes() == "größer\n".encode()
    assert names(tmp_path) == ["out.csv"]


def test_a_new_file_has_the_permissions_that_any_new_file_has(tmp_path):
    (tmp_path / "plain").touch()
    save_text(tmp_path / "out", "x")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_old_file_is_replaced_and_keeps_its_permissions(tmp_path):
    path = tmp_path / "out"
    path.write_text("old")
    path.chmod(0o640)
    save_text(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link_and_its_target_is_written(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    save_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "out"
    path.write_text("old")

    def broken_off():
        with atomic_replacement(path) as temporary:
            temporary.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_is_a_save_error_and_leaves_the_old_file(tmp_path, monkeypatch, failing):
    path = tmp_path / "out"
    path.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, failing, full)
    with pytest.raises(SaveError, match=r"out could not be written: No space left on device\.$"):
        save_bytes(path, b"new")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["out"]


def test_content_is_synced_before_it_replaces_the_old_file(tmp_path, monkeypatch):
    calls = []
    sync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda *given: calls.append("fsync") or sync(*given))
    monkeypatch.setattr(os, "replace", lambda *given: calls.append("replace") or replace(*given))
    save_text(tmp_path / "out", "x")
    assert calls == ["fsync", "replace"]


@pytest.mark.parametrize("save", [check_writable, lambda path: save_text(path, "x")])
def test_a_folder_a_missing_folder_and_an_impossible_path_are_save_errors(tmp_path, save):
    with pytest.raises(SaveError, match=r"is a folder; name a file in it\.$"):
        save(tmp_path)
    with pytest.raises(SaveError, match=r"there is no folder .*gone\.$"):
        save(tmp_path / "gone" / "out.csv")
    with pytest.raises(SaveError, match=r" be written: "):
        save(tmp_path / ("x" * 1000))
    if os.path.isdir("/proc"):
        with pytest.raises(SaveError, match=r"/proc/out.csv .* written: "):
            save(type(tmp_path)("/proc/out.csv"))


def test_a_file_without_write_permission_is_a_save_error(tmp_path, monkeypatch):
    path = tmp_path / "out"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anything
    with pytest.raises(SaveError, match=r"may not be written; choose another name"):
        save_text(path, "new")
    assert path.read_text() == "old"


def test_check_writable_leaves_no_files(tmp_path):
    check_writable(tmp_path / "out")
    assert names(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    # A pipe of the test's own: if the code were wrong, a real device would be replaced for the whole machine.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        check_writable(pipe)
        save_text(pipe, "x")
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert os.read(reader, 10) == b"x"
    finally:
        os.close(reader)
    assert names(tmp_path) == ["pipe"]


def test_a_lone_surrogate_is_written_as_an_escape(tmp_path):
    save_text(tmp_path / "out", "caf\udce9")
    assert (tmp_path / "out").read_bytes() == rb"caf\udce9"
