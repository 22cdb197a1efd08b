"""Where the results of a command go."""

import os
from dataclasses import dataclass
from pathlib import Path

from clusterlab.cli.console import write_out
from clusterlab.cli.exit_codes import UsageError
from clusterlab.export.atomic_write import check_writable, save_text
from clusterlab.export.summary import Summary, strict_json
from clusterlab.session.state.prepared import OpenedFile, Source

STDOUT = "-"


@dataclass(frozen=True)
class Outputs:
    """The files that were asked for, None each where not; `-` for the summary is standard output."""

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
        """Whether nothing was asked for, so that a short summary is what is wanted."""
        return self.json is self.labels is self.picture is self.charts is None

    def check(self, source: Source) -> None:
        """Refuses, before the work begins, what could not be written or would destroy the data."""
        if STDOUT in (self.labels, self.picture, self.charts):
            others = "--labels, --picture and --charts name files"
            raise UsageError(f"Only --json can be -, standard output; {others}.")
        places: dict[str, str] = {}
        if isinstance(source, OpenedFile):
            places[os.path.realpath(source.path)] = "--data"
        for flag, path in self.files.items():
            other = places.setdefault(os.path.realpath(path), flag)
            if other != flag and (path.is_file() or not path.exists()):  # /dev/null may take it all
                raise UsageError(f"{flag} and {other} are the same file, {path}; name another.")
            check_writable(path)

    def write_summary(self, summary: Summary) -> None:
        """Writes the JSON where it was asked for."""
        if self.json == STDOUT:
            write_out(strict_json(summary))
        elif self.json is not None:
            save_text(Path(self.json), strict_json(summary))
