"""A takedown, from the moderator's commit until nobody gets at the clip any more; and what asking again costs.

Whole installations with their own workers: the embedded default, and (where servers answer) Elasticsearch at
`ELASTICSEARCH_TEST_URL` with files on SeaweedFS, an S3. Every way to a clip is tried over and over until it is shut.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench.pages import _free_port, _serve
from tests.flows.installation import Installation
from tests.flows.s3 import running

ROUNDS, SECONDS = 5, 3
#: Seconds after which a way counts as never shut.
LONGEST = 120
ELASTICSEARCH = os.environ.get("ELASTICSEARCH_TEST_URL", "http://127.0.0.1:9200")


def measure() -> Iterator[str]:
    """A table a part: seconds until each way to the clip is shut, the slowest of all rounds; then the cost of 304s."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured("embedded index, files in a folder", Path(folder) / "one", {})
        yield ""
        if not _answers(ELASTICSEARCH):
            yield f"Elasticsearch and S3 not measured: nothing answers at {ELASTICSEARCH}."
            return
        with running(Path(folder) / "s3") as (settings, _):
            prefix = {
                "ELASTICSEARCH_URL": ELASTICSEARCH,
                "ELASTICSEARCH_PREFIX": f"bench-{uuid.uuid4().hex[:8]}",
            }
            yield from _measured("Elasticsearch, files on S3", Path(folder) / "two", settings | prefix)


def _measured(name: str, folder: Path, settings: dict[str, str]) -> Iterator[str]:
    here = Installation(folder, LOG_LEVEL="ERROR", **settings)
    port = _free_port()
    server = _serve(here, port)
    site = f"http://127.0.0.1:{port}"
    try:
        here.start("worker")
        here.start("scheduler")
        clips = here.python(_FILL % (ROUNDS + 1))
        slowest: dict[str, float] = {}
        for clip in clips[:ROUNDS]:
            for way, seconds in _round(here, site, clip).items():
                slowest[way] = max(slowest.get(way, 0), seconds)
        yield f"| {name}: seconds from the commit | slowest of {ROUNDS} |"
        yield "|---|---|"
        for way, seconds in slowest.items():
            yield f"| {way} | {seconds:.1f} |"
        if not settings:
            yield ""
            yield from _asking_again(site, clips[ROUNDS])
    finally:
        server.terminate()
        server.wait()
        here.stop()


def _round(here: Installation, site: str, clip: dict[str, Any]) -> dict[str, float]:
    """Take one clip down; how long each way stayed open after the commit."""
    cookie = {"Cookie": f"sessionid={clip['session']}"}
    word = clip["word"]
    link = _location(f"{site}/media/{clip['pk']}/comp")
    ways: dict[str, Callable[[], bool]] = {
        "clip's page": lambda: _status(site + clip["page"]) == 200,
        "preview": lambda: _status(f"{site}/media/{clip['pk']}/comp") in (200, 302),
        "licensed download": lambda: _status(site + clip["download"], cookie) in (200, 302),
        "search page": lambda: clip["page"] in _text(f"{site}/?q={word}"),
        "home page": lambda: clip["page"] in _text(site),
        "suggestions": lambda: word in _text(f"{site}/suggest?q={word[:-2]}"),
        "similar clips, of another": lambda: clip["page"] in _text(site + clip["beside"]),
        "sitemap": lambda: clip["page"] in _text(f"{site}/sitemap-clips.xml"),
        "credits not back yet": lambda: "This licence is valid" in _text(site + clip["licence"]),
    }
    if link:
        ways["link to the preview on the S3, made before"] = lambda: _status(link) == 200
    for way, is_open in ways.items():
        assert is_open(), f"{way} was never open"
    shut: dict[str, float] = {}
    threads = [threading.Thread(target=_watch, args=(way, is_open, shut)) for way, is_open in ways.items()]
    for one in threads:
        one.start()
    began = here.python(
        "from catalog.models import Clip\nfrom catalog.takedown import take_down\n"
        "from django.contrib.auth import get_user_model\nimport time\n"
        f"take_down(Clip.objects.get(pk={clip['pk']}), actor=get_user_model().objects.get(), reason='x', cause='law')\n"
        "answer = time.time()"
    )
    for one in threads:
        one.join()
    return {way: max(0.0, shut[way] - began) for way in ways}


