"""The window opens without pyqtgraph, which takes long to load, and loads Qt after what is without Qt."""

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
loaded = list(sys.modules)
for name in loaded[loaded.index("PySide6"):]:
    if name.startswith(("clusterlab.session", "clusterlab.export", "clusterlab.algorithms")):
        print(name)
"""


def test_pyqtgraph_is_loaded_after_the_window_is_painted_and_qt_after_all_that_is_without_qt(tmp_path):
    command = [sys.executable, "-c", OPENED, str(tmp_path / "settings.ini")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["False", "False"]
