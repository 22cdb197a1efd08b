"""What a person is told where Qt finds no screen."""

import ctypes

import pytest

from clusterlab.ui.platform import no_display

UNLOADED = 'Could not load the Qt platform plugin "xcb" in "" even though it was found.'


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        (["could not connect to display :9", UNLOADED], "there is no display :9"),
        (['Could not find the Qt platform plugin "odd" in ""'], "Qt knows no platform 'odd'"),
        (["something else"], "Qt does not reach the display"),
    ],
)
def test_the_first_cause_is_named(heard, words):
    assert no_display.reason(heard).startswith(words)


def test_a_library_that_is_missing_is_named(monkeypatch):
    def unloadable(path):
        assert path.endswith("platforms/libqxcb.so")
        raise OSError("libxcb-cursor.so.0: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", unloadable)
    assert "(libxcb-cursor.so.0: cannot open" in no_display.reason([UNLOADED])


def test_where_the_plugin_loads_no_library_is_blamed(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda path: None)
    assert no_display.reason([UNLOADED]) == "Qt does not reach the display"
