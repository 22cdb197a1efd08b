"""Start and exit of the program: window, version, cancellation, closed pipes, unexpected errors."""

import ctypes
import errno
import gc
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import clusterlab
from clusterlab.cli import main as cli_main
from clusterlab.cli import open_window as window_opening
from clusterlab.cli.console import STANDARD_INPUT
from clusterlab.cli.main import main
from clusterlab.core import log as logs
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.resources import resource

ROOT = Path(__file__).resolve().parent.parent.parent
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
RUN = ["run", "kmeans", "--make", "blobs", "--json", "-"]


def started(*words, without=(), **how):
    """The program in a process of its own."""
    environ = {name: value for name, value in os.environ.items() if name not in without}
    command = [sys.executable, "-W", "error", "-m", "clusterlab", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, **how)


def failing(error):
    """A command that fails."""

    def command(_words):
        raise error

    return {"run": (command, "")}


@pytest.fixture
def opened(monkeypatch):
    """The files on which windows would have been opened."""
    paths = []
    monkeypatch.setattr(cli_main, "open_window", lambda path: paths.append(path) or 0)
    return paths


def test_without_words_the_window_opens(opened):
    assert main([]) == 0
    assert opened == [None]


def test_a_file_opens_the_window_on_it(opened):
    iris = resource("examples/iris.csv")
    assert main([str(iris)]) == 0
    assert opened == [iris]


def test_a_dash_opens_the_window_on_standard_input(monkeypatch, capsys):
    from clusterlab.ui import app

    made = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(app, "main", lambda *given: made.append(given) or 0)
    monkeypatch.setattr(window_opening, "_end_process", lambda code: code)
    monkeypatch.setattr(window_opening, "use_default_interrupt", lambda: None)
    monkeypatch.setattr(gc, "disable", lambda: None)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1,2\n")))
    main(["-"])
    assert made == [(STANDARD_INPUT, b"a,b\n1,2\n")]
    monkeypatch.setattr(sys, "stdin", None)
    main(["-"])
    assert made[-1] == (STANDARD_INPUT, b"")
    assert main(["-", "more"]) == 2
    assert "'more' is one word too many" in capsys.readouterr().err


def test_a_file_that_is_missing_opens_no_window(opened, capsys):
    assert main(["none.csv"]) == 2
    assert opened == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_without_a_display_and_a_command_the_error_says_what_to_do():
    done = started(without=DISPLAYS)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "There is no display" in done.stderr
    assert "clusterlab run kmeans --data FILE --picture out.png" in done.stderr


