"""What is done with a cluster in the window, and what is seen of it."""

import threading

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.shards.shard_folder import open_folder
from clusterlab.datasets.workers.calls import ConnectionLostError
from clusterlab.ui.presenters.connection_presenter import BREAK


def connect(program, address, folder=""):
    """Enters an address in the dialog, and a folder."""
    program.actions["connect_cluster"].trigger()
    dialog = program.connection_presenter.dialog
    dialog.address.setText(address)
    dialog.points.setText(str(folder))
    dialog.connect_button.click()
    return dialog


def place_words(program):
    """What the window says about where the folder is computed."""
    box = program.window.data.place
    return box.words.text().replace(BREAK, "") if box.isVisible() else ""


def bits(run):
    """What is to be the same to the bit."""
    steps = [run.scene.run[i] for i in range(len(run.scene.run))]
    return [(step.objective, step.centers.tobytes()) for step in steps]


def expected(points_folder, k):
    """The bits of a run of the folder."""
    steps = KMeans(k=k).steps(open_folder(points_folder).points)
    return [(step.objective, step.centers.tobytes()) for step in steps]


class WatchedWorkers:
    """Workers that are never waited for by the thread of the window."""

    def __init__(self, workers):
        self._workers, self.threads = workers, set()
        self.place, self.names = workers.place, workers.names
        self.are_connected = True

    def call(self, calls):
        """What each returns."""
        if not self.are_connected:
            raise ConnectionLostError(self.place)
        thread = threading.current_thread()
        assert thread is not threading.main_thread()
        self.threads.add(thread.name)
        return self._workers.call(calls)
