"""The flags that say how a file is written; what is not said is detected."""

import argparse
from collections.abc import Mapping

from clusterlab.cli.exit_codes import UsageError
from clusterlab.core.message import Message
from clusterlab.core.params import DeclaredParam, Param
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.table import LoadError
from clusterlab.export.repeat.flag_names import DECIMAL_WORDS, DELIMITER_WORDS, THOUSANDS_WORDS

READ_FLAGS = ("encoding", "delimiter", "decimal", "thousands", "header", "skip", "sheet")
SKIP_PARAM = DeclaredParam("skip", int, 0, Param("Skip", "How many lines above the header are left out.", 0))


def add_read_flags(parser: argparse.ArgumentParser) -> None:
    """Adds the flags of how a file is written."""
    group = parser.add_argument_group("how the file is written (default: detected)")
    group.add_argument("--encoding", metavar="NAME", help="Such as utf-8, cp1252, latin-1, utf-16 or gbk.")
    words = ", ".join(DELIMITER_WORDS)
    group.add_argument("--delimiter", metavar="WORD", help=f"What separates cells: {words} or a character.")
    group.add_argument("--decimal", metavar="WORD", help="The decimal mark: point or comma.")
    words = ", ".join(THOUSANDS_WORDS)
    group.add_argument("--thousands", metavar="WORD", help=f"What groups thousands: {words}.")
    group.add_argument("--header", metavar="yes|no", help="Whether the first line names the columns.")
    group.add_argument("--skip", metavar="N", help="How many lines above the header are left out.")
    group.add_argument("--sheet", metavar="NAME", help="Which sheet, array or file of several is read.")


def read_options(options: argparse.Namespace) -> ReadOptions:
    """How a file is to be read; raises UsageError or ParamError."""
    delimiter, decimal, thousands = options.delimiter, options.decimal, options.thousands
    header = options.header and {"yes": True, "no": False}.get(options.header)
    if options.header is not None and header is None:
        raise UsageError(Message("--header must be yes or no; it was {word!r}.", word=options.header))
    try:
        return ReadOptions(
            encoding=options.encoding,
            delimiter=delimiter if delimiter is None else DELIMITER_WORDS.get(delimiter, delimiter),
            decimal=decimal if decimal is None else DECIMAL_WORDS.get(decimal, decimal),
            thousands=thousands if thousands is None else THOUSANDS_WORDS.get(thousands, thousands),
            header=header,
            skip=None if options.skip is None else SKIP_PARAM.parse(options.skip),
            sheet=options.sheet,
        )
    except LoadError as error:
        raise UsageError(error.message) from None


def given_read_flags(options: argparse.Namespace) -> Mapping[str, str]:
    """The flags of this kind that were given, with their values."""
    found = {f"--{name}": getattr(options, name) for name in READ_FLAGS}
    return {flag: value for flag, value in found.items() if value is not None}
