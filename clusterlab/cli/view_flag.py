"""`--view`: the projection of a picture of more than two features."""

from collections import deque
from collections.abc import Sequence

from clusterlab.cli.data_flags import names_in
from clusterlab.cli.exit_codes import UsageError, closest_word
from clusterlab.cli.flags import ParsedArguments, alternatives, written_flags
from clusterlab.core.message import Message
from clusterlab.session.analysis.embedding import EMBEDDINGS, MAX_NEIGHBORS, MIN_NEIGHBORS, embedding_frames
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.view_choice import MULTI_AXIS_VIEWS, ViewChoice, component_names

VIEW_KINDS = {
    "pca": "components",
    "3d": "space",
    "matrix": "matrix",
    "parallel": "parallel",
    "tsne": "tsne",
    "umap": "umap",
}
VIEW_HELP = (
    "What the picture shows: pca (default), 3d, two names of columns or components, or three; "
    "matrix, a plot of every two columns, or parallel, an axis for each; matrix:A,B,C for some of them; "
    "tsne or umap, where pip has installed clusterlab[embed]; tsne:50 takes another perplexity, umap:30 "
    "so many neighbors."
)
AXIS_ERRORS = (
    "--view names no axis {name!r}; did you mean {closest}?",
    "--view names no axis {name!r}; there are {columns}.",
)
COLUMN_ERRORS = (
    "--view names no column {name!r}; did you mean {closest}?",
    "--view names no column {name!r}; there are {columns}.",
)


def check_view_flags(options: ParsedArguments, outputs: Sequence[str]) -> None:
    """Raises UsageError for what is to be shown where there is none of the outputs, flags, that show it."""
    for flag in written_flags(options, ("--view", "--color-by")):
        if not written_flags(options, outputs):
            template = "{flag} needs {outputs} FILE: it chooses what is shown there."
            raise UsageError(Message(template, flag=flag, outputs=alternatives(outputs)))


def view_choice(text: str | None, prepared: Prepared) -> ViewChoice | None:
    """The view that was asked for, if one was; an embedding is computed. Raises UserError."""
    if text is None:
        return None
    choice = parsed_view(text, prepared.selection.columns)
    if choice.kind in EMBEDDINGS and prepared.features.d > 2:
        values = prepared.features.values
        deque(embedding_frames(choice.kind, prepared.points, values, choice.near), maxlen=0)
    return choice


def parsed_view(text: str, columns: Sequence[str]) -> ViewChoice:
    """The view of a word such as 3d or tsne:50, or of the names of its axes; raises UsageError."""
    word, colon, rest = text.partition(":")
    if word in VIEW_KINDS and not colon:
        return ViewChoice(VIEW_KINDS[word])
    if word in VIEW_KINDS and VIEW_KINDS[word] in MULTI_AXIS_VIEWS:
        return _multi_axis_view(word, rest, columns)
    if word in EMBEDDINGS:
        return ViewChoice(word, near=_neighbors(word, rest))
    names = tuple(dict.fromkeys(names_in("--view", text)))
    known = [*columns, *component_names(len(columns))]
    _check_names(names, known, columns, AXIS_ERRORS)
    if len(names) == 2 and not set(names) & set(columns):
        return ViewChoice("components", names)
    if len(names) == 3 or len(set(names) & set(columns)) == 2 == len(names):
        return ViewChoice("space" if len(names) == 3 else "columns", names)
    template = "--view takes two columns, two components, or three of either; it was {text!r}."
    raise UsageError(Message(template, text=text))


def _neighbors(word: str, text: str) -> int:
    """The perplexity or the number of neighbors of an embedding; raises UsageError."""
    if not (text.isdecimal() and MIN_NEIGHBORS <= int(text) <= MAX_NEIGHBORS):
        template = "--view {word} takes a whole number from {low!s} to {high!s}; it was {text!r}."
        raise UsageError(Message(template, word=word, low=MIN_NEIGHBORS, high=MAX_NEIGHBORS, text=text))
    return int(text)


def _multi_axis_view(word: str, text: str, columns: Sequence[str]) -> ViewChoice:
    """A multi-axis view of some columns; raises UsageError."""
    names, max_columns = tuple(dict.fromkeys(names_in("--view", text))), MULTI_AXIS_VIEWS[VIEW_KINDS[word]]
    _check_names(names, columns, columns, COLUMN_ERRORS)
    if not 2 <= len(names) <= max_columns:
        template = "--view {word} takes 2 to {high!s} columns; there were {n!s}."
        raise UsageError(Message(template, word=word, high=max_columns, n=len(names)))
    return ViewChoice(VIEW_KINDS[word], names)


def _check_names(
    names: Sequence[str], known: Sequence[str], columns: Sequence[str], errors: tuple[str, str]
) -> None:
    """Raises UsageError for an unknown name: the first of the `errors` where a known name is similar."""
    for name in names:
        if name not in known:
            closest = closest_word(name, known)
            template = errors[0] if closest else errors[1]
            raise UsageError(Message(template, name=name, closest=closest, columns=list(columns)))
