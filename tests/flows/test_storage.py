"""Files on a real S3, and a disk that fills."""

import os
import subprocess
import urllib.request

import pytest

from .installation import wait_for
from .s3 import running


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    """SeaweedFS with one bucket: the environment that names it, and a client."""
    with running(tmp_path_factory.mktemp("s3")) as here:
        yield here


@pytest.mark.s3
@pytest.mark.render
def test_a_clip_is_made_stored_and_downloaded_on_s3(installation, s3, tmp_path):
    settings, client = s3
    here = installation(**settings)
    out = tmp_path / "licensed.mp4"
    asked = ["generate", "warm bokeh lights", "--duration", "2", "--resolution", "360p", "--quality", "draft"]
    here.manage(*asked, "--out", str(out))
    keys = {one["Key"] for one in client.list_objects_v2(Bucket="clips")["Contents"]}
    assert {key.rsplit("/", 1)[1] for key in keys} >= {
        "master.mp4",
        "comp.mp4",
        "poster.webp",
        "sprite_vtt.vtt",
    }
    assert keys == set(
        here.python(
            "from catalog.models import Rendition\nanswer = list(Rendition.objects.values_list('key', flat=True))"
        )
    )
    assert not (here.folder / "media").exists()
    place = here.python(
        "from django.test import Client\nfrom catalog.models import Clip\n"
        "answer = Client(headers={'host': '127.0.0.1'}).get(f'/media/{Clip.objects.get().pk}/comp')['Location']"
    )
    assert "X-Amz-Expires=900" in place
    with urllib.request.urlopen(urllib.request.Request(place, headers={"Range": "bytes=0-99"})) as answer:
        assert answer.status == 206
        assert len(answer.read()) == 100
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(place.replace("X-Amz-Signature=", "X-Amz-Signature=0"))


@pytest.mark.s3
def test_a_clip_that_is_taken_down_is_out_of_reach_of_links_that_were_made_before(installation, s3):
    """Presigned links of a real S3: good until the takedown, dead after it, and killed half-way it is finished."""
    settings, client = s3
    here = installation(**settings)
    links, others = here.python(
        "from billing import ledger, licensing, downloads\nfrom catalog.models import Account, Clip, Rendition\n"
        "from django.core.files.base import ContentFile\nfrom django.core.files.storage import default_storage\n"
        "from django.contrib.auth import get_user_model\nfrom django.test import Client\n"
        "from django.utils import timezone\nfrom catalog.models import Membership\n"
        "from generation.brief.parse import parse\n"
        "user = get_user_model().objects.create_user('ada@example.com', name='Ada')\n"
        "a = Account.objects.create(name='Ada')\nMembership.objects.create(account=a, user=user)\n"
        "ledger.grant(a, 10, key='t', note='t')\nclips = []\n"
        "for seed in (1, 2):\n"
        "    c = Clip.objects.create(account=a, state='published', published_at=timezone.now(), title='W',\n"
        "        prompt='W', brief=parse('W').as_json(), width=64, height=36, fps=24, frame_count=9, duration_ms=99,\n"
        "        source_type='algorithmicMedia', engine='studio', engine_version='1', renderer='x', seed=seed)\n"
        "    for kind in ('master', 'comp', 'poster_jpeg'):\n"
        "        key = default_storage.save(f'clips/{c.pk}/{kind}.bin', ContentFile(kind.encode() * 9))\n"
        "        Rendition.objects.create(clip=c, kind=kind, key=key, mime='video/mp4', width=64, height=36, size=9,\n"
        "            sha256=str(c.pk) * 64)\n"
        "    clips.append(c)\n"
        "me = Client(headers={'host': '127.0.0.1'})\nme.force_login(user)\n"
        "def of(c):\n"
        "    licence = licensing.issue(a, user, c, 'standard')\n"
        "    media = [me.get(f'/media/{c.pk}/{kind}')['Location'] for kind in ('comp', 'poster_jpeg')]\n"
        "    return [*media, me.get(downloads.link(licence, 'master'))['Location']]\n"
        "answer = [of(c) for c in clips]"
    )
    assert [_fetched(link) for link in (*links, *others)] == [200] * 6
    assert "max-age=50" in _header(links[0], "Cache-Control")
    down = (
        "from catalog import withholding\nfrom catalog.models import Clip, FileMove\n"
        "from catalog.takedown import take_down\nfrom django.contrib.auth import get_user_model\nimport os\n"
        "take_down(Clip.objects.get(seed=1), actor=get_user_model().objects.get(), reason='x', cause='law')\n"
        "real, seen = withholding.copy, []\n"
        "def dies(source, target):\n"
        "    real(source, target)\n"
        "    seen.append(source)\n"
        "    if len(seen) == 2: os._exit(9)\n"
        "withholding.copy = dies\nwithholding.tend()"
    )
    assert here.manage("shell", "-v0", "-c", down, check=False).returncode == 9
    rest = (
        "from catalog import withholding\nfrom catalog.models import FileMove, Rendition\n"
        "FileMove.objects.update(lease_until=None)\nwithholding.tend()\n"
        "answer = list(Rendition.objects.values_list('key', flat=True))"
    )
    keys = here.python(rest)
    assert [_fetched(link) for link in links] == [404] * 3
    assert [_fetched(link) for link in others] == [200] * 3
    assert {one["Key"] for one in client.list_objects_v2(Bucket="clips")["Contents"]} >= set(keys)
    assert sum(key.startswith("withheld/") for key in keys) == 3
    stored = [one["Key"] for one in client.list_objects_v2(Bucket="clips", Prefix="withheld/")["Contents"]]
    assert sorted(stored) == sorted(key for key in keys if key.startswith("withheld/"))


def _fetched(link):
    try:
        with urllib.request.urlopen(link) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def _header(link, name):
    with urllib.request.urlopen(link) as answer:
        return answer.headers[name]


@pytest.mark.render
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk takes root")
def test_a_disk_that_fills_costs_nothing_and_leaves_nothing(installation, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", small], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine mounts no tmpfs")
    try:
        here = installation(WORK_DIR=str(small), JOB_ATTEMPTS="1")
        here.start("renderer")
        here.submit("rain on a window with city lights behind", duration_ms=6_000, resolution="720p")
        wait_for(lambda: here.states() == [["failed", "failed"]], 180, here.states)
        assert list(small.iterdir()) == []
        assert here.stray_files() == []
        credits = here.python(
            "from billing.models import Balance\nb = Balance.objects.get()\nanswer = [b.available, b.held]"
        )
        assert credits == [1000, 0]
        message = here.python("from generation.models import Job\nanswer = Job.objects.get().error")
        assert "disk is full" in message
    finally:
        subprocess.run(["umount", small], check=True)
