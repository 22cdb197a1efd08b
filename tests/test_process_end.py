"""The program ends at once by its quit action, Ctrl+C and SIGTERM, whatever it does at that time."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT = 240
PROGRAM = """
import os, signal, sys, threading, traceback
from pathlib import Path
from PySide6.QtCore import QTimer
from clusterlab.ui import app

class Observed(app.Program):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        QTimer.singleShot(0, self.begin)

    def begin(self):
        try:
            {scene}
        except BaseException:
            traceback.print_exc()
            os._exit(1)  # else nothing would be ready, ever
        QTimer.singleShot(50, lambda: print("ready", flush=True))

app.Program = Observed
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what runs behind
from clusterlab.__main__ import main
sys.exit(main([]))
"""
SCENES = {
    "playing": "self.presenter.toggle_run()",
    "a modal dialog": "self.actions['open_file'].trigger()",
    "an open menu": "QTimer.singleShot(20, self.window.export.click)",
    "a computation that ignores it is canceled": (
        "self.presenter.worker.task_queue().start(lambda: [threading.Event().wait()])"
    ),
}
SIGNALS = [("SIGINT", 130), ("SIGTERM", 143)]
"""The signals, and the exit codes of programs that they end; both come the same way in every scene."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="os.kill ends the process there")


def started(scene: str, folder: Path) -> subprocess.Popen:
    """The program in a process of its own, once a scene has begun."""
    code = PROGRAM.format(scene=scene)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        **pipes,
    )
    if process.stdout.readline() != "ready\n":
        process.kill()
        pytest.fail(process.communicate()[1])
    return process


def end_of(process: subprocess.Popen) -> tuple[int, str, str]:
    """The exit code of a process, and what it wrote."""
    with process:
        out, err = process.communicate(timeout=TIMEOUT)
    return process.returncode, out, err


@pytest.mark.parametrize(
    ("scene", "name", "exit_code"),
    [(scene, *SIGNALS[number % len(SIGNALS)]) for number, scene in enumerate(SCENES)],
)
def test_a_signal_closes_the_window(scene, name, exit_code, tmp_path):
    process = started(SCENES[scene], tmp_path)
    process.send_signal(getattr(signal, name))
    assert end_of(process) == (exit_code, "", "")


@pytest.mark.parametrize("scene", ["playing", "a computation that ignores it is canceled"])
def test_the_quit_action_ends_the_process(scene, tmp_path):
    quits = f"{SCENES[scene]}; QTimer.singleShot(100, self.actions['quit'].trigger)"
    assert end_of(started(quits, tmp_path)) == (0, "", "")


def test_quitting_with_a_cluster_leaves_no_process(tmp_path):
    pytest.importorskip("distributed", reason="clusters need the package distributed")
    quits = (
        "from clusterlab.datasets.workers.cluster_address import ClusterAddress; "
        "found = lambda: self.presenter.player.place.connection.workers; "
        "pids = lambda: found().call(dict.fromkeys(found().names(), os.getpid)).values(); "
        "quits = lambda: (print(*pids(), flush=True), self.actions['quit'].trigger()); "
        "self.connection_presenter.connect(ClusterAddress.parse('local:2'), quits)"
    )
    code, out, err = end_of(started(quits, tmp_path))
    assert (code, err) == (0, "")
    assert len(out.split()) == 2
    assert not [pid for pid in out.split() if is_running(int(pid))]


def is_running(pid: int) -> bool:
    """Whether there is a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_signal_waits_for_the_file_that_is_being_written(tmp_path):
    writes = (
        "self.presenter.saver.save(Path('out'), lambda: "
        "(threading.Event().wait(0.5), Path('out').write_text('all')))"
    )
    process = started(writes, tmp_path)
    process.send_signal(signal.SIGTERM)
    code, _, err = end_of(process)
    assert (code, err, (tmp_path / "out").read_text()) == (143, "", "all")


def test_ctrl_c_while_the_program_is_loaded_prints_no_traceback(tmp_path):
    code = (
        "import signal, sys; from clusterlab.__main__ import main; from clusterlab.cli import open_window\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "class Stops:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'PySide6': import os, signal; os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Stops()); main([])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
