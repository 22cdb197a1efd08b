"""Reads the files whose paths come on standard input, with 2 GiB of memory; writes a line for each."""

import faulthandler
import json
import resource
import sys
from pathlib import Path

from clusterlab.datasets import LoadError, read_table
from clusterlab.datasets.table import Table
from clusterlab.session.saved.file_kind import SUFFIX
from clusterlab.session.saved.session_file import read_session
from clusterlab.session.state.prepared import read_source

MEMORY_BYTES = 2 << 30


def outcome(path: str) -> dict[str, object]:
    """What came of reading a file: the shape of its table, or the sentence of its error."""
    try:
        if path.endswith(SUFFIX):
            return {"sentence": f"{len(session_table(path).values)} rows."}
        table = read_table(path)
    except LoadError as error:
        return {"sentence": str(error)}
    return {
        "shape": table.values.shape,
        "names": len({*table.columns, *table.texts}),
        "texts": len(table.texts),
    }


def session_table(path: str) -> Table:
    """The table of a session that is sound, or in which nothing that matters was changed."""
    return read_source(read_session(Path(path)).saved.session.source)


def main() -> None:
    """Serves until standard input ends."""
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for line in sys.stdin:
        print(json.dumps(outcome(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
