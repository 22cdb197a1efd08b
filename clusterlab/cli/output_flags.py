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
PICTURE_FLAGS = ("--picture", "--charts")


@dataclass(frozen=True)
class Outputs:
    """The output files, None where not asked for; `-` for the summary is standard output."""

    json: str | None = None
    labels: str | None = None
    picture: str | None = None
    charts: str | None = None

    @property
    def files(self) -> dict[str, Path]:
        """The files by their flags."""
        named = {"--labels": self.labels, "--picture": self.picture, "--charts": self.charts}
        named["--json"] = self.json
        return {
            flag: Path(name)
            for flag, name in named.items()
            if name is not None and (flag, name) != ("--json", STDOUT)
        }

    @property
    def is_empty(self) -> bool:
        """Whether no output was asked for, so that a short summary is printed."""
        return self.json is self.labels is self.picture is self.charts is None

    def check(self, source: Source) -> None:
        """Raises UsageError or SaveError where a file could not be written or is the data or another output.

        Called before the work begins.
        """
        if STDOUT in (self.labels, self.picture, self.charts):
            text = "Only --json can be -, standard output; --labels, --picture and --charts name files."
            raise UsageError(Message(text))
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
        if self.json == STDOUT:
            write_out(strict_json(summary))
        elif self.json is not None:
            save_text(Path(self.json), strict_json(summary))
