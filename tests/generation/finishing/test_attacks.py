"""Altered copies are what they say, and a file that none can be made of is refused."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from PIL import Image

from generation.finishing.attacks import ATTACKS, Attack, alter
from generation.finishing.errors import UnreadableMedia

from .invisible.marking import landscape, sent

BY_NAME = {attack.name: attack for attack in ATTACKS}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds and a half, 320 x 180."""
    path = tmp_path_factory.mktemp("source") / "clip.mp4"
    sent(landscape(60, 320, 180), path, "-pix_fmt", "yuv420p", "-preset", "ultrafast")
    return path


@pytest.fixture(scope="module")
def upright(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "upright.mp4"
    sent(landscape(60, 180, 320), path, "-pix_fmt", "yuv420p", "-preset", "ultrafast")
    return path


def made(source: Path, folder: Path, attack: Attack) -> Path:
    if attack.of:
        alter(source, folder, BY_NAME[attack.of])
    return alter(source, folder, attack)


def shape(path: Path) -> tuple[int, int, int]:
    """Width, height, and frames."""
    if path.suffix == ".png":
        return (*Image.open(path).size, 1)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return stream.width, stream.height, sum(1 for _ in container.decode(stream))


@pytest.mark.parametrize(
    ("name", "width", "height"),
    [
        ("crf28-half", 160, 90),
        ("crf33", 320, 180),
        ("letterbox", 320, 240),
        ("crop", 320, 180),
        ("mirror", 320, 180),
        ("screen", 334, 188),
        ("gif", 200, 112),
        ("frame", 320, 180),
        ("upright", 100, 180),
        ("squeezed", 240, 180),
    ],
)
def test_the_size_of_a_copy(source: Path, tmp_path: Path, name: str, width: int, height: int) -> None:
    found = shape(made(source, tmp_path, BY_NAME[name]))
    assert abs(found[0] - width) <= 2
    assert abs(found[1] - height) <= 2


def test_time_is_altered_as_said(source: Path, tmp_path: Path) -> None:
    assert shape(made(source, tmp_path, BY_NAME["rate"]))[2] == pytest.approx(75, abs=1)
    assert shape(made(source, tmp_path, BY_NAME["excerpt"]))[2] == pytest.approx(60 - 0.7 * 24, abs=1)
    assert shape(made(source, tmp_path, BY_NAME["gif"]))[2] == pytest.approx(30, abs=1)


def test_upright_films_can_be_altered_too(upright: Path, tmp_path: Path) -> None:
    for name in ("letterbox", "upright", "squeezed"):
        assert made(upright, tmp_path, BY_NAME[name]).stat().st_size


def test_every_goal_has_its_attack() -> None:
    asked = {attack.name for attack in ATTACKS if attack.asked}
    assert asked == {
        "crf28-half", "crf33", "rate", "letterbox", "crop", "mirror", "excerpt", "grey", "screen", "gif", "frame"
    }  # fmt: skip


def test_what_is_no_video_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "words.mp4").write_text("not a film")
    (tmp_path / "out").mkdir()
    with pytest.raises(UnreadableMedia, match="No file “Mirrored” can be made of it"):
        alter(tmp_path / "words.mp4", tmp_path / "out", BY_NAME["mirror"])
    assert not list((tmp_path / "out").iterdir())
