"""A session in a file: what comes back, older and newer formats, and files that are no session."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.version import VERSION
from clusterlab.datasets.example_files import examples
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.readers.files import read_table
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.datasets.table import LoadError
from clusterlab.session.saved import session_file
from clusterlab.session.saved.data_file import MissingDataError
from clusterlab.session.saved.file_kind import is_session
from clusterlab.session.saved.saved_session import SavedSession, WindowLayout
from clusterlab.session.saved.session_file import SessionError, read_session, save_session
from clusterlab.session.state.cluster_names import ClusterNames
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.pane import Pane
from clusterlab.session.state.session import Session

OLD = Path(__file__).parent / "format_1"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "some.clab"


def changed(path, **members):
    """Replaces members of an archive, or the fields of its JSON."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    fields = {name: value for name, value in members.items() if name in ("format", "program", "saved")}
    content["session.json"] = json.dumps(json.loads(content["session.json"]) | fields).encode()
    content |= {name: value for name, value in members.items() if name not in fields}
    with zipfile.ZipFile(path, "w") as archive:
        for name, value in content.items():
            archive.writestr(name, value)


def with_saved(path, **session):
    """Replaces fields of the saved session in the JSON of a file."""
    with zipfile.ZipFile(path) as archive:
        saved = json.loads(archive.read("session.json"))["saved"]
    changed(path, saved=saved | {"session": saved["session"] | session})


def sentence(path):
    """The sentence with which a file is refused."""
    with pytest.raises(SessionError) as caught:
        read_session(path)
    return str(caught.value)


def test_the_run_of_a_saved_session_is_the_same(path, with_start, results):
    save_session(
        path, SavedSession(with_start, 4, colors=((2, 0, 1),), layout=WindowLayout((300, 0), "Rows"))
    )
    found = read_session(path).saved
    assert results(found.session) == results(with_start)
    assert str(found.session.start.words) == "centers of your own"
    assert (found.position, found.at_end, found.colors) == (4, False, ((2, 0, 1),))
    assert found.layout == WindowLayout((300, 0), "Rows")


def test_the_same_session_gives_the_same_bytes(path, tmp_path, with_start):
    for name in ("some.clab", "other.clab"):
        save_session(tmp_path / name, SavedSession(with_start))
    assert path.read_bytes() == (tmp_path / "other.clab").read_bytes()


def test_nothing_in_a_file_is_pickled(path, with_start):
    save_session(path, SavedSession(with_start))
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[:2] == ["mimetype", "session.json"]
        for name in archive.namelist()[2:]:
            np.load(io.BytesIO(archive.read(name)), allow_pickle=False)


def test_a_file_of_data_is_used_while_it_is_as_it_was(path, of_table):
    session = replace(of_table, rows=RowSubset.holding([1, 2, 30], 40), names=ClusterNames(((1, "big"),)))
    assert save_session(path, SavedSession(session)) == ""
    found = read_session(path)
    assert (found.saved.session, found.note) == (session, "")


def test_embedded_data_are_used_where_the_file_is_gone_or_changed(path, table, of_table, results):
    before = results(of_table)
    save_session(path, SavedSession(of_table))
    table.write_text("a,b\n1,2\n3,4\n")
    for words in ("changed", "gone"):
        found = read_session(path)
        assert results(found.saved.session) == before, words
        assert str(found.note).startswith(f"{table} was changed or moved since;")
        table.unlink(missing_ok=True)


def test_a_file_beside_the_session_is_found(path, tmp_path, table, of_table):
    save_session(path, SavedSession(of_table), embed_up_to=0)
    moved = tmp_path / "moved"
    moved.mkdir()
    table.rename(moved / table.name)
    path.rename(moved / path.name)
    found = read_session(moved / path.name)
    assert found.saved.session.source == OpenedFile.now(moved / table.name)


def test_large_data_are_a_reference(path, table, of_table):
    note = save_session(path, SavedSession(of_table), embed_up_to=len(table.read_bytes()) - 1)
    assert note == f"It refers to its data, {table}, which are too large to be in it."
    assert read_session(path).saved.session == of_table
    table.write_text("a,b\n1,2\n3,4\n")
    with pytest.raises(MissingDataError, match="have changed since it was saved") as caught:
        read_session(path)
    assert (caught.value.path, caught.value.exists) == (table, True)
    found = read_session(path, data=table)
    assert found.saved.session == replace(of_table, source=OpenedFile.now(table))
    assert found.note == "some.csv is not as it was when the session was saved; results may differ."
    table.unlink()
    with pytest.raises(MissingDataError, match="are missing"):
        read_session(path)


