"""Animated GIF and PNG files, written frame by frame: only what changed since the frame before.

Pillow encodes each frame. Its own writers of animations hold all frames until the last, which are gigabytes
of a long film.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from clusterlab.export.atomic_write import atomic_replacement
from clusterlab.export.film.frame_pixels import FramePixels, PaletteNumbers, changed_box, cut_out

if TYPE_CHECKING:
    from PIL import Image

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
FOREVER = 0
"""The number of repetitions, as both formats write it."""


class GifFrames:
    """Writes the frames of a GIF, which all have the colors of one palette, and are not dithered."""

    def __init__(self, file: BinaryIO, numbers: PaletteNumbers) -> None:
        self._file, self._numbers = file, numbers
        self._before: FramePixels | None = None

    def write(self, pixels: FramePixels, milliseconds: int) -> None:
        """Appends a frame (h, w, 3)."""
        from PIL import GifImagePlugin

        numbers = self._numbers.of(pixels)
        box = changed_box(self._before, numbers)
        if self._before is None:
            options = {"loop": FOREVER, "optimize": False}
            for part in GifImagePlugin.getheader(self._image(numbers), info=options)[0]:
                self._file.write(part)
        image = self._image(cut_out(numbers, box))
        for part in GifImagePlugin.getdata(image, box[:2], duration=milliseconds, disposal=1):
            self._file.write(part)
        self._before = numbers

    def close(self) -> None:
        """Writes the end of the file."""
        self._file.write(b";")

    def _image(self, numbers: FramePixels) -> "Image.Image":
        from PIL import Image

        height, width = numbers.shape
        image = Image.frombytes("P", (width, height), numbers.tobytes())
        image.putpalette(self._numbers.palette.tobytes())
        return image


class ApngFrames:
    """Writes a number of frames of an animated PNG (APNG 1.0), in their exact colors."""

    def __init__(self, file: BinaryIO, frames: int) -> None:
        self._file, self._frames = file, frames
        self._chunks = 0  # that have a sequence number
        self._before: FramePixels | None = None

    def write(self, pixels: FramePixels, milliseconds: int) -> None:
        """Appends a frame (h, w, 3)."""
        from PIL import Image, PngImagePlugin

        box = changed_box(self._before, pixels)
        inside = cut_out(pixels, box)
        size = inside.shape[1], inside.shape[0]
        chunks = PngImagePlugin.getchunks(Image.frombytes("RGB", size, inside.tobytes()))
        if self._before is None:
            self._write_head(next(data for name, data, _ in chunks if name == b"IHDR"))
        numbers = b"".join(number.to_bytes(4, "big") for number in (*size, *box[:2]))
        delay = milliseconds.to_bytes(2, "big") + (1000).to_bytes(2, "big")
        self._write_numbered(b"fcTL", numbers + delay + bytes(2))
        for name, data, _ in chunks:
            if name == b"IDAT" and self._before is None:
                self._write_chunk(name, data)
            elif name == b"IDAT":
                self._write_numbered(b"fdAT", data)
        self._before = pixels

    def close(self) -> None:
        """Writes the end of the file."""
        self._write_chunk(b"IEND", b"")

    def _write_head(self, header: bytes) -> None:
        self._file.write(PNG_SIGNATURE)
        self._write_chunk(b"IHDR", header)
        self._write_chunk(b"acTL", self._frames.to_bytes(4, "big") + FOREVER.to_bytes(4, "big"))

    def _write_numbered(self, name: bytes, data: bytes) -> None:
        self._write_chunk(name, self._chunks.to_bytes(4, "big") + data)
        self._chunks += 1

    def _write_chunk(self, name: bytes, data: bytes) -> None:
        from PIL import PngImagePlugin

        PngImagePlugin.putchunk(self._file, name, data)


@contextmanager
def gif_file(path: Path, numbers: PaletteNumbers) -> Iterator[GifFrames]:
    """A GIF file, there once its last frame is written; raises SaveError."""
    with atomic_replacement(path) as file:
        frames = GifFrames(file, numbers)
        yield frames
        frames.close()


@contextmanager
def apng_file(path: Path, frames: int) -> Iterator[ApngFrames]:
    """An animated PNG file, there once its last frame is written; raises SaveError."""
    with atomic_replacement(path) as file:
        written = ApngFrames(file, frames)
        yield written
        written.close()
