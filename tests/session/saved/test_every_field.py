"""Every field of a session is saved, also one that is added later: values follow from the annotations."""

from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.message import Message
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.generators.shapes import Blobs, Moons
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.datasets.table import Table
from clusterlab.session.saved.data_file import opened_data, saved_data
from clusterlab.session.saved.saved_session import (
    NamedForm,
    PositionForm,
    SavedSession,
    SourceForm,
    StartForm,
    session_form,
)
from clusterlab.session.saved.typed_values import (
    ArrayForm,
    Attachments,
    BytesForm,
    ChoiceForm,
    DataclassForm,
    DictForm,
    ListForm,
    OptionalForm,
    PathForm,
    PlainForm,
    RecordForm,
    SavedValueError,
    form_of,
)
from clusterlab.session.state.hand_partition import HandPartition
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.pane import CustomStart
from clusterlab.session.state.session import Session

FORM = session_form(saved_data, lambda found, content: opened_data(found, content, Path())[0])
BASE = SavedSession(Session.of(Blobs(), KMeans()))
SAMPLES = {
    RowSubset: RowSubset.holding([1, 8], 11),
    HandPartition: HandPartition.holding(np.array([1, -1, 0, 0])),
    ReadOptions: ReadOptions("utf-8", ";", ",", ".", True, 2, "some"),
}
"""Values of the classes that check theirs."""
PLAIN = {bool: True, int: 7, float: 0.5, str: "some"}


def sample(form):
    """A value that is no default, of the type of a form."""
    match form:
        case PlainForm(kind):
            return PLAIN[kind]
        case ChoiceForm(choices):
            return choices[-1]
        case OptionalForm(item):
            return sample(item)
        case ListForm(item, kind):
            return kind([sample(item)])
        case RecordForm(items):
            return tuple(map(sample, items))
        case DictForm(pair):
            return dict([sample(pair)])
        case DataclassForm(kind, forms):
            return (
                SAMPLES[kind]
                if kind in SAMPLES
                else kind(**{name: sample(one) for name, one in forms.items()})
            )
        case SourceForm():
            return OpenedFile(Path("pasted"), content=b"a,b\n1,2\n3,4\n")
        case NamedForm():
            return GaussianMixture(k=5)
        case StartForm():
            return CustomStart((np.eye(2), np.ones((2, 2, 2)), np.array([0.25, 0.75])), Message("some"))
        case ArrayForm():
            return np.array([1 / 3, -2.5])
        case BytesForm():
            return b"\0\xff"
        case PathForm():
            return Path("/some/file.clab")
    raise TypeError(f"no sample of {form}")


def written(saved):
    """The JSON of a saved session, with the content of its arrays."""
    beside = Attachments()
    text = FORM.write(saved, beside)
    return text, {i: (array.dtype, array.tolist()) for i, array in beside.arrays.items()}, beside.data


def round_trip(saved):
    """A saved session after it was written and read."""
    beside = Attachments()
    return FORM.read(FORM.write(saved, beside), beside, "saved")


@pytest.mark.parametrize("name", [item.name for item in fields(Session)])
def test_every_field_of_a_session_comes_back(name):
    value = sample(FORM.forms["session"].forms[name])
    changed = replace(BASE, session=replace(BASE.session, **{name: value}))
    assert written(changed) != written(BASE)
    assert written(round_trip(changed)) == written(changed)


@pytest.mark.parametrize("name", [item.name for item in fields(SavedSession)])
def test_every_field_beside_the_session_comes_back(name):
    changed = replace(BASE, **{name: sample(FORM.forms[name])})
    assert written(changed) != written(BASE)
    assert written(round_trip(changed)) == written(changed)


def test_every_field_of_every_part_is_written():
    """A dataclass whose field had no form could not be written at all; each has a key of its own."""

    def check(form):
        if isinstance(form, DataclassForm):
            assert is_dataclass(form.kind)
            assert list(form.forms) == [item.name for item in fields(form.kind)]
            keys = form.write(sample(form), Attachments()).keys()
            assert len(keys) == len(form.forms)
        parts = getattr(form, "forms", {}).values()
        for part in (
            *parts,
            *(getattr(form, name) for name in ("item", "pair", "file") if hasattr(form, name)),
        ):
            check(part)

    check(FORM)


def test_a_drawing_comes_back_to_the_bit_without_what_was_erased():
    table = Table("t", ("id", "x", "y"), np.array([[1, 0.1, np.pi], [2, -0.0, 5e-324]]), {"k": ("a", "")})
    drawn = DrawnPoints.of(table, ("x", "y"), table.values[:, 1:], np.arange(2), equal=False)
    drawn = drawn.with_points(np.array([[1 / 3, 2 / 3], [4.0, 5.0]]), "some").without(np.array([0]))
    drawn = drawn.finished("eraser")
    found = round_trip(replace(BASE, session=replace(BASE.session, source=drawn))).session.source
    one, other = found.make(), drawn.make()
    assert one.values.tobytes() == other.values.tobytes()
    assert (one.name, one.columns, one.texts) == (other.name, other.columns, other.texts)
    assert found.places.tobytes() == drawn.places.tobytes()
    assert (found.strokes, found.edit, found.groups, found.equal) == (1, "eraser", ("some",), False)
    assert (
        round_trip(replace(BASE, session=replace(BASE.session, source=DrawnPoints.empty()))).session.source.n
        == 0
    )


def test_a_damaged_drawing_is_an_error():
    drawn = DrawnPoints.empty().with_points(np.ones((3, 2)), "some")
    form, beside = FORM.forms["session"].forms["source"], Attachments()
    json = form.write(drawn, beside)["drawing"]
    beside.add(np.full((3, 2), np.nan))
    beside.add(np.array([0, 0, 9]))
    nan, codes = {"array": len(beside.arrays) - 2}, {"array": len(beside.arrays) - 1}
    changes = {
        "places": (nan, {"array": 99}, codes),
        "codes": (codes, nan),
        "others": (codes,),
        "axes": (["x", "x"], ["x", "z"]),
        "columns": (["x", "x"],),
        "corners": ([[1.0, 0.0], [1.0, 1.0]],),
        "edit": ("shaken",),
        "groups": ([""], []),
        "strokes": (-1,),
        "texts": ({"x": {}}, [], {"k": {"names": ["a"], "codes": codes}}),
        "other": (1,),
    }
    for name, values in changes.items():
        for value in values:
            with pytest.raises(SavedValueError):
                form.read({"drawing": {**json, name: value}}, beside, "source")
    assert form.read({"drawing": json}, beside, "source").n == 3


def test_sessions_that_are_equal_stay_equal():
    session = replace(BASE.session, source=Moons(), layers=frozenset({"legend"}), columns=("x", "y"))
    assert round_trip(replace(BASE, session=session)).session == session


def test_numbers_are_the_same_to_the_bit():
    session = replace(BASE.session, column_weights=(("x", 0.1 + 0.2), ("y", 5e-324)))
    assert round_trip(replace(BASE, session=session)).session.column_weights == session.column_weights
    position = np.array([np.nextafter(1, 2), -0.0, 5e-324])
    beside = Attachments()
    found = PositionForm().read(PositionForm().write(position, beside), beside, "")
    assert found.tobytes() == position.tobytes()


def test_a_type_without_a_form_is_an_error_of_the_program():
    with pytest.raises(TypeError, match="no form"):
        form_of(object, {})
    with pytest.raises(TypeError, match="no form"):
        form_of(int | str, {})
