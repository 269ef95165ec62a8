"""SeaweedFS: a real S3 with one bucket, for tests and measures."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

KEY, SECRET = "trykey", "trysecret"
WEED = Path(sys.executable).with_name("weed")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path) -> Iterator[tuple[dict[str, str], Any]]:
    """The environment that names it, and a client."""
    folder.mkdir(parents=True, exist_ok=True)
    credentials = [{"accessKey": KEY, "secretKey": SECRET}]
    identity = {"name": "try", "credentials": credentials, "actions": ["Admin", "Read", "Write", "List"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    command = [
        str(WEED),
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
    # Catalogues beside its S3, which nobody here uses: on their usual ports two servers could not run side by side.
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    settings = {
        "S3_BUCKET": "clips", "S3_ENDPOINT_URL": f"http://127.0.0.1:{ports['s3']}", "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY": KEY, "S3_SECRET_KEY": SECRET, "S3_ADDRESSING": "path",
    }  # fmt: skip
    try:
        yield settings, _client(settings["S3_ENDPOINT_URL"], server, folder / "log")
    finally:
        server.terminate()
        server.wait()


def _client(address: str, server: subprocess.Popen[bytes], log: Path) -> Any:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
    )
    end = time.monotonic() + 60
    while True:
        try:
            client.create_bucket(Bucket="clips")
            return client
        except (BotoCoreError, ClientError):
            assert time.monotonic() < end, log.read_text()[-2_000:]
            assert server.poll() is None, log.read_text()[-2_000:]
            time.sleep(0.3)
