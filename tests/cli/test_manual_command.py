"""`clusterlab manual` prints entries, or writes all as HTML."""

from clusterlab.cli.main import main
from clusterlab.core.terms import sentence_of


def test_the_entries_with_the_words_are_printed(capsys):
    assert main(["manual", "davies"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert out.startswith("MEASURES Davies-Bouldin")
    assert sentence_of("Davies-Bouldin") in out


def test_words_without_an_entry_are_an_error(capsys):
    assert main(["manual", "nowhere"]) == 2
    assert capsys.readouterr().err == (
        "clusterlab: No entry of this manual has the words nowhere. "
        "The manual in the window also has its controls and menus.\n"
    )


def test_the_options_of_commands_are_entries_each_once(capsys):
    assert main(["manual", "html", "page", "report"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert out.startswith("OPTIONS OF CLUSTERLAB RUN --report Data, results, charts")
    assert main(["manual", "flow", "picture"]) == 0
    assert "OPTIONS OF CLUSTERLAB SWEEP" in capsys.readouterr().out


def test_the_manual_is_written_as_html(tmp_path):
    path = tmp_path / "manual.html"
    assert main(["manual", "--html", str(path)]) == 0
    assert 'id="measures-inertia"' in path.read_text(encoding="utf-8")
