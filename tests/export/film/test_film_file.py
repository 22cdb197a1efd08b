"""Films are decoded: their frames, durations, repetition; nothing is left of one that was not finished."""

import gc
import weakref

import numpy as np
import pytest
from PIL import Image, ImageSequence

from clusterlab.export.atomic_write import SaveError
from clusterlab.export.film import mp4
from clusterlab.export.film.film_file import check_film, film_format, film_steps
from clusterlab.export.film.film_plan import FilmPlan

PLAN = FilmPlan(0, 6, 0.1)


def frame(index):
    """A frame with a square that moves."""
    pixels = np.full((30, 40, 3), 250, np.uint8)
    pixels[5 + index % 9 : 15 + index % 9, 5 : 15 + index % 9] = 0, 114, 178
    return pixels


def paint(index):
    """Makes a frame, with one call to the thread of the window."""
    made = []
    yield lambda: made.append(frame(index))
    return made[0]


def write(path, plan=PLAN, paint=paint):
    progress = []
    for call in film_steps(path, plan, ("#fafafa",), paint):
        call.run()
        progress.append((call.progress.done, call.progress.of))
    return progress


@pytest.mark.parametrize("name", ["film.gif", "film.apng", "film.png"])
def test_every_frame_is_read_back_with_its_duration(tmp_path, name):
    progress = write(tmp_path / name)
    with Image.open(tmp_path / name) as film:
        assert (film.n_frames, film.size, film.info["loop"]) == (7, (40, 30), 0)
        for index, shown in enumerate(ImageSequence.Iterator(film)):
            assert (np.array(shown.convert("RGB")) == frame(index)).all()
            assert shown.info["duration"] == (2100 if index == 6 else 100)
    assert progress[-1] == (6, 7)
    assert progress == sorted(progress)


@pytest.mark.parametrize(("name", "end"), [("film.gif", b";"), ("film.apng", b"IEND\xaeB`\x82")])
def test_a_film_has_the_end_that_its_format_asks_for(tmp_path, name, end):
    write(tmp_path / name)
    assert (tmp_path / name).read_bytes().endswith(end)


def test_an_mp4_shows_each_frame_as_long_as_it_should(tmp_path):
    av = pytest.importorskip("av")
    write(tmp_path / "film.mp4", FilmPlan(0, 3, 0.25))
    with av.open(str(tmp_path / "film.mp4")) as film:
        (stream,) = film.streams.video
        shown = [picture.to_ndarray(format="rgb24") for picture in film.decode(stream)]
        assert (stream.codec_context.name, stream.average_rate) == ("h264", 20)
    assert len(shown) == 5 * 3 + 45
    for number, picture in enumerate(shown):
        assert np.abs(picture.astype(int) - frame(min(number // 5, 3))).mean() < 6


def test_an_mp4_has_even_sides(tmp_path):
    av = pytest.importorskip("av")

    def odd(index):
        return (yield from paint(index))[:29, :39]

    write(tmp_path / "film.mp4", FilmPlan(0, 1, 0.1), odd)
    with av.open(str(tmp_path / "film.mp4")) as film:
        assert next(film.decode(video=0)).to_ndarray(format="rgb24").shape == (30, 40, 3)


def test_without_its_package_an_mp4_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(mp4, "find_spec", lambda name: None)
    with pytest.raises(SaveError, match=r"MP4 needs av: pip install clusterlab\[video\]\. Or name a \.gif"):
        check_film(tmp_path / "film.mp4")


def test_numbered_pictures_are_in_a_new_folder(tmp_path):
    write(tmp_path / "film")
    files = sorted((tmp_path / "film").iterdir())
    assert [path.name for path in files] == [f"frame-00{number}.png" for number in range(1, 8)]
    with Image.open(files[3]) as picture:
        assert (np.array(picture) == frame(3)).all()


@pytest.mark.parametrize("name", ["film.gif", "film.apng", "film.mp4", "film"])
def test_a_canceled_film_leaves_nothing_and_an_older_one_as_it_was(tmp_path, name):
    if "." in name:
        (tmp_path / name).write_bytes(b"older")
    if name.endswith("mp4"):
        pytest.importorskip("av")
    steps = film_steps(tmp_path / name, PLAN, (), paint)
    for _ in range(6):
        next(steps).run()
    steps.close()
    assert [path.name for path in tmp_path.iterdir()] == ([name] if "." in name else [])
    assert "." not in name or (tmp_path / name).read_bytes() == b"older"


@pytest.mark.parametrize("name", ["film.gif", "film.apng", "film"])
def test_a_frame_that_cannot_be_painted_leaves_nothing(tmp_path, name):
    def fail(index):
        if index == 3:
            raise ZeroDivisionError
        return (yield from paint(index))

    with pytest.raises(ZeroDivisionError):
        write(tmp_path / name, paint=fail)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["film.gif", "film.apng", "film"])
def test_a_long_film_has_few_frames_in_memory(tmp_path, name):
    alive, counts = [], []

    class Watched(np.ndarray):
        """An array to which weak references can be counted."""

    def watched(index):
        pixels = (yield from paint(index)).view(Watched)
        alive.append(weakref.ref(pixels))
        gc.collect()
        counts.append(sum(one() is not None for one in alive))
        return pixels

    write(tmp_path / name, FilmPlan(0, 15), watched)
    assert max(counts) <= 5  # the three samples of a palette, and two that follow each other


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(SaveError, match=r"a film is a \.gif"):
        film_format(tmp_path / "film.avi")


def test_a_folder_with_files_is_refused_before_the_work(tmp_path):
    folder = tmp_path / "film"
    folder.mkdir()
    check_film(folder)
    (folder / "frame-001.png").touch()
    with pytest.raises(SaveError, match="is a folder with files in it; name a new folder"):
        check_film(folder)
    with pytest.raises(SaveError, match="there is no folder"):
        check_film(tmp_path / "missing" / "film")
    (tmp_path / "file").touch()
    with pytest.raises(SaveError, match="is a file; name a new folder"):
        check_film(tmp_path / "file")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "film"]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "film").mkdir()
    write(tmp_path / "film")
    assert len(list((tmp_path / "film").iterdir())) == 7
