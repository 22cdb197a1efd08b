"""Saving a picture in a process without a display."""

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parents[3]

SCRIPT = """
import sys
import numpy as np
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.picture import picture
from clusterlab.ui.canvas.page import picture_page
points = Points(np.random.default_rng(0).normal(size=(50, 2)))
step = list(KMeans(k=2).steps(points))[-1]
shown = picture(points, column_view(points, "xy", (0, 1), True), step, title="t")
picture_page(shown, (300, 200)).save(sys.argv[1])
"""


def test_a_picture_is_saved_without_a_display_and_without_output(tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "out.png")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert QImage(str(tmp_path / "out.png")).width() == 300
