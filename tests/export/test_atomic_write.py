"""A file is written completely or not at all, and a path that cannot be written is an error beforehand."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from clusterlab.export import atomic_write
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
        with atomic_replacement(path) as file:
            file.write(b"half")
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


KILLED = """
import os, sys
from pathlib import Path
from clusterlab.export.atomic_write import atomic_replacement
with atomic_replacement(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def writing(tmp_path):
    """Another process that is writing into the folder."""
    command = [sys.executable, "-c", KILLED, str(tmp_path / "out")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "writing\n"
        yield process
        process.kill()


def test_the_file_of_a_killed_process_is_removed_at_the_next_save(tmp_path, writing):
    writing.kill()
    writing.wait()
    (left,) = names(tmp_path)
    assert left.startswith(f".clusterlab-{writing.pid}-")
    save_text(tmp_path / "other", "x")
    assert names(tmp_path) == ["other"]


@pytest.mark.skipif(os.name == "nt", reason="the file counts as abandoned after a day there")
def test_the_file_of_a_living_process_stays(tmp_path, writing):
    (held,) = names(tmp_path)
    save_text(tmp_path / "other", "x")
    check_writable(tmp_path / "other")
    assert names(tmp_path) == [held, "other"]
    writing.stdin.close()
    assert writing.wait(60) == 0
    assert (tmp_path / "out").read_text() == "half"
    assert names(tmp_path) == ["other", "out"]


def test_a_new_file_that_another_process_removes_before_it_is_locked_is_made_again(tmp_path, monkeypatch):
    removed, lock = [], atomic_write.lock_file

    def removes_the_first(descriptor):
        if not removed:
            (path,) = tmp_path.iterdir()
            path.unlink()
            removed.append(path)
        lock(descriptor)

    monkeypatch.setattr(atomic_write, "lock_file", removes_the_first)
    save_text(tmp_path / "out", "x")
    assert len(removed) == 1
    assert names(tmp_path) == ["out"]


def test_two_files_are_written_into_a_folder_at_the_same_time(tmp_path):
    with atomic_replacement(tmp_path / "a") as first, atomic_replacement(tmp_path / "b") as second:
        first.write(b"1")
        second.write(b"2")
    assert [(tmp_path / name).read_text() for name in names(tmp_path)] == ["1", "2"]


def test_only_temporary_files_of_the_program_are_removed(tmp_path):
    others = [".clusterlab-1-2.txt", ".clusterlab.tmp", "clusterlab-1-2.tmp"]
    for name in others:
        (tmp_path / name).touch()
    (tmp_path / ".clusterlab-folder-x.tmp").mkdir()
    (tmp_path / ".clusterlab-link-x.tmp").symlink_to(tmp_path / ".clusterlab.tmp")
    save_text(tmp_path / "out", "x")
    assert {*others, ".clusterlab-folder-x.tmp", ".clusterlab-link-x.tmp"} <= set(names(tmp_path))


def test_an_old_file_is_removed_where_files_cannot_be_locked(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic_write, "HAS_LOCKS", False)
    old, new = tmp_path / ".clusterlab-1-a.tmp", tmp_path / ".clusterlab-1-b.tmp"
    for path in (old, new):
        path.touch()
    os.utime(old, (0, 0))
    save_text(tmp_path / "out", "x")
    assert names(tmp_path) == [new.name, "out"]


@pytest.mark.parametrize("save", [check_writable, lambda path: save_text(path, "x")])
def test_a_path_with_nul_and_one_below_a_file_are_save_errors(tmp_path, save):
    (tmp_path / "file").touch()
    with pytest.raises(SaveError, match=r" cannot be written: embedded null (byte|character)"):
        save(tmp_path / "a\0b")
    with pytest.raises(SaveError, match=r"file is a file, not a folder\.$"):
        save(tmp_path / "file" / "out")


@pytest.mark.skipif(os.name == "nt", reason="a working folder cannot be deleted there")
@pytest.mark.parametrize("save", [lambda path: save_text(path, "new"), check_writable])
@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_folder_that_takes_no_new_files_is_a_save_error(tmp_path, monkeypatch, save, number):
    target, create = tmp_path / "out.txt", os.open
    target.write_text("old")

    def refuse(path, flags, *mode):
        if flags & os.O_CREAT:
            raise OSError(number, os.strerror(number))
        return create(path, flags, *mode)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(SaveError) as caught:
        save(target)
    folder = os.path.realpath(tmp_path)
    assert str(caught.value) == f"No file can be created in the folder {folder}; choose another folder."
    monkeypatch.undo()
    assert names(tmp_path) == ["out.txt"]
    assert target.read_text() == "old"


def test_a_deleted_working_folder_is_named_for_a_relative_path(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(SaveError, match=r"the working folder no longer exists; give an absolute path\.$"):
        save_text(Path("out"), "x")
    save_text(tmp_path / "out", "x")
    assert names(tmp_path) == ["out"]


@pytest.mark.skipif(os.name == "nt", reason="files have no such limit there")
def test_a_full_disk_leaves_no_part_of_a_file(tmp_path):
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from clusterlab.export.atomic_write import save_bytes\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: save_bytes(Path(sys.argv[1]), bytes(2000))\n"
        "except ValueError as error: print(error)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.endswith("out could not be written: File too large.\n")
    assert names(tmp_path) == []


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
