"""The picture of a run on points in shards, whose points are counted where the shards are."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.output_flags import Outputs
from clusterlab.cli.picture_flags import PictureSize, check_picture_flags, picture_size
from clusterlab.cli.save_picture import check_painting
from clusterlab.cli.view_flag import check_view_flags, parsed_view
from clusterlab.core.history import Run
from clusterlab.core.message import Message
from clusterlab.core.step import Step
from clusterlab.datasets.shards.prepared_shards import PreparedShards
from clusterlab.export.picture import center_trajectories, picture
from clusterlab.export.shard_summary import ShardOutcome
from clusterlab.session.playback.captions import caption, run_title
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared_folder import SHARD_VIEWS, prepare_for_picture
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import ViewChoice

PICTURE_OF_SHARDS = ("--picture",)
PICTURE_OF_SHARDS_FLAGS = ("--picture", "--view", "--size", "--resolution")


def check_shards_picture(options: Any, outputs: Outputs) -> PictureSize:
    """The size of the picture; raises UsageError for its flags without it, and StartError without Qt."""
    check_view_flags(options, PICTURE_OF_SHARDS)
    check_picture_flags(options, outputs, PICTURE_OF_SHARDS)
    if outputs.picture is not None:
        check_painting()
    return picture_size(options)


def shards_view(text: str | None, folder: PreparedShards) -> ViewChoice | None:
    """The view that was asked for, if one was; raises UsageError."""
    choice = None if text is None else parsed_view(text, folder.header.columns)
    if choice is not None and choice.kind not in SHARD_VIEWS:
        raise UsageError(Message("--view {view} needs a sample of the points: --sample N.", view=text))
    return choice


def save_shards_picture(
    path: Path, outcome: ShardOutcome, steps: Sequence[Step], choice: ViewChoice | None, shown: PictureSize
) -> None:
    """Saves the last step of the best run, which had these steps; raises SaveError and ClusterError."""
    from clusterlab.ui.canvas.page import picture_page

    prepared, last = prepare_for_picture(outcome.folder), Run(steps[-2:])
    session = Session.of(OpenedFile(outcome.folder.path or Path(prepared.table.name)), outcome.winner)
    drawn = picture(
        prepared.points,
        prepared.view(choice),
        outcome.step,
        trajectories=center_trajectories(steps),
        title=run_title(session, prepared, outcome.step.k),
        caption=caption(outcome.algorithm, prepared.points, last, len(last) - 1).text,
    )
    picture_page(drawn, shown.size, dpr=shown.resolution).save(path)