def test_data_that_are_gone_when_a_session_is_saved_are_named(path, table, of_table):
    table.unlink()
    assert "could not be read" in save_session(path, SavedSession(of_table))
    with pytest.raises(MissingDataError):
        read_session(path)


def test_a_folder_that_only_workers_can_read_is_a_reference(path):
    folder = Path("/elsewhere/some.clab-points")
    note = save_session(path, SavedSession(Session.of(OpenedFile(folder), KMeans())))
    assert note == f"It refers to its data, {folder}, which are not on this machine."
    with pytest.raises(MissingDataError, match="are missing") as caught:
        read_session(path)
    assert caught.value.path == folder


def test_data_that_were_changed_after_they_were_opened_are_named(path, table, of_table):
    table.write_text("a,b\n1,2\n3,4\n")
    note = save_session(path, SavedSession(of_table))
    assert note == f"Its data, {table}, were changed after they were opened; they are saved as they are now."
    table.unlink()
    assert read_session(path).saved.session.source.content == b"a,b\n1,2\n3,4\n"


def test_pasted_data_are_always_embedded(path):
    source = OpenedFile(Path("Clipboard"), options=ReadOptions(delimiter=","), content=b"a,b\n1,2\n3,4\n")
    session = Session.of(source, KMeans(k=1))
    save_session(path, SavedSession(session), embed_up_to=0)
    assert read_session(path).saved.session == session


def test_an_example_is_that_of_this_installation(path):
    session = Session.of(OpenedFile.now(examples()["iris"]), KMeans())
    save_session(path, SavedSession(session))
    with zipfile.ZipFile(path) as archive:
        saved = json.loads(archive.read("session.json"))["saved"]
    saved["session"]["source"]["file"]["path"] = "/elsewhere/iris.csv"
    changed(path, saved=saved)
    assert read_session(path).saved.session == session


def test_a_path_that_is_no_text_comes_back(path, tmp_path):
    odd = Path(str(tmp_path / "ünï") + "\udcff.csv")
    session = Session.of(OpenedFile(odd), KMeans())
    save_session(path, SavedSession(session))
    with pytest.raises(MissingDataError) as caught:
        read_session(path)
    assert caught.value.path == odd


@pytest.mark.parametrize("old", sorted(OLD.glob("*.clab")), ids=lambda path: path.stem)
def test_files_of_format_1_are_read(old, results, tmp_path):
    expected = json.loads(old.with_suffix(".json").read_text())
    found = read_session(old).saved
    assert np.allclose(results(found.session)[-1], expected["centers"], rtol=1e-12)
    assert [pane.algorithm.name for pane in found.session.panes] == expected["algorithms"]
    assert dict(found.session.names.given) == {int(key): name for key, name in expected["names"].items()}


def test_an_older_format_is_migrated(path, monkeypatch):
    save_session(path, SavedSession(Session.of(Blobs(), KMeans(k=3)), position=2))

    def renamed(content):
        saved = content["saved"]
        return content | {"saved": saved | {"position": saved["position"] + 5}}

    monkeypatch.setattr(session_file, "FORMAT", 3)
    monkeypatch.setattr(session_file, "MIGRATIONS", {1: renamed, 2: renamed})
    assert read_session(path).saved.position == 12


def test_every_older_format_can_be_migrated():
    assert sorted(session_file.MIGRATIONS) == list(range(1, session_file.FORMAT))


