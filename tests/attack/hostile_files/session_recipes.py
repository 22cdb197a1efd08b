"""Files of sessions that were made to break their reader, each by recipe and seed."""

import io
import json
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.message import Message
from clusterlab.session.saved.saved_session import SavedSession
from clusterlab.session.saved.session_file import save_session
from clusterlab.session.state.branches import Branch
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.pane import CustomStart, Pane
from clusterlab.session.state.session import Session

CONTENT = b"a,b\n" + b"".join(b"%d,%d\n" % (i % 11, i * 5 % 13) for i in range(60))
MEMBERS = ("session.json", "data", "arrays/0.npy", "arrays/1.npy")
ODD_VALUES = [
    None,
    True,
    -1,
    2**70,
    1e308,
    "",
    "x" * 70_000,
    "\ud800",
    [],
    [[]] * 9,
    {},
    {"array": 0},
    {"array": 1e9},
]


def _members(folder: Path) -> dict[str, bytes]:
    """The members of a sound session with data, a given start and a moved center."""
    pane = Pane(
        KMeans(k=2),
        CustomStart(np.array([[0.0, 1.0], [5.0, 6.0]]), Message("centers of your own")),
        (Branch(1, 0, np.array([0.1, 0.2])),),
    )
    session = Session(OpenedFile(Path("Clipboard"), content=CONTENT), (pane,))
    path = folder / "sound.clab"
    save_session(path, SavedSession(session))
    with zipfile.ZipFile(path) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    path.unlink()
    return found


def _pack(path: Path, members: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def damaged_session(path: Path, rng: Random) -> None:
    """A session with some wrong bytes, or without its end."""
    _pack(path, _members(path.parent), rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    data = bytearray(path.read_bytes())
    if rng.random() < 0.4:
        data = data[: rng.randrange(len(data))]
    else:
        for _ in range(rng.choice([1, 3, 30])):
            data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(data)


def session_of_megabytes(path: Path, rng: Random) -> None:
    """A small session one of whose members unpacks to hundreds of megabytes."""
    members = _members(path.parent)
    name = rng.choice(MEMBERS)
    piece = rng.choice([b"[", b"\0", b"1,2\n", b'{"a":', b'"'])
    members[name] = members[name][: rng.choice([0, 10, 128])] + piece * ((280 << 20) // len(piece))
    _pack(path, members)


def session_of_other_values(path: Path, rng: Random) -> None:
    """A session in whose JSON some values are others, or fields are missing or unknown."""
    members = _members(path.parent)
    found = json.loads(members["session.json"])
    for _ in range(rng.choice([1, 2, 5])):
        _change(found, rng)
    members["session.json"] = json.dumps(found).encode()
    _pack(path, members)


def _change(json_object: Any, rng: Random) -> None:
    """Changes one value somewhere in some JSON."""
    owner, key = json_object, rng.choice(list(json_object))
    while isinstance(owner[key], (dict, list)) and owner[key] and rng.random() < 0.85:
        owner = owner[key]
        key = rng.choice(list(owner)) if isinstance(owner, dict) else rng.randrange(len(owner))
    kind = rng.randrange(3)
    if kind == 0 and isinstance(owner, dict):
        del owner[key]
        owner["left"] = 1
    elif kind == 1 and isinstance(owner, dict):
        owner["more"] = rng.choice(ODD_VALUES)
    else:
        owner[key] = rng.choice(ODD_VALUES)


def session_of_odd_json(path: Path, rng: Random) -> None:
    """A session whose JSON is deep, repeated, no JSON, or of a newer format."""
    texts = [
        "[" * 900_000,
        '{"a":' * 500_000,
        "9" * 100_000,
        '{"format": 1, "saved": NaN}',
        '{"format": 99, "program": "' + "9" * 5000 + '"}',
        '{"format": 1e400}',
        '"\\ud800"',
        "\xff\xfe",
        '{"format": 1, "format": 2, "saved": {}}',
        "[" + "[]," * 1_000_000 + "[]]",
    ]
    _pack(path, _members(path.parent) | {"session.json": rng.choice(texts).encode("latin-1")})


def session_of_odd_arrays(path: Path, rng: Random) -> None:
    """A session with an array that claims gigabytes, holds objects or other numbers, or has other axes."""
    members, packed = _members(path.parent), io.BytesIO()
    shape = rng.choice([(1 << 62,), (1 << 40, 1 << 40), (0, 1 << 62), (-1, 2), (2, 2), (), (1,) * 40])
    header = {
        "descr": rng.choice(["<f8", "|O", "<U9", ">f8", "<c16", [("a", "<f8")]]),
        "fortran_order": bool(rng.randint(0, 1)),
        "shape": shape,
    }
    np.lib.format.write_array_header_1_0(packed, header)
    tails = [b"", bytes(32), b"\x80\x04cposix\nsystem\n", np.array([np.nan, np.inf, 1, 2]).tobytes()]
    members[rng.choice(MEMBERS[2:])] = packed.getvalue() + rng.choice(tails)
    _pack(path, members)


def session_of_odd_members(path: Path, rng: Random) -> None:
    """A session with members of many, absolute or climbing names, twice the same, or one that is a link."""
    members = _members(path.parent)
    names = ["/etc/passwd", "../../x", "C:\\x", "arrays/", "session.json/x", "\x01", "a" * 60_000]
    members |= dict.fromkeys(rng.sample(names, 3), b"x")
    if rng.random() < 0.3:
        members |= {f"arrays/{i}.npy": members["arrays/0.npy"] for i in range(12_000)}
    if rng.random() < 0.3:
        del members[rng.choice(list(MEMBERS))]
    _pack(path, members)


SESSION_RECIPES = {
    "a damaged session": damaged_session,
    "a session of megabytes": session_of_megabytes,
    "a session of other values": session_of_other_values,
    "a session of odd JSON": session_of_odd_json,
    "a session of odd arrays": session_of_odd_arrays,
    "a session of odd members": session_of_odd_members,
}