def test_a_run_needs_no_display(tmp_path, qt):
    picture = tmp_path / "p.png"
    done = started(*RUN, "--picture", picture, without=DISPLAYS)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["sizes"]
    assert picture.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("system", "environ", "there"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_display_is_required_on_linux_only(system, environ, there):
    assert window_opening.has_display(system, environ) is there


def test_where_qt_does_not_load_opening_the_window_is_an_error(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "clusterlab.ui.app", None)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert main([]) == 1
    assert "Qt does not load" in capsys.readouterr().err


def test_where_qt_does_not_load_a_picture_is_an_error_and_other_outputs_work(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "clusterlab.ui.canvas.page", None)
    monkeypatch.delattr("clusterlab.ui.canvas.page", raising=False)
    assert main([*RUN, "--picture", str(tmp_path / "p.png")]) == 1
    assert "Qt does not load" in capsys.readouterr().err
    assert main(RUN) == 0


def missing_libraries():
    """The libraries of a display that are not on this machine; without a display they are not installed."""
    names = ("libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1", "libxkbcommon-x11.so.0")
    return [name for name in names if not is_loadable(name)]


def is_loadable(name):
    """Whether a shared library is on this machine."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize(
    ("settings", "words"),
    [({"DISPLAY": ":7654"}, "there is no display :7654."), ({"QT_QPA_PLATFORM": "odd"}, "no platform 'odd'")],
)
def test_a_display_that_cannot_be_connected_is_an_error_in_one_sentence(monkeypatch, settings, words):
    if "DISPLAY" in settings and missing_libraries():
        words = "is missing"  # the plugin for displays cannot even be loaded
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    done = started(timeout=240)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("clusterlab: The window cannot be opened: ")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_version_is_that_of_the_package(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"clusterlab {clusterlab.__version__}\n"


@pytest.mark.parametrize(
    "words", [["--help"], ["run", "--help"], ["run", "gmm", "--help"], ["sweep", "-h"], ["list", "--help"]]
)
def test_help_exits_with_0(words, capsys):
    assert main(words) == 0
    assert "clusterlab" in capsys.readouterr().out


def test_the_list_is_printed(capsys):
    assert main(["list"]) == 0
    assert "--covariance" in capsys.readouterr().out


def test_a_keyboard_interrupt_is_one_word_and_exit_code_130(monkeypatch, capsys):
    monkeypatch.setattr(cli_main, "SUBCOMMANDS", failing(KeyboardInterrupt()))
    assert main(["run"]) == 130
    assert capsys.readouterr().err == "clusterlab: Canceled.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_ctrl_c_during_a_run_is_one_word():
    code = (
        "import sys, threading; from clusterlab.cli import run_command; from clusterlab.__main__ import main;"
        "wait = lambda: all(not threading.Event().wait(0.01) for _ in iter(int, 1));"  # pause() may miss it
        "run_command.best_restart = lambda *_: print('working', flush=True) or wait();"
        "sys.exit(main(['run', 'kmeans', '--make', 'blobs']))"
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, **pipes) as going:
        assert going.stdout.readline() == "working\n"
        going.send_signal(signal.SIGINT)
        out, err = going.communicate(timeout=240)
    assert (going.returncode, out, err) == (130, "", "clusterlab: Canceled.\n")


def test_a_memory_error_is_one_sentence(monkeypatch, capsys):
    monkeypatch.setattr(cli_main, "SUBCOMMANDS", failing(MemoryError()))
    assert main(["run"]) == 1
    assert "Not enough memory" in capsys.readouterr().err


def test_a_pipe_closed_by_its_reader_is_no_error():
    shell = f"'{sys.executable}' -W error -m clusterlab list | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode in (0, 1)  # the list may fit into the pipe before its reader closes it


def test_a_closed_standard_output_prints_nothing():
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-W", "error", "-m", "clusterlab", "list"]
    done = subprocess.run(command, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")
@pytest.mark.parametrize("words", [["list"], ["--help"]])
def test_a_full_disk_behind_standard_output_is_an_error_in_one_sentence(words):
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-W", "error", "-m", "clusterlab", *words]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.stderr == "clusterlab: Standard output could not be written: No space left on device.\n"
    assert done.returncode == 1


@pytest.mark.parametrize("words", [RUN, ["list"], ["--version"], ["run", "zzz"], ["--help"]])
def test_a_program_without_a_console_runs(monkeypatch, words):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(words) == (2 if "zzz" in words else 0)


def test_a_console_with_ascii_encoding_gets_replacement_characters(monkeypatch, tmp_path):
    data = tmp_path / "größe.csv"
    data.write_text("größe\n1\n2\n9\n", encoding="utf-8")
    console = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr(sys, "stdout", console)
    assert main(["run", "kmeans", "--k", "2", "--data", str(data)]) == 0
    assert b"gr??e" in console.buffer.getvalue()


@pytest.fixture
def log():
    """The log of unexpected errors in the private home of the tests, empty."""
    path = logs.log_folder() / "clusterlab.log"
    logs.close_log()
    path.unlink(missing_ok=True)
    yield path
    logs.close_log()
    path.unlink(missing_ok=True)


def test_an_unexpected_error_is_logged_and_reported_in_one_sentence(monkeypatch, capsys, log):
    monkeypatch.setattr(cli_main, "SUBCOMMANDS", failing(ZeroDivisionError("unforeseen")))
    assert main(["run"]) == 70
    err = capsys.readouterr().err
    assert err == (f"clusterlab: Internal error; details are in {log}.\n")
    written = log.read_text()
    assert "ZeroDivisionError: unforeseen" in written
    assert "in command" in written
    assert clusterlab.__version__ in written


def test_the_log_grows_to_its_limit_and_is_then_replaced(log, monkeypatch):
    logs.log_failure(ValueError("first"))
    logs.log_failure(ValueError("second"))
    assert log.read_text().count("ValueError: ") == 2
    logs.close_log()
    monkeypatch.setattr(logs, "MAX_BYTES", 10)
    logs.log_failure(ValueError("third"))
    assert log.read_text().count("ValueError: ") == 1


def test_where_no_log_can_be_written_the_error_itself_is_reported(monkeypatch, capsys, tmp_path, log):
    (tmp_path / "file").touch()
    monkeypatch.setattr(logs, "log_folder", lambda: tmp_path / "file" / "state")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "file"))
    monkeypatch.setattr(cli_main, "SUBCOMMANDS", failing(ZeroDivisionError("unforeseen")))
    assert main(["run"]) == 70
    assert "ZeroDivisionError: unforeseen." in capsys.readouterr().err


class FullDisk(io.StringIO):
    """A file on a full disk."""

    def write(self, text):
        """Raises the OSError of a full disk."""
        raise OSError(errno.ENOSPC, "No space left on device")


def test_where_the_disk_of_the_log_is_full_the_error_itself_is_reported(monkeypatch, capsys, log):
    logs.open_log()
    (kept,) = (handler for handler in logs.log.handlers if isinstance(handler, logs.LogFile))
    with monkeypatch.context() as full:
        full.setattr(kept, "stream", FullDisk())
        full.setattr(cli_main, "SUBCOMMANDS", failing(ZeroDivisionError("unforeseen")))
        assert main(["run"]) == 70
    err = capsys.readouterr().err
    assert err.endswith("Internal error; ZeroDivisionError: unforeseen.\n")
    assert err.count("\n") == 1


def test_starting_imports_neither_scipy_nor_polars_nor_qt():
    code = "import sys, clusterlab.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"scipy", "polars", "PySide6", "pyqtgraph"}


def test_the_list_helps_to_choose(capsys):
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = lines.index("Which algorithm? (clusterlab compare --all tries all of them)")
    found = [line.strip() for line in lines[start:] if line.strip().startswith("Noise: ")]
    kinds = ALGORITHMS.all().values()
    words = {True: "yes", False: "no"}
    assert found == [
        f"Noise: {words[kind.finds_noise]}, Soft: {words[kind.soft]}, Weights: {words[kind.takes_weights]}"
        for kind in kinds
    ]
