"""`--color-by`: the column by which the points of a picture are colored."""

from clusterlab.cli.exit_codes import UsageError, closest_word
from clusterlab.core.message import Message
from clusterlab.datasets.ground_truth import GENERATED
from clusterlab.session.state.color_choice import CLUSTER, color_options
from clusterlab.session.state.prepared import Prepared

COLOR_HELP = (
    f"What the colors of the points in the picture show: {CLUSTER} (default) or a column, numbers and dates "
    f"with a color bar, categories and texts with a legend. {GENERATED} names the groups of generated data."
)


def color_column(text: str | None, prepared: Prepared, streams: bool = False) -> str:
    """The column that was asked for, by its name in the file, empty for clusters; raises UsageError.

    Of a stream only the clustered columns are kept.
    """
    if text is None:
        return ""
    offered = color_options(prepared, streams)
    name = prepared.table.logged.get(text, text)
    if not name or (name == CLUSTER and name not in offered):
        return ""
    if name not in offered:
        raise UsageError(_unknown(name, list(offered), streams))
    if offered[name]:
        raise UsageError(offered[name])
    return name


def _unknown(name: str, names: list[str], streams: bool) -> Message:
    closest = closest_word(name, names)
    template = "--color-by names no column {name!r}; there are {names}."
    if closest:
        template = "--color-by names no column {name!r}; did you mean {closest}?"
    elif streams:
        template = "--color-by names no column {name!r}; a stream keeps its clustered columns only: {names}."
    return Message(template, name=name, names=names, closest=closest)
