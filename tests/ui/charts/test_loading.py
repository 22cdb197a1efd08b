"""The window opens without pyqtgraph, which takes long to load."""

import subprocess
import sys

OPENED = """
import sys
from PySide6.QtCore import QSettings
from clusterlab.ui.app import Program, create_application
from clusterlab.ui.charts.step_charts import TitledStepChart

app = create_application()
program = Program(app, QSettings(sys.argv[1], QSettings.Format.IniFormat))
program.window.show()
print("pyqtgraph" in sys.modules)
program.window.grab()
print("pyqtgraph" in sys.modules)
program.window.close()
"""


def test_the_window_is_painted_before_pyqtgraph_is_loaded(tmp_path):
    command = [sys.executable, "-c", OPENED, str(tmp_path / "settings.ini")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["False", "False"]
