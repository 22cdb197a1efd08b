"""Flags that derive from the declared parameters of algorithms and shapes."""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from clusterlab.cli.console import write_out
from clusterlab.cli.exit_codes import UsageError, closest_word
from clusterlab.core.formatting import shortened
from clusterlab.core.message import Message
from clusterlab.core.params import param_help
from clusterlab.export.repeat.flag_names import FlagOwners

METAVARS = {int: "N", float: "X", str: "WORD", bool: "yes|no"}


class ParsedArguments(Protocol):
    """The words of a command line, by destination."""

    def __getattr__(self, name: str) -> Any: ...


class OwnArguments(argparse.Namespace):
    """The words of a command line without flags of other algorithms and of shapes: theirs are None."""

    def __getattr__(self, name: str) -> None:
        return None


@dataclass(frozen=True)
class NameErrors:
    """The templates of the errors of a name: none was given, or one that is unknown."""

    missing: str
    unknown: str
    misspelled: str


ALGORITHM_ERRORS = NameErrors(
    "Say which algorithm: {names}.",
    "There is no algorithm {name!r}; there are {known}.",
    "There is no algorithm {name!r}; did you mean {closest}?",
)
SHAPE_ERRORS = NameErrors(
    "Say which shape: {names}.",
    "There is no shape {name!r}; there are {known}.",
    "There is no shape {name!r}; did you mean {closest}?",
)


class Parser(argparse.ArgumentParser):
    """argparse whose errors are UsageErrors, and whose flags cannot be abbreviated."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def parse_strictly(self, arguments: list[str]) -> argparse.Namespace:
        """The words by destination; raises UsageError."""
        found, left = self.parse_known_args(arguments)
        if not left:
            return found
        flag = left[0].partition("=")[0]
        if not flag.startswith("-"):
            template = "{word!r} is one word too many; see {program} --help."
            raise UsageError(Message(template, word=left[0], program=self.prog))
        closest = closest_word(flag, self._option_string_actions)
        template = "There is no option {flag}; did you mean {closest}?" if closest else NO_OPTION
        raise UsageError(Message(template, flag=shortened(flag), closest=closest))

    def _print_message(self, message: str, file: Any = None) -> None:
        """Prints help; older Pythons ignore a standard output that is missing or full."""
        if message:
            write_out(message)

    def error(self, message: str) -> NoReturn:
        """Raises an error of argparse as a UsageError."""
        if "expected one argument" in message:
            flag = message.split(":")[0].removeprefix("argument ")
            raise UsageError(Message("{flag} needs a value.", flag=flag))
        problem = f"{message[0].upper()}{message[1:].rstrip('.')}"
        raise UsageError(Message("{problem}; see {program} --help.", problem=problem, program=self.prog))


NO_OPTION = "There is no option {flag}."


def add_flags(group: argparse._ArgumentGroup, flags: Mapping[str, FlagOwners]) -> None:
    """Adds every flag with the help of all its owners; values stay texts, since each owner parses its own."""
    for flag, owners in flags.items():
        item = next(iter(owners.values()))
        group.add_argument(flag, metavar=METAVARS[item.kind], help=_help(owners).replace("%", "%%"))


def add_own_flags(group: argparse._ArgumentGroup, name: str, flags: Mapping[str, FlagOwners]) -> None:
    """Adds the flags of one algorithm to its help.

    Flags of others are added without help: `parsed_params` says to whom they do not belong.
    """
    for flag, owners in flags.items():
        if name in owners:
            help = param_help(owners[name]).replace("%", "%%")
            group.add_argument(flag, metavar=METAVARS[owners[name].kind], help=help)
        else:
            group.add_argument(flag, help=argparse.SUPPRESS)


def written_flags(found: ParsedArguments, flags: Iterable[str]) -> dict[str, str]:
    """Those of the flags that the command line has, with their texts."""
    texts = {flag: getattr(found, flag.removeprefix("--").replace("-", "_")) for flag in flags}
    return {flag: text for flag, text in texts.items() if text is not None}


def parsed_params(name: str, written: Mapping[str, str], flags: Mapping[str, FlagOwners]) -> dict[str, Any]:
    """The parameters of the algorithm or shape `name` by their names; raises UsageError or ParamError."""
    for flag in written:
        if name not in flags[flag]:
            own = [known for known, owners in flags.items() if name in owners]
            template = "{flag} does not belong to {name}; {name} takes {own}."
            raise UsageError(Message(template, flag=flag, name=name, own=own))
    return {flags[flag][name].name: flags[flag][name].parse(text) for flag, text in written.items()}


def class_named(name: str | None, kinds: Mapping[str, type], errors: NameErrors) -> Any:
    """The class with that `name`; raises UsageError with the names that there are."""
    if name is None:
        raise UsageError(Message(errors.missing, names=alternatives(list(kinds))))
    if name not in kinds:
        closest = closest_word(name, kinds)
        template = errors.misspelled if closest else errors.unknown
        raise UsageError(Message(template, name=name, closest=closest, known=list(kinds)))
    return kinds[name]


def alternatives(names: Sequence[str]) -> Message:
    """Names as a person lists alternatives: a, b or c."""
    *others, last = names
    if not others:
        return Message("{name}", name=last)
    return Message("{others} or {last}", others=", ".join(others), last=last)


def _help(owners: FlagOwners) -> str:
    """The help of a flag: one text where its owners agree, else what each of them says."""
    texts = {name: param_help(item) for name, item in owners.items()}
    if len(set(texts.values())) == 1:
        return f"{next(iter(texts.values()))} ({', '.join(owners)})"
    return " ".join(f"{name}: {text}" for name, text in texts.items())
