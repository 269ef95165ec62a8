"""Files on a real S3, and a disk that fills."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from .installation import wait_for

KEY, SECRET = "trykey", "trysecret"
WEED = Path(sys.executable).with_name("weed")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    """SeaweedFS with one bucket; the environment that names it."""
    folder = tmp_path_factory.mktemp("s3")
    credentials = [{"accessKey": KEY, "secretKey": SECRET}]
    identity = {"name": "try", "credentials": credentials, "actions": ["Admin", "Read", "Write", "List"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    command = [
        WEED,
        "server",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-s3",
        f"-s3.config={folder / 's3.json'}",
    ]
    command += [f"-{name}.port={port}" for name, port in ports.items()]
    for name in ("master", "volume", "filer", "s3"):
        command.append(f"-{name}.port.grpc={free_port()}")
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    settings = {
        "S3_BUCKET": "clips", "S3_ENDPOINT_URL": f"http://127.0.0.1:{ports['s3']}", "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY": KEY, "S3_SECRET_KEY": SECRET, "S3_ADDRESSING": "path",
    }  # fmt: skip
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    client = boto3.client(
        "s3", endpoint_url=settings["S3_ENDPOINT_URL"], region_name="us-east-1", aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
    )  # fmt: skip
    end = time.monotonic() + 60
    while True:
        try:
            client.create_bucket(Bucket="clips")
            break
        except (BotoCoreError, ClientError):
            assert time.monotonic() < end, (folder / "log").read_text()[-2_000:]
            assert server.poll() is None, (folder / "log").read_text()[-2_000:]
            time.sleep(0.3)
    yield settings, client
    server.terminate()
    server.wait()


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
