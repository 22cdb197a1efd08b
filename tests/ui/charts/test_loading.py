"""The window opens without pyqtgraph and the text reader, and loads Qt after what has no Qt."""

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
print("pyqtgraph" in sys.modules)
program.window.grab()
print("pyqtgraph" in sys.modules)
program.window.close()
print("clusterlab.datasets.readers.csv.dialect" in sys.modules)
print("asyncio" in sys.modules)  # only a connection to workers needs it
print(any(f"clusterlab.ui.dialogs.{name}" in sys.modules for name in ("apply_dialog", "reading_dialog")))
loaded = list(sys.modules)
for name in loaded[loaded.index("PySide6"):]:
    if name.startswith(("clusterlab.session", "clusterlab.export", "clusterlab.algorithms")):
        print(name)
"""


def test_the_window_is_painted_before_pyqtgraph_and_readers_are_loaded(tmp_path):
    command = [sys.executable, "-c", OPENED, str(tmp_path / "settings.ini")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    assert done.stdout.split() == ["False"] * 5
