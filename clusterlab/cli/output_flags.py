"""The output files of a command."""

from argparse import Namespace
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

from clusterlab.cli.console import write_out
from clusterlab.cli.exit_codes import UsageError
from clusterlab.core.message import Message
from clusterlab.export.atomic_write import SaveError, check_writable, resolved_path, save_text
from clusterlab.export.json_text import Summary, strict_json
from clusterlab.export.picture_format import PICTURE_FORMATS, picture_format
from clusterlab.export.table_file import check_table_file
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import Source

STDOUT = "-"
TABLE_FLAGS = ("--labels", "--table")
TEXT_FLAGS = ("--profile", "--json", "--script")
PICTURE_FLAGS, FILM_FLAG = ("--picture", "--charts", "--flow"), "--animate"


@dataclass(frozen=True)
class Outputs:
    """The output files, None where not asked for; `-` for a text is standard output.

    Each is called as its flag, and written in this order.
    """

    labels: str | None = None
    picture: str | None = None
    charts: str | None = None
    flow: str | None = None
    table: str | None = None
    profile: str | None = None
    script: str | None = None
    animate: str | None = None
    report: str | None = None
    session: str | None = None
    model: str | None = None
    json: str | None = None

    @classmethod
    def of(cls, options: Namespace) -> "Outputs":
        """The outputs for which a command line has flags."""
        return cls(**{item.name: getattr(options, item.name, None) for item in fields(cls)})

    @property
    def named(self) -> dict[str, str]:
        """The outputs that were asked for, by their flags."""
        every = {f"--{item.name}": getattr(self, item.name) for item in fields(self)}
        return {flag: name for flag, name in every.items() if name is not None}

    @property
    def files(self) -> dict[str, Path]:
        """The files by their flags."""
        return {flag: Path(name) for flag, name in self.named.items() if name != STDOUT}

    @property
    def pictures(self) -> list[str]:
        """The flags of the outputs that are pictures or films."""
        return [
            flag
            for flag, name in self.named.items()
            if flag in (*PICTURE_FLAGS, FILM_FLAG) or (flag == "--profile" and is_picture(name))
        ]

    @property
    def needs_painting(self) -> bool:
        """Whether something is to be painted."""
        return bool(self.pictures) or self.report is not None

    @property
    def is_empty(self) -> bool:
        """Whether no output was asked for, so that a short summary is printed."""
        return not self.named

    def check(self, source: Source | None, inputs: Mapping[str, Path] = MappingProxyType({})) -> None:
        """Raises UsageError or SaveError where a file could not be written or is the data or another output.

        The data are the source, or in the `inputs` by what these are called. Called before the work begins.
        """
        printed = [flag for flag, name in self.named.items() if name == STDOUT]
        if not set(printed) <= set(TEXT_FLAGS):
            text = "Only --json, --profile and --script can be -, standard output; the others name files."
            raise UsageError(Message(text))
        if len(printed) > 1:
            text = "Only one of --json, --profile and --script can be -; --json has the profile, too."
            raise UsageError(Message(text))
        flags: dict[Path, str] = {}
        given = {"--data": source.path} if isinstance(source, OpenedFile) else {}
        for name, path in (given | dict(inputs)).items():
            with suppress(SaveError):  # reading it tells why
                flags[resolved_path(path)] = name
        for flag, path in self.files.items():
            other = flags.setdefault(resolved_path(path), flag)
            is_device = path.exists() and not path.is_file()  # such as /dev/null, which can be shared
            if other != flag and not is_device:
                template = "{flag} and {other} are the same file, {path}; name another."
                raise UsageError(Message(template, flag=flag, other=other, path=str(path)))
            if flag in PICTURE_FLAGS:
                picture_format(path)
            if flag in TABLE_FLAGS:
                check_table_file(path)
            _check_suffix(flag, path)
            _check_writable(flag, path)


def _suffixes(flag: str) -> tuple[str, ...]:
    """How the file of a flag ends whose content another suffix would belie; empty for other flags.

    A name without a suffix is written, too.
    """
    if flag != "--session":
        return (".html", ".htm") if flag == "--report" else ()
    from clusterlab.session.saved.file_kind import SUFFIX

    return (SUFFIX,)


def _check_suffix(flag: str, path: Path) -> None:
    """Raises UsageError for a file that is named as something else."""
    suffixes = _suffixes(flag)
    if suffixes and path.suffix and path.suffix.lower() not in suffixes:
        template = "{flag} writes a {suffix} file; {name} is named as another."
        raise UsageError(Message(template, flag=flag, suffix=suffixes[0], name=path.name))


def _check_writable(flag: str, path: Path) -> None:
    """Raises SaveError where a file, or the folder of a film, could not be written."""
    if flag == FILM_FLAG:
        from clusterlab.export.film.film_file import check_film

        check_film(path)
    else:
        check_writable(path)


def is_picture(name: str) -> bool:
    """Whether a file of that name is a picture, by its suffix."""
    return Path(name).suffix.lower() in PICTURE_FORMATS


def write_text(name: str, text: str) -> None:
    """Writes a text to a file, or to standard output where its name is `-`."""
    if name == STDOUT:
        write_out(text)
    else:
        save_text(Path(name), text)


def write_json(name: str, summary: Summary) -> None:
    """Writes a summary as JSON, as `write_text` does."""
    write_text(name, strict_json(summary))
