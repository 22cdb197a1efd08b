"""The output files of a command."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clusterlab.cli.console import write_out
from clusterlab.cli.exit_codes import UsageError
from clusterlab.core.message import Message
from clusterlab.export.atomic_write import SaveError, check_writable, resolved_path, save_text
from clusterlab.export.json_text import Summary, strict_json
from clusterlab.export.picture_format import picture_format
from clusterlab.session.state.prepared import OpenedFile, Source

STDOUT = "-"
TEXT_FLAGS = ("--profile", "--json")
PICTURE_FLAGS = ("--picture", "--charts")


@dataclass(frozen=True)
class Outputs:
    """The output files, None where not asked for; `-` for the summary or the profile is standard output."""

    json: str | None = None
    labels: str | None = None
    picture: str | None = None
    charts: str | None = None
    profile: str | None = None

    @property
    def files(self) -> dict[str, Path]:
        """The files by their flags."""
        named = {"--labels": self.labels, "--picture": self.picture, "--charts": self.charts}
        named |= {"--profile": self.profile, "--json": self.json}
        return {
            flag: Path(name)
            for flag, name in named.items()
            if name is not None and (flag not in TEXT_FLAGS or name != STDOUT)
        }

    @property
    def is_empty(self) -> bool:
        """Whether no output was asked for, so that a short summary is printed."""
        return self.json is self.labels is self.picture is self.charts is self.profile is None

    def check(self, source: Source) -> None:
        """Raises UsageError or SaveError where a file could not be written or is the data or another output.

        Called before the work begins.
        """
        if STDOUT in (self.labels, self.picture, self.charts):
            text = "Only --json and --profile can be -, standard output; the other outputs name files."
            raise UsageError(Message(text))
        if self.json == self.profile == STDOUT:
            raise UsageError(
                Message("Only one of --json and --profile can be -; --json has the profile, too.")
            )
        flags: dict[Path, str] = {}
        if isinstance(source, OpenedFile):
            with suppress(SaveError):  # reading it tells why
                flags[resolved_path(source.path)] = "--data"
        for flag, path in self.files.items():
            other = flags.setdefault(resolved_path(path), flag)
            if other != flag and (
                path.is_file() or not path.exists()
            ):  # a device such as /dev/null is shared
                template = "{flag} and {other} are the same file, {path}; name another."
                raise UsageError(Message(template, flag=flag, other=other, path=str(path)))
            if flag in PICTURE_FLAGS:
                picture_format(path)
            check_writable(path)

    def write_summary(self, summary: Summary) -> None:
        """Writes the summary as JSON where it was asked for."""
        if self.json is not None:
            write_text(self.json, strict_json(summary))


def write_text(name: str, text: str) -> None:
    """Writes a text to a file, or to standard output where its name is `-`."""
    if name == STDOUT:
        write_out(text)
    else:
        save_text(Path(name), text)
