"""The flags of pictures and films: their size and resolution, and the steps and the pace of a film."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.output_flags import Outputs
from clusterlab.core.message import Message
from clusterlab.core.params import DeclaredParam, Param
from clusterlab.export.film.film_plan import DEFAULT_PACE, PACE_PARAM, FilmPlan

SIDE_PARAM = DeclaredParam("size", int, 1440, Param("Size", "Pixels.", 320, 8192))
RESOLUTION_PARAM = DeclaredParam(
    "resolution", int, 1, Param("Resolution", "By how much a picture has more pixels than its size.", 1, 4)
)
GRID_RESOLUTION = 2
FILM_FLAGS = ("--pace", "--steps")
ANIMATE_HELP = (
    "Every step, as a film: GIF (.gif), animated PNG (.apng), MP4 (.mp4, where pip has installed "
    "clusterlab[video]), or without a suffix a new folder of numbered PNG files."
)
STEPS_HELP = "Which steps the film shows, such as 1..20; else all."
PACE_HELP = f"Seconds for which the film shows each step; else {DEFAULT_PACE}."
HEAT_MAP_FLAG = "--profile"
SIZE_HELP = "The size of pictures and films in pixels; else 1440x900."
RESOLUTION_HELP = (
    "1 to 4: how many pixels a PNG picture or a film has for each of its size, each way; else 1."
)

GRID_RESOLUTION_HELP = (
    f"1 to 4: how many pixels a PNG picture has for each of its size, each way; else {GRID_RESOLUTION}."
)


@dataclass(frozen=True)
class PictureSize:
    """The width and height (w, h) of a picture, and by how much it has more pixels each way."""

    size: tuple[int, int] = (1440, 900)
    resolution: int = 1


DEFAULT_PICTURE_SIZE = PictureSize()


def add_picture_flags(group: argparse._ArgumentGroup) -> None:
    """Adds the flags of the size of pictures."""
    group.add_argument("--size", metavar="WxH", help=SIZE_HELP)
    group.add_argument("--resolution", metavar="N", help=RESOLUTION_HELP)


def grid_resolution(options: argparse.Namespace) -> int:
    """The resolution of the picture of a comparison; raises ParamError."""
    text = options.resolution
    resolution: int = GRID_RESOLUTION if text is None else RESOLUTION_PARAM.parse(text)
    return resolution


def check_picture_flags(options: argparse.Namespace, outputs: Outputs, flags: Sequence[str]) -> None:
    """Raises UsageError for a size or a resolution without one of the pictures, which have these flags.

    A heat map has a resolution, but the size that its rows need.
    """
    sized = [flag for flag in flags if flag != HEAT_MAP_FLAG]
    for flag, text, kinds in (
        ("--size", options.size, sized),
        ("--resolution", options.resolution, list(flags)),
    ):
        if text is not None and not set(outputs.pictures) & set(kinds):
            template = "{flag} belongs to a picture; use it with {flags}."
            raise UsageError(Message(template, flag=flag, flags=kinds))


def add_film_flags(group: argparse._ArgumentGroup) -> None:
    """Adds the flags of films."""
    group.add_argument("--animate", metavar="FILE", help=ANIMATE_HELP)
    group.add_argument("--steps", metavar="A..B", help=STEPS_HELP)
    group.add_argument("--pace", metavar="X", help=PACE_HELP)


def picture_size(options: argparse.Namespace) -> PictureSize:
    """The size of pictures and films; raises UsageError or ParamError."""
    resolution = 1 if options.resolution is None else RESOLUTION_PARAM.parse(options.resolution)
    if options.size is None:
        return PictureSize(DEFAULT_PICTURE_SIZE.size, resolution)
    match = re.fullmatch(r"([0-9]+)[x×]([0-9]+)", options.size.strip())
    if not match:
        template = "--size must be a width and a height such as 1440x900; it was {text!r}."
        raise UsageError(Message(template, text=options.size))
    return PictureSize((SIDE_PARAM.parse(match[1]), SIDE_PARAM.parse(match[2])), resolution)


@dataclass(frozen=True)
class FilmRequest:
    """A film that was asked for: its file, the first and last step (None: all) and the seconds of each."""

    path: Path
    steps: tuple[int, int] | None
    pace: float
    shown: PictureSize

    def plan(self, steps: int) -> FilmPlan:
        """The film of a run of so many steps; raises UsageError where it does not have them."""
        first, last = self.steps or (1, steps)
        if last > steps:
            template = "--steps must end at {last!s} at most, the number of steps; it ended at {asked!s}."
            raise UsageError(Message(template, last=steps, asked=last))
        return FilmPlan(first - 1, last - 1, self.pace, self.shown.size, self.shown.resolution)


def film_request(options: argparse.Namespace, shown: PictureSize) -> FilmRequest | None:
    """The film that was asked for, if one was; raises UsageError or ParamError."""
    if options.animate is None:
        for flag, text in zip(FILM_FLAGS, (options.pace, options.steps), strict=True):
            if text is not None:
                raise UsageError(Message("{flag} needs --animate FILE: it belongs to a film.", flag=flag))
        return None
    pace = DEFAULT_PACE if options.pace is None else PACE_PARAM.parse(options.pace)
    return FilmRequest(Path(options.animate), _step_range(options.steps), pace, shown)


def _step_range(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = re.fullmatch(r"([1-9][0-9]*)(?:\.\.([1-9][0-9]*))?", text.strip())
    if not match or int(match[1]) > int(match[2] or match[1]):
        template = "--steps must be a range of steps such as 1..20; it was {text!r}."
        raise UsageError(Message(template, text=text))
    return int(match[1]), int(match[2] or match[1])
