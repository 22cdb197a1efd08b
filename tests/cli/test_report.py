"""`clusterlab run --report` writes one HTML page, which a parser and a browser read."""

import shutil
import subprocess
from base64 import b64decode
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

ODD = '"<script>alert(1)</script>","a&b","=c",group\n1,5,3,<b>x</b>\n2,6,2,y\n,4,2,z\n9,7,1,z\n10,8,9,z\n'
CHROMIUM = shutil.which("chromium")
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,1200",
]
VOID = {"meta", "img", "br"}
BLUE = (0x00, 0x72, 0xB2)


class Report(HTMLParser):
    """The headings, texts, pictures and tags of a report; raises where a tag is not closed."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.texts, self.headings, self.pictures, self.open = set(), [], [], [], []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "img":
            self.pictures.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" in self.open:
            return
        self.texts.append(data)
        if self.open and self.open[-1] in ("h1", "h2"):
            self.headings.append(data)


@pytest.fixture
def report(cli, tmp_path, painting):
    def report(*words):
        path = tmp_path / "report.html"
        assert cli("run", *words, "--report", path).err == ""
        return Report(path)

    return report


def test_the_report_has_data_results_and_how_to_repeat_them(report, iris):
    found = report("kmeans", "--k", 3, "--restarts", 3, *iris)
    assert found.headings == [
        "Clusters of iris.csv",
        *("Result", "Picture", "How many clusters?", "Clusters", "Profile", "Charts"),
        *("This step in numbers", "Data", "Choices", "How to repeat it"),
    ]
    text = " ".join(found.texts)
    for words in ("78.85", "150 of 150", "of the sum of squares lies between clusters.", "species: setosa"):
        assert words in text
    assert "clusterlab run kmeans --k 3" in text
    assert "seed 0" in text or "seed" in text
    assert not found.tags & {"script", "link", "iframe"}


def test_every_picture_is_in_the_page_and_described(report, iris):
    pictures = report("ward", "--k", 3, *iris).pictures
    assert all(picture["src"].startswith("data:image/svg+xml;base64,") for picture in pictures)
    descriptions = [picture["alt"] for picture in pictures]
    assert descriptions[0].startswith("The points, by Ward")
    assert any(words.startswith("Silhouettes of the points") for words in descriptions)
    assert any(words.startswith("Dendrogram") for words in descriptions)


def test_the_picture_shows_the_colors_that_were_asked_for(report, iris):
    plain, colored = report("kmeans", *iris), report("kmeans", *iris, "--color-by", "species")
    found = [b64decode(one.pictures[0]["src"].partition(",")[2]) for one in (plain, colored)]
    assert [b"versicolor" in picture for picture in found] == [False, True]


def test_names_that_look_like_markup_are_shown_as_they_are(report, tmp_path):
    (tmp_path / "odd.csv").write_text(ODD)
    found = report("kmeans", "--k", 2, "--data", tmp_path / "odd.csv")
    assert "script" not in found.tags
    assert "<script>alert(1)</script>" in found.texts
    assert "group: <b>x</b>" in found.texts
    assert any("1 row with a missing value was dropped" in text for text in found.texts)


@pytest.mark.parametrize(
    "words",
    [
        ["dbscan", "--make", "moons", "--points", 40, "--eps", 0.0001],  # all noise
        ["kmeans", "--k", 1, "--make", "blobs", "--points", 20],
        ["minibatch", "--make", "blobs", "--points", 50, "--batches", "stream", "--max-iter", 3],
        ["gmm", "--make", "blobs", "--points", 60, "--scale", "z-score"],
    ],
)
def test_odd_runs_are_reported_too(report, words):
    assert report(*words).headings[-1] == "How to repeat it"


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_a_browser_shows_text_and_pictures(report, iris, tmp_path):
    report("kmeans", "--k", 3, *iris)
    address = (tmp_path / "report.html").as_uri()
    command = [CHROMIUM, *CHROMIUM_FLAGS, f"--user-data-dir={tmp_path / 'profile'}"]
    shot = tmp_path / "shot.png"
    done = [*command, f"--screenshot={shot}", "--dump-dom", address]
    shown = subprocess.run(done, capture_output=True, text=True, timeout=120)
    assert "How many clusters?" in shown.stdout
    with Image.open(shot) as image:
        pixels = np.array(image.convert("RGB")).astype(int)
    assert (np.abs(pixels - BLUE).max(axis=2) < 40).sum() > 300  # points of the first cluster
