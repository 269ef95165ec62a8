"""The main story with a text-to-video model: a tiny one with random weights, from the prompt to the licensed MP4."""

import re

import av
import pytest
from django.utils import timezone

from catalog.models import Clip
from generation.engine import registry
from generation.engine.diffusion.configured import read_models
from generation.engine.diffusion.device import host as host_module
from generation.jobs.claim import claim_next
from generation.jobs.run import run
from generation.jobs.served import Served
from generation.models import RenderRequest, RenderWorker
from tests.generation.diffusion.conftest import offline, tiny  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.render]

#: A kind that begins with a picture, so that its clips can be extended.
KIND = "wan-2.2-ti2v-5b"
MODELS = """[small]
kind = "{kind}"
weights = "{weights}"
best = true
short_sides = [96]
frames = 25
steps = 2
enlarge = 4
"""


@pytest.fixture
def worker(visit, tiny, tmp_path, settings, monkeypatch):  # noqa: F811
    """What a GPU worker does, in this process and on its CPU: `worker()` renders whatever waits for the model."""
    settings.CHECKPOINT_DIR = tmp_path / "checkpoints"
    settings.CHECKPOINT_DIR.mkdir()
    file = tmp_path / "models.toml"
    file.write_text(MODELS.format(kind=KIND, weights=tiny(KIND)))
    registry.configure(read_models(file))
    monkeypatch.setattr(host_module, "_one", [])
    monkeypatch.setattr(host_module, "_options", host_module.HostOptions(device="cpu", locks=tmp_path))
    row = {"device": host_module.host().name, "engines": ["small"], "seen_at": timezone.now()}
    RenderWorker.objects.create(name="here:1", **row)

    def work():
        while (job := claim_next(Served(frozenset({"small"})))) is not None:
            run(job)

    yield work
    host_module.host().close()
    registry.configure(())


def test_from_a_prompt_to_a_licensed_mp4_and_what_happens_next(visit, worker, tmp_path):
    me = visit()
    me.sign_in()
    me.open("/make")
    me.page.fill("#prompt", "a red balloon over a town")
    me.page.wait_for_selector("#reading .echo")
    assert me.page.is_checked("#engine-best")
    assert me.page.is_disabled("input[name=resolution][value='1080p']")
    me.page.focus("input[name=resolution][value='360p']")
    me.page.keyboard.press("Space")
    me.page.focus("input[name=look][value='cinematic']")
    me.page.keyboard.press("Space")
    me.page.fill("#duration", "2")
    me.page.press("#duration", "Tab")
    me.page.wait_for_selector(".bar :text('0:02 · 360p · 16:9 · cinematic')")
    assert me.page.locator(".added ins").count() >= 1
    me.page.click(".bar button.primary")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    assert "held" in me.page.inner_text("#progress")

    worker()
    me.page.click(".take details.told summary")
    told = me.page.inner_text(".take .told")
    assert "What the model was told" in told
    assert "a red balloon over a town" in told
    me.page.click("text=License this clip")
    me.page.click("text=License · already paid for")
    assert "This licence is valid" in me.page.inner_text("main")
    with me.page.expect_download() as download:
        me.page.click("text=Download MP4")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    with av.open(str(path)) as file:
        video = file.streams.video[0]
        assert (video.width, video.height, video.frames) == (640, 360, 48)
    me.open("/verify")
    me.page.set_input_files("input[name=file]", path)
    me.page.click("text=Look at this file")
    me.page.wait_for_selector("[data-answer]")
    answer = me.page.inner_text("main")
    assert "Yes, this was made here" in answer
    assert "ai-generated" in answer

    clip = Clip.objects.get()
    me.open(clip.get_absolute_url())
    assert "AI-generated" in me.page.inner_text("main")
    me.page.click("text=Extend it")
    me.page.fill("#prompt", "the balloon flies away")
    me.page.wait_for_selector("#reading .echo :text('flies')")
    me.page.fill("#duration", "2")
    me.page.press("#duration", "Tab")
    me.page.wait_for_selector(".bar :text('0:02')")
    me.page.click(".bar button.primary")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    worker()
    me.page.click("text=Open its page")
    me.page.wait_for_selector(f"text=clip {clip.pk}, ")
    derived = Clip.objects.exclude(pk=clip.pk).get()
    assert (derived.derived_from, derived.follows) == (clip, "extend")
    assert derived.take.made_with["segments"][0]["task"] == "image"
    assert [request.state for request in RenderRequest.objects.all()] == ["ready", "ready"]
    assert me.complaints == []