def _watch(way: str, is_open: Callable[[], bool], shut: dict[str, float]) -> None:
    end = time.time() + LONGEST
    while is_open() and time.time() < end:
        time.sleep(0.05)
    shut[way] = time.time()


def _asking_again(site: str, clip: dict[str, Any]) -> Iterator[str]:
    """What revalidating costs, where copies used to be kept for a year: a tile's poster answered with 304."""
    if shutil.which("wrk") is None:
        yield "What asking again costs is not measured: install wrk (Debian's package) first."
        return
    address = f"{site}/media/{clip['pk']}/poster_jpeg"
    with urllib.request.urlopen(address) as answer:
        etag = answer.headers["ETag"]
    rates = {
        "poster, not modified (304)": _rate(address, f"If-None-Match: {etag}"),
        "poster, whole": _rate(address),
        "home page": _rate(site + "/"),
        "a string": _rate(site + "/healthz"),
    }
    yield "| asked for again | a second |"
    yield "|---|---|"
    for name, rate in rates.items():
        yield f"| {name} | {rate:.0f} |"


def _rate(address: str, header: str = "X-Nothing: 1") -> float:
    out = subprocess.run(
        ["wrk", "-t1", "-c8", f"-d{SECONDS}s", "-H", header, address],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    assert found, out
    return float(found[1])


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)


def _status(address: str, headers: dict[str, str] | None = None) -> int:
    try:
        with _opener.open(urllib.request.Request(address, headers=headers or {})) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _location(address: str) -> str:
    try:
        with _opener.open(address):
            return ""
    except urllib.error.HTTPError as error:
        return error.headers.get("Location", "")


def _text(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode())


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except OSError:
        return False
    return True


#: Clips with files, licences, a holder who is signed in and a word that no other clip has.
_FILL = """
import uuid
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from billing import downloads, ledger, licensing
from catalog.models import Account, Clip, Membership, Rendition
from catalog.search.changes import rebuild
from generation.brief.parse import parse
user = get_user_model().objects.create_user('ada@example.com', name='Ada')
account = Account.objects.create(name='Ada')
Membership.objects.create(account=account, user=user)
ledger.grant(account, 1000, key='bench', note='For the bench')
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
def made(word, seed):
    prompt = f'Golden waves at sunset beside a {word}'
    clip = Clip.objects.create(account=account, state='published', published_at=timezone.now(), title=prompt,
        prompt=prompt, brief=parse(prompt).as_json(), width=640, height=360, fps=24, frame_count=96, duration_ms=4000,
        source_type='algorithmicMedia', engine='studio', engine_version='1', renderer='x', seed=seed)
    for kind in ('master', 'comp', 'poster_jpeg'):
        data = f'{word}{kind}'.encode() * 2000
        key = default_storage.save(f'clips/{clip.pk}/{kind}.bin', ContentFile(data))
        Rendition.objects.create(clip=clip, kind=kind, key=key, mime='video/mp4', width=640, height=360,
            size=len(data), sha256=uuid.uuid4().hex * 2)
    return clip
words = ['zanzibu', 'quoxelo', 'brimtavu', 'wexlopo', 'fjordaku', 'plumzeto', 'gnarviso', 'tweldaro']
beside = made('harbour', 99)
answer = []
for seed, word in enumerate(words[:%d]):
    clip = made(word, seed)
    licence = licensing.issue(account, user, clip, 'standard')
    answer.append({'pk': clip.pk, 'page': clip.get_absolute_url(), 'word': word, 'session': session.session_key,
        'beside': beside.get_absolute_url(), 'licence': licence.get_absolute_url(),
        'download': downloads.link(licence, 'master')})
rebuild()
"""
