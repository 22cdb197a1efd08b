"""Attacks on the program: `python -m tests.attack [files|saves|user] [options]`; without a name all."""

import importlib
import sys

ATTACKS = {
    "files": "tests.attack.hostile_files.run",
    "saves": "tests.attack.killed_saves.run",
    "user": "tests.attack.random_user.run",
}
"""The modules of the attacks; each has `main(arguments) -> int`, the number of failures."""


def main(arguments: list[str]) -> int:
    """Runs the named attack with its options, or all with their defaults; returns the exit code."""
    if arguments and arguments[0] in ATTACKS:
        return min(1, _run(arguments[0], arguments[1:]))
    return min(1, sum(_run(name, arguments) for name in ATTACKS))


def _run(name: str, options: list[str]) -> int:
    return importlib.import_module(ATTACKS[name]).main(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