def test_a_newer_format_is_refused_politely(path):
    save_session(path, SavedSession(Session.of(Blobs(), KMeans())))
    changed(path, format=99, program="9.1", saved={"what": "ever"})
    words = f"some.clab was saved by a newer clusterlab (9.1) than this ({VERSION}); update clusterlab."
    assert sentence(path) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scaling": "cubic"}, "session.scaling must be one of"),
        ({"layers": ["legend", "none"]}, "session.layers must be one of"),
        ({"rows": {"of": 9, "bits": {"array": True}}}, "must be an array of this file"),
        ({"panes": []}, "the number of panes must be at least 1; it was 0."),
        ({"selected": 1}, "session.selected must be at most 0; it was 1."),
        ({"sample": -1}, "session.sample must be at least 0; it was -1."),
        ({"columns": "x"}, "saved.session.columns must be a list; it was 'x'."),
        ({"color": 1}, "saved.session has the unknown field 'color'."),
        ({"rows": {"of": 2**60, "bits": {"array": 0}}}, "must be an array of this file"),
        ({"source": {"shape": {"name": "cubes", "parameters": {}}}}, "cubes is unknown here"),
        ({"panes": [{"algorithm": {"name": "kmeans", "parameters": {"k": 0}}}]}, "k must be at least 1"),
    ],
)
def test_what_cannot_be_chosen_is_refused(path, fields, words):
    save_session(path, SavedSession(Session.of(Blobs(), KMeans())))
    with_saved(path, **fields)
    found = sentence(path)
    assert found.startswith("some.clab is no session that can be read: ")
    assert words in found
    assert found.endswith(".")


@pytest.mark.parametrize(
    "content",
    [b"a,b\n1,2\n", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\0" * 1000],
    ids=["a table", "a start", "an empty archive", "zeros"],
)
def test_another_file_is_refused(path, content):
    path.write_bytes(content)
    assert sentence(path).startswith("some.clab is no session")


def test_no_file_an_empty_one_and_a_folder_are_refused(path, tmp_path):
    assert sentence_of_any(path) == f"There is no file {path}; check its name and folder."
    path.touch()
    assert "empty" in sentence_of_any(path)
    assert "is a folder" in sentence_of_any(tmp_path)


def sentence_of_any(path):
    """The sentence of whatever error a file gives."""
    with pytest.raises(ValueError, match=r"\.$") as caught:
        read_session(path)
    return str(caught.value)


def test_changed_bytes_of_the_data_are_noticed(path, of_table, table):
    save_session(path, SavedSession(of_table))
    changed(path, data=b"a,b\n9,9\n")
    assert sentence(path) == "The data of the session are damaged."


def test_a_session_is_known_by_its_name_and_by_its_content(path, tmp_path, table, of_table):
    save_session(path, SavedSession(of_table))
    assert is_session(tmp_path / "not there.CLAB")
    assert is_session(path.rename(tmp_path / "renamed.zip"))
    assert not is_session(table)
    assert not is_session(tmp_path)


def test_a_session_is_not_read_as_a_table(path, of_table):
    save_session(path, SavedSession(of_table))
    with pytest.raises(LoadError) as caught:
        read_table(path)
    assert str(caught.value) == "some.clab is a session, not a table; clusterlab some.clab opens it."


def test_a_save_that_fails_leaves_the_file_as_it_was(path, of_table, monkeypatch):
    save_session(path, SavedSession(of_table))
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(session_file, "_write_archive", full)
    with pytest.raises(ValueError, match=r"could not be written: No space left on device\.$"):
        save_session(path, SavedSession(replace(of_table, scaling="z-score")))
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir() if one.suffix == ".tmp"] == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([[0, "x" * 61]], "a text of up to 60 characters without control characters"),
        ([[0, "two\nlines"]], "without control characters"),
        ([[0, "\x1b[31mred"]], "without control characters"),
        ([[0, "half \ud800"]], "without control characters"),
        ([[0, ""]], "without control characters"),
        ([[0, "one"], [0, "two"]], "one name for each cluster"),
        ([[-1, "one"]], "at least 0"),
    ],
)
def test_names_that_no_cluster_can_be_given_are_refused(path, given, words):
    save_session(
        path, SavedSession(Session(Blobs(points=40), (Pane(KMeans()),), names=ClusterNames(((1, "big"),))))
    )
    with_saved(path, names={"given": given})
    assert words in sentence(path)


def test_every_name_that_can_be_given_comes_back(path):
    names = ClusterNames()
    for number, name in enumerate(
        ["Ä & <b>", " a\tb\n", "x" * 59 + " y", "\U0001f469\u200d\U0001f52c", "\x00\x1b", "日本"]
    ):
        names = names.renamed(number, name)
    assert dict(names.given)[1] == "a b"
    assert 4 not in dict(names.given)
    save_session(path, SavedSession(Session(Blobs(points=40), (Pane(KMeans()),), names=names)))
    assert read_session(path).saved.session.names == names
