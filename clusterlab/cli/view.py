"""`--view`: what a picture of more than two features shows."""

from collections.abc import Sequence

from clusterlab.cli.data import names_in
from clusterlab.cli.refusal import UsageError, closest
from clusterlab.core.words import listing
from clusterlab.session.viewing import ViewChoice, component_names

WORDS = {"pca": "components", "3d": "space"}
VIEW_HELP = "What the picture shows: pca (default), 3d, two names of columns or components, or three."


def parsed_view(text: str, columns: Sequence[str]) -> ViewChoice:
    """The view that was asked for, by a word or by the names of its axes; raises UsageError."""
    if text in WORDS:
        return ViewChoice(WORDS[text])
    names = tuple(dict.fromkeys(names_in("--view", text)))
    known = [*columns, *component_names(len(columns))]
    for name in names:
        if name not in known:
            hint = closest(name, known) or f"; there are {listing(list(columns))}."
            raise UsageError(f"--view names no axis {name!r}{hint}")
    if len(names) == 2 and not set(names) & set(columns):
        return ViewChoice("components", names)
    if len(names) == 3 or len(set(names) & set(columns)) == 2 == len(names):
        return ViewChoice("space" if len(names) == 3 else "columns", names)
    raise UsageError(f"--view takes two columns, two components, or three of either; it was {text!r}.")
