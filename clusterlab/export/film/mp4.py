"""MP4 files, by the optional package av."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.version import is_packaged
from clusterlab.export.atomic_write import atomic_replacement
from clusterlab.export.film.frame_pixels import FramePixels

RATE = 20
"""Pictures a second; a step is repeated, since many players show only films of a constant rate."""
QUALITY = {"crf": "18", "preset": "fast"}
"""Of x264: text and thin lines stay sharp."""


def mp4_missing() -> Message:
    """Why no MP4 can be written; empty where it can."""
    if find_spec("av") is not None:
        return Message()
    if is_packaged():
        return Message("MP4 is not in the packaged program, but in clusterlab[video] from pip")
    return Message("MP4 needs av: pip install clusterlab[video]")


class Mp4Frames:
    """Writes the frames of an MP4 with H.264, in which each side is an even number of pixels."""

    def __init__(self, file: BinaryIO) -> None:
        self._av: Any = import_module("av")
        self._container = self._av.open(file, "w", format="mp4")
        self._stream: Any = None
        self._milliseconds, self._pictures = 0, 0

    def write(self, pixels: FramePixels, milliseconds: int) -> None:
        """Appends a frame (h, w, 3), as often as it takes for its duration."""
        height, width = pixels.shape[:2]
        even = np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
        if self._stream is None:
            self._begin(*even.shape[:2])
        frame = self._av.VideoFrame.from_ndarray(even, format="rgb24")
        self._milliseconds += milliseconds
        while self._pictures * 1000 < self._milliseconds * RATE:
            frame.pts = self._pictures
            self._container.mux(self._stream.encode(frame))
            self._pictures += 1

    def close(self) -> None:
        """Writes what is still encoded, and the end of the file."""
        self._container.mux(self._stream.encode())
        self._container.close()

    def _begin(self, height: int, width: int) -> None:
        self._stream = self._container.add_stream("libx264", rate=RATE, options=QUALITY)
        self._stream.width, self._stream.height = width, height
        self._stream.pix_fmt = "yuv420p"  # the only one that all players know


@contextmanager
def mp4_file(path: Path) -> Iterator[Mp4Frames]:
    """An MP4 file, there once its last frame is written; raises SaveError."""
    with atomic_replacement(path) as file:
        frames = Mp4Frames(file)
        yield frames
        frames.close()
