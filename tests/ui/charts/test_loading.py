"""The window opens with the modules that its first picture needs, and loads Qt after most that has no Qt."""

import subprocess
import sys

OPENED = """
import sys
from clusterlab.ui.app import Program, create_application
from PySide6.QtCore import QSettings
from clusterlab.ui.charts.step_charts import TitledStepChart

app = create_application()
program = Program(app, QSettings(sys.argv[1], QSettings.Format.IniFormat))
program.window.show()
program.window.grab()
print(*sys.modules)
print(len(app.allWidgets()))
"""
LATE = {
    "asyncio",  # only a connection to workers needs it
    "pyqtgraph",
    "clusterlab.datasets.readers.csv.dialect",
    "clusterlab.export.chart_figures",
    "clusterlab.export.film.film_file",
    "clusterlab.export.shards_image",
    "clusterlab.metrics.cluster_count.how_many",
    "clusterlab.metrics.k_sweep",
    "clusterlab.metrics.silhouette",
    "clusterlab.session.analysis.k_charts",
    "clusterlab.session.analysis.row_table",
    "clusterlab.session.analysis.cluster_profiles",
    "clusterlab.algorithms.gmm.formulas",
    "clusterlab.algorithms.gmm.step",
    "clusterlab.algorithms.minibatch.step",
    "clusterlab.core.about",
    "clusterlab.core.charts",
    "clusterlab.core.formula",
    "clusterlab.core.pca",
    "clusterlab.core.question",
    "clusterlab.datasets.strokes",
    "clusterlab.session.analysis.step_formulas",
    "clusterlab.session.analysis.try_all",
    "clusterlab.session.models.model",
    "clusterlab.session.prediction.asking",
    "clusterlab.session.saved.session_file",
    "clusterlab.datasets.readers.files",
    "clusterlab.datasets.shards.folder_preparation",
    "clusterlab.datasets.workers.dask_workers",
    "clusterlab.export.manual",
    "clusterlab.export.repeat.command_line",
    "clusterlab.ui.panels.column_list",
    "clusterlab.ui.presenters.flow_presenter",
    "clusterlab.ui.widgets.formula_view",
}
"""What is loaded when it is first used."""
AT_ONCE = {"clusterlab.ui.dialogs.ask_sample"}
"""The modules of the folder of dialogs that the first picture needs."""
MAX_AFTER_QT = 60
"""PySide6 reads so many modules without Qt at most."""
MAX_WIDGETS = 450
"""The window has so many widgets at most before a hidden part is shown."""


def test_the_window_is_painted_before_what_it_rarely_needs_is_loaded(tmp_path):
    command = [sys.executable, "-c", OPENED, str(tmp_path / "settings.ini")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    names, widgets = done.stdout.splitlines()[-2:]
    loaded = names.split()
    dialogs = {name for name in loaded if name.startswith("clusterlab.ui.dialogs.")}
    assert (LATE & set(loaded), dialogs) == (set(), AT_ONCE)
    after_qt = loaded[loaded.index("PySide6") :]
    read = [name for name in after_qt if name.startswith("clusterlab.") and ".ui" not in name]
    assert len(read) <= MAX_AFTER_QT, read
    assert int(widgets) <= MAX_WIDGETS
