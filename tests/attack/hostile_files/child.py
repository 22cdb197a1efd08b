"""Reads the files whose paths come on standard input, with 2 GiB of memory; writes a line for each."""

import faulthandler
import json
import resource
import sys

from clusterlab.datasets import LoadError, read_table

MEMORY_BYTES = 2 << 30


def outcome(path: str) -> dict[str, object]:
    """What came of reading a file: the shape of its table, or the sentence of its error."""
    try:
        table = read_table(path)
    except LoadError as error:
        return {"sentence": str(error)}
    return {
        "shape": table.values.shape,
        "names": len({*table.columns, *table.texts}),
        "texts": len(table.texts),
    }


def main() -> None:
    """Serves until standard input ends."""
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for line in sys.stdin:
        print(json.dumps(outcome(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
