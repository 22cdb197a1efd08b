"""Writes a film as what the suffix of its path says: GIF, animated PNG, MP4, or a folder of pictures."""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from clusterlab.core.message import Message
from clusterlab.core.progress import PaintCall, Progress, map_progress
from clusterlab.export.atomic_write import SaveError, atomic_folder, check_new_folder, check_writable
from clusterlab.export.film.animations import apng_file, gif_file
from clusterlab.export.film.film_plan import FilmPlan
from clusterlab.export.film.frame_pixels import FramePixels, PaletteNumbers, film_palette
from clusterlab.export.film.mp4 import mp4_file, mp4_missing

FOLDER = ""
"""The format of numbered pictures in a folder, whose name has no suffix."""
FILM_FORMATS = {
    ".gif": "GIF",
    ".apng": "Animated PNG",
    ".png": "Animated PNG",
    ".mp4": "MP4",
    FOLDER: "Numbered PNG files",
}
"""The formats by suffix."""


FramePainting = Generator[Callable[[], object], None, FramePixels]
"""Makes a frame; it yields functions that are called on the thread of the window before it goes on."""


class FilmFrames(Protocol):
    """A film that is being written."""

    def write(self, pixels: FramePixels, milliseconds: int) -> None:
        """Appends a frame (h, w, 3)."""


def film_format(path: Path) -> str:
    """The suffix that says as what a film is written; raises SaveError for others."""
    suffix = FOLDER if path.is_dir() else path.suffix.lower()
    if suffix == ".mp4" and mp4_missing():
        template = "{path} cannot be written. {reason}. Or name a .gif or .apng file."
        raise SaveError(Message(template, path=str(path), reason=mp4_missing()))
    if suffix in FILM_FORMATS:
        return suffix
    template = (
        "{path} cannot be written: a film is a .gif, .apng or .mp4 file, or without a suffix a folder of "
        "numbered pictures; name one of these."
    )
    raise SaveError(Message(template, path=str(path)))


def check_film(path: Path) -> None:
    """Raises SaveError where a film could not be written; called before the work begins."""
    if film_format(path) == FOLDER:
        check_new_folder(path)
    else:
        check_writable(path)


def film_steps(
    path: Path, plan: FilmPlan, certain_colors: tuple[str, ...], paint: Callable[[int], FramePainting]
) -> Generator[PaintCall, None, None]:
    """Writes a film frame by frame, so that one or two frames are in memory at a time; raises SaveError.

    `paint` makes the frame of the step at an index, and `certain_colors` are those that every frame shows
    exactly. Whatever ends it before the last frame leaves nothing behind.
    """
    shown, samples = plan.indices, list[FramePixels]()
    for index in plan.sample_indices if film_format(path) == ".gif" else ():
        samples.append((yield from _with_progress(paint(index), Progress(0, len(shown)))))
    with _film_file(path, plan, samples, certain_colors) as frames:
        for number, (index, milliseconds) in enumerate(zip(shown, plan.durations(), strict=True)):
            pixels = yield from _with_progress(paint(index), Progress(number, len(shown)))
            frames.write(pixels, milliseconds)


def _with_progress(painting: FramePainting, progress: Progress) -> Generator[PaintCall, None, FramePixels]:
    return map_progress(lambda run: PaintCall(run, progress), painting)


def _film_file(
    path: Path, plan: FilmPlan, samples: list[FramePixels], certain_colors: tuple[str, ...]
) -> AbstractContextManager[FilmFrames]:
    match film_format(path):
        case ".gif":
            return gif_file(path, PaletteNumbers(film_palette(samples, certain_colors)))
        case ".apng" | ".png":
            return apng_file(path, len(plan.indices))
        case ".mp4":
            return mp4_file(path)
        case _:
            return _numbered_files(path, len(plan.indices))


class NumberedFiles:
    """Writes each frame as a PNG file of its own."""

    def __init__(self, folder: Path, frames: int) -> None:
        self._folder, self._digits, self._number = folder, max(3, len(str(frames))), 0

    def write(self, pixels: FramePixels, milliseconds: int) -> None:
        """Writes the next file."""
        from PIL import Image

        self._number += 1
        height, width = pixels.shape[:2]
        image = Image.frombytes("RGB", (width, height), pixels.tobytes())
        image.save(self._folder / f"frame-{self._number:0{self._digits}}.png")


@contextmanager
def _numbered_files(path: Path, frames: int) -> Iterator[NumberedFiles]:
    """A new folder of pictures, there once the last is written; raises SaveError."""
    with atomic_folder(path) as folder:
        yield NumberedFiles(folder, frames)
