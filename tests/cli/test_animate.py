"""`clusterlab run --animate` saves the steps of a run as a film."""

import numpy as np
import pytest
from PIL import Image

BLOBS = ["--make", "blobs", "--k", 3]
BLUE, GRAY_WINDOW = (0x00, 0x72, 0xB2), (0xF6, 0xF7, 0xF9)


def share(image, color):
    """The share of the pixels that have a color, almost."""
    return (np.abs(np.array(image.convert("RGB")).astype(int) - color).max(axis=2) <= 30).mean()


def pixels(path):
    """The pixels of a picture."""
    with Image.open(path) as image:
        return np.array(image.convert("RGB")).astype(int)


@pytest.mark.parametrize("name", ["film.gif", "film.apng"])
def test_the_film_of_a_run_has_a_frame_for_every_step(cli, tmp_path, painting, name):
    path = tmp_path / name
    words = ["--animate", path, "--size", "640x480", "--pace", 0.5]
    assert cli("run", "kmeans", *BLOBS, *words).err == ""
    with Image.open(path) as film:
        assert (film.size, film.info["loop"], film.n_frames) == ((640, 480), 0, 6)
        assert (film.convert("RGB").getpixel((2, 2)), film.info["duration"]) == (GRAY_WINDOW, 500)
        first = share(film, BLUE)
        film.seek(5)
        last = share(film, BLUE)
        assert film.info["duration"] == 2500
    assert first < 0.0003 < 0.001 < last  # the points have no clusters before the first assignment


def test_some_steps_are_saved_as_numbered_pictures_of_a_higher_resolution(cli, tmp_path, painting):
    words = ["--animate", tmp_path / "film", "--steps", "2..4", "--size", "400x320", "--resolution", 2]
    assert cli("run", "kmeans", *BLOBS, *words).err == ""
    pictures = sorted((tmp_path / "film").iterdir())
    assert len(pictures) == 3
    assert pixels(pictures[0]).shape == (640, 800, 3)


def test_the_frames_of_a_film_are_the_picture_of_its_last_step(cli, tmp_path, painting):
    words = ["--size", "640x480", "--animate", tmp_path / "film", "--picture", tmp_path / "last.png"]
    cli("run", "gmm", *BLOBS, "--scale", "z-score", *words)
    last, picture = pixels(sorted((tmp_path / "film").iterdir())[-1]), pixels(tmp_path / "last.png")
    below = slice(64, None)  # the header, in which a film has the number of the step
    assert (np.abs(last - picture)[below].max(axis=2) > 8).mean() < 0.02


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--pace", "1"], "--pace needs --animate FILE: it belongs to a film."),
        (["--steps", "1..2"], "--steps needs --animate FILE: it belongs to a film."),
        (
            ["--size", "900x900"],
            "--size belongs to a picture; use it with --picture, --animate",
        ),
        (["--profile", "f.png", "--size", "900x900"], "use it with --picture, --animate and --charts."),
        (["--animate", "f.avi"], "a film is a .gif, .apng or .mp4 file"),
        (["--animate", "-"], "standard output; the others name files."),
        (["--animate", "f.gif", "--pace", "0"], "pace must be at least 0.02; it was 0."),
        (["--animate", "f.gif", "--steps", "0..2"], "--steps must be a range of steps such as 1..20"),
        (["--animate", "f.gif", "--steps", "3..2"], "--steps must be a range of steps such as 1..20"),
        (["--animate", "f.gif", "--size", "big"], "--size must be a width and a height such as 1440x900"),
        (["--animate", "f.gif", "--size", "9999x900"], "size must be at most 8,192; it was 9,999."),
        (["--animate", "f.gif", "--resolution", "5"], "resolution must be at most 4; it was 5."),
        (["--animate", "f.png", "--picture", "f.png"], "are the same file"),
    ],
)
def test_what_is_wrong_is_said_before_the_work(cli, tmp_path, monkeypatch, painting, words, sentence):
    monkeypatch.chdir(tmp_path)
    output = cli("run", "kmeans", *BLOBS, *words)
    assert output.code
    assert sentence in output.err
    assert list(tmp_path.iterdir()) == []


def test_steps_beyond_the_last_are_refused(cli, tmp_path, painting):
    output = cli("run", "kmeans", *BLOBS, "--animate", tmp_path / "film.gif", "--steps", "3..99")
    assert "--steps must end at 6 at most, the number of steps; it ended at 99." in output.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["dbscan", "--make", "moons", "--points", 60],
        ["ward", "--make", "blobs", "--points", 40],
        ["minibatch", "--make", "blobs", "--points", 50, "--batches", "stream", "--max-iter", 3],
    ],
)
def test_other_algorithms_are_filmed_too(cli, tmp_path, painting, words):
    output = cli("run", *words, "--animate", tmp_path / "film.gif", "--size", "400x320")
    assert output.err == ""
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames > 2


@pytest.mark.parametrize(
    ("words", "size"),
    [
        (["run", "kmeans", "--make", "blobs", "--size", "500x400", "--picture"], (1000, 800)),
        (["run", "ward", "--make", "blobs", "--points", 40, "--size", "500x400", "--charts"], (1000, 800)),
        (
            ["sweep", "kmeans", "--k", "1..2", *BLOBS[:2], "--size", "500x400", "--picture"],
            (1000, 800),
        ),
        (["compare", "--algorithms", "kmeans", "--make", "blobs", "--picture"], (1184, 968)),
    ],
)
def test_every_picture_has_the_size_and_resolution_that_were_asked_for(cli, tmp_path, painting, words, size):
    assert cli(*words, tmp_path / "p.png", "--resolution", 2).err == ""
    with Image.open(tmp_path / "p.png") as image:
        assert image.size == size


def test_a_profile_is_saved_as_a_heat_map(cli, tmp_path, painting):
    assert cli("run", "kmeans", *BLOBS, "--profile", tmp_path / "profile.png").err == ""
    with Image.open(tmp_path / "profile.png") as image:
        assert image.size[0] == 760
    assert cli("run", "kmeans", *BLOBS, "--profile", tmp_path / "profile.svg").err == ""
    assert b"<svg" in (tmp_path / "profile.svg").read_bytes()
