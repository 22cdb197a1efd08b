"""Flags that derive from the declared parameters of algorithms and shapes."""

import argparse
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, Protocol

from clusterlab.cli.console import write_out
from clusterlab.cli.exit_codes import UsageError, suggestion
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.formatting import format_list
from clusterlab.core.params import DeclaredParam, declared_params
from clusterlab.datasets.generators.shape import SHAPES

FlagOwners = dict[str, DeclaredParam]
"""Who declares one flag, by name: the same flag may have another default for another algorithm."""

METAVARS = {int: "N", float: "X", str: "WORD", bool: "yes|no"}


class ParsedArguments(Protocol):
    """What was written on the command line, by destination."""

    def __getattr__(self, name: str) -> Any: ...


class Parser(argparse.ArgumentParser):
    """argparse, but what it refuses becomes one sentence, and no flag may be shortened."""

    def __init__(self, **how: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **how)

    def parse_strictly(self, arguments: list[str]) -> argparse.Namespace:
        """The words by destination; raises UsageError with a sentence."""
        found, left = self.parse_known_args(arguments)
        if not left:
            return found
        flag = left[0].partition("=")[0]
        if flag.startswith("-"):
            raise UsageError(
                f"There is no option {flag}{suggestion(flag, self._option_string_actions) or '.'}"
            )
        raise UsageError(f"{left[0]!r} is one word too many; see {self.prog} --help.")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Help goes the way of all that is said: older Pythons forget consoles that are missing or full."""
        if message:
            write_out(message)

    def error(self, message: str) -> NoReturn:
        """Raises what argparse found as a sentence."""
        if "expected one argument" in message:
            raise UsageError(f"{message.split(':')[0].removeprefix('argument ')} needs a value.")
        raise UsageError(f"{message[0].upper()}{message[1:].rstrip('.')}; see {self.prog} --help.")


def algorithm_flags() -> dict[str, FlagOwners]:
    """Every flag of an algorithm, with the algorithms that declare it."""
    return _by_flag(ALGORITHMS.all(), taken=())


def shape_flags() -> dict[str, FlagOwners]:
    """Every flag of a shape; one that is an algorithm's as well goes by `--data-` and its name."""
    return _by_flag(SHAPES.all(), taken=algorithm_flags())


def _by_flag(kinds: Mapping[str, type], taken: Iterable[str]) -> dict[str, FlagOwners]:
    flags: dict[str, FlagOwners] = {}
    for name, kind in kinds.items():
        for item in declared_params(kind):
            flag = item.flag.replace("--", "--data-") if item.flag in taken else item.flag
            flags.setdefault(flag, {})[name] = item
    return flags


def add_flags(group: argparse._ArgumentGroup, flags: Mapping[str, FlagOwners]) -> None:
    """Offers every flag; the values stay texts until it is known whose they are."""
    for flag, owners in flags.items():
        item = next(iter(owners.values()))
        group.add_argument(flag, metavar=METAVARS[item.kind], help=_help(owners).replace("%", "%%"))


def written_flags(found: ParsedArguments, flags: Iterable[str]) -> dict[str, str]:
    """Those of the flags that were written, with their texts."""
    texts = {flag: getattr(found, flag.removeprefix("--").replace("-", "_")) for flag in flags}
    return {flag: text for flag, text in texts.items() if text is not None}


def parsed_params(name: str, written: Mapping[str, str], flags: Mapping[str, FlagOwners]) -> dict[str, Any]:
    """The written parameters of the algorithm or shape `name`; raises UsageError or ParamError."""
    for flag in written:
        if name not in flags[flag]:
            own = [known for known, owners in flags.items() if name in owners]
            raise UsageError(f"{flag} does not belong to {name}; {name} takes {format_list(own)}.")
    return {flags[flag][name].name: flags[flag][name].parse(text) for flag, text in written.items()}


def class_named(what: str, name: str | None, kinds: Mapping[str, type]) -> Any:
    """The class that goes by `name`; raises UsageError with those that there are."""
    if name is None:
        raise UsageError(f"Say which {what}: {_either(kinds)}.")
    if name not in kinds:
        hint = suggestion(name, kinds) or f"; there are {format_list(list(kinds))}."
        raise UsageError(f"There is no {what} {name!r}{hint}")
    return kinds[name]


def _either(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def param_help(item: DeclaredParam) -> str:
    """What a parameter is, which values it takes, and its default."""
    parts = [item.param.help or item.param.label]
    if item.param.choices:
        parts.append(f"One of {', '.join(item.param.choices)}.")
    bounds = [
        f"{word} {value_text(bound)}"
        for word, bound in (("at least", item.param.low), ("at most", item.param.high))
        if bound is not None
    ]
    parts.append("; ".join([f"Default {value_text(item.default)}", *bounds]) + ".")
    return " ".join(parts)


def value_text(value: Any) -> str:
    """A default as it would be written."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _help(owners: FlagOwners) -> str:
    """The help of a flag: one text where its owners agree, else what each of them says."""
    texts = {name: param_help(item) for name, item in owners.items()}
    if len(set(texts.values())) == 1:
        return f"{next(iter(texts.values()))} ({', '.join(owners)})"
    return " ".join(f"{name}: {text}" for name, text in texts.items())
