"""A licensed clip whose master is a real film: three seconds of moving bars, with sound."""

import subprocess

import imageio_ffmpeg
import pytest
from PIL import Image

from billing import licensing
from billing.forms import making
from billing.forms.asking import ask


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "master.mp4"
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error",
            "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=24:duration=3",
            "-f", "lavfi", "-i", "sine=frequency=440:duration=3",
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest", str(path),
        ],
        check=True,
    )  # fmt: skip
    return path.read_bytes()


@pytest.fixture
def clip(make_clip, film):
    return make_clip(master=film, width=640, height=360, fps=24, frame_count=72, duration_ms=3_000)


@pytest.fixture
def licence(team, alice, clip, settings, tmp_path):
    settings.WORK_DIR = tmp_path / "work"
    return licensing.issue(team, alice, clip, "standard")


@pytest.fixture
def made(licence):
    """`made(kind="gif")` asks for a form and makes it as the worker does."""

    def made(**fields):
        form = ask(licence, {name: str(value) for name, value in fields.items()})
        making.make(form.pk)
        form.refresh_from_db()
        assert form.state == "ready", form.problem
        return form

    return made


@pytest.fixture
def stored(media):
    """Where a form's file lies."""

    def path(form):
        return media / form.key

    return path


@pytest.fixture
def picture_of(stored):
    def picture(form):
        return Image.open(stored(form))

    return picture
