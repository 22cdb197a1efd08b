"""The error message where Qt finds no display."""

import ctypes

import pytest

from clusterlab.ui.platform import no_display

UNLOADED = 'Could not load the Qt platform plugin "xcb" in "" even though it was found.'


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        (["could not connect to display :9", UNLOADED], "there is no display :9"),
        (['Could not find the Qt platform plugin "odd" in ""'], "Qt knows no platform 'odd'"),
        (["something else"], "Qt does not reach the display"),
    ],
)
def test_the_first_cause_is_reported(messages, words):
    assert no_display.reason(messages).startswith(words)


def test_a_missing_library_is_reported(monkeypatch):
    def unloadable(path):
        assert path.endswith("platforms/libqxcb.so")
        raise OSError("libxcb-cursor.so.0: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", unloadable)
    assert "(libxcb-cursor.so.0: cannot open" in no_display.reason([UNLOADED])


def test_no_library_is_reported_if_the_plugin_loads(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda path: None)
    assert no_display.reason([UNLOADED]) == "Qt does not reach the display"
