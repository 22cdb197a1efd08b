"""A session has unsaved work where it differs from what is in a file, or from how its data were opened."""

from dataclasses import replace
from pathlib import Path

import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.example_files import examples
from clusterlab.datasets.generators.shapes import Blobs, Moons
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.session.saved.unsaved_work import UnsavedWork
from clusterlab.session.state.cluster_names import ClusterNames
from clusterlab.session.state.document import Document
from clusterlab.session.state.hand_partition import HandPartition
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.session import Session, with_param, with_source

START = Session.of(Blobs(), KMeans())
OWN = OpenedFile(Path("/some/own.csv"))
FILE = Path("/some/some.clab")


@pytest.fixture
def document():
    return Document(START)


@pytest.fixture
def unsaved(document):
    found = UnsavedWork(document.session)
    document.listeners.append(found.follow)
    return found


def changed(document):
    """Changes K, and returns whether that is unsaved work."""
    document.change(with_param(document.session, "k", document.session.k + 1))
    return document.session


@pytest.mark.parametrize("source", [OWN, Moons(), OpenedFile(examples()["iris"])])
def test_data_that_were_only_opened_are_no_work(document, unsaved, source):
    document.change(with_source(document.session, source))
    assert not unsaved.has_changes(document.session)
    assert not unsaved.is_in(document.session)


def test_a_choice_for_data_of_ones_own_is_work_until_it_is_undone(document, unsaved):
    document.change(with_source(document.session, OWN))
    assert unsaved.is_in(changed(document))
    document.undo()
    assert not unsaved.is_in(document.session)
    document.change(with_source(document.session, replace(OWN, options=ReadOptions(decimal=","))))
    assert unsaved.is_in(document.session)


@pytest.mark.parametrize("source", [Blobs(), OpenedFile(examples()["iris"])])
def test_examples_are_work_where_clusters_were_named_or_rows_chosen_or_it_is_preferred(
    document, unsaved, source
):
    document.change(with_source(document.session, source))
    session = changed(document)
    assert not unsaved.is_in(session)
    assert unsaved.is_in(replace(session, names=ClusterNames(((0, "big"),))))
    assert unsaved.is_in(replace(session, by_eye=HandPartition.empty(300)))
    assert unsaved.is_in(replace(session, rows=RowSubset.holding([1], 9)))
    unsaved.asks_for_examples = True
    assert unsaved.is_in(session)


def test_a_saved_example_is_work_once_it_differs(document, unsaved):
    unsaved.keep(document.session, FILE)
    assert not unsaved.is_in(document.session)
    assert unsaved.is_in(changed(document))


def test_a_file_belongs_to_its_data(document, unsaved):
    unsaved.keep(document.session, FILE)
    document.change(with_source(document.session, Blobs(points=77)))
    assert unsaved.file(document.session) == FILE
    for source in (Moons(), OWN, OpenedFile(Path("Clipboard"), content=b"a,b\n1,2\n")):
        document.change(with_source(document.session, source))
        assert unsaved.file(document.session) is None
    for _ in range(3):
        document.undo()
    assert unsaved.file(document.session) == FILE


def test_other_pasted_data_are_other_data(document, unsaved):
    for content in (b"a,b\n1,2\n", b"a,b\n3,4\n"):
        document.change(with_source(document.session, OpenedFile(Path("Clipboard"), content=content)))
        assert not unsaved.is_in(document.session)
        unsaved.keep(document.session, FILE.with_name(str(content[4])))
    assert unsaved.file(document.session) == FILE.with_name(str(b"3"[0]))


def test_what_was_recovered_is_work_until_it_is_saved(document, unsaved):
    for source in (OWN, Moons()):
        session = Session.of(source, KMeans())
        document.change(session)
        unsaved.recover(session, FILE)
        assert unsaved.is_in(session)
        assert unsaved.file(session) == FILE
        unsaved.keep(session, FILE)
        assert not unsaved.is_in(session)
