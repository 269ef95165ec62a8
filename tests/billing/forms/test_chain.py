"""Every form says which master it is made of and what was done; the verify page tells it in words."""

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from billing.forms import asking, cuts, making
from billing.forms.recipes import ACTIONS
from billing.licensing import issue
from billing.models import Form
from catalog.models import Clip, Collection
from generation.finishing.model import Origin
from generation.finishing.provenance import sign_file
from generation.finishing.statement import Source
from generation.jobs.signing import signer
from tests.generation.finishing.finishing import read_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def film(film, tmp_path):
    """The master as finishing leaves it: signed."""
    (tmp_path / "bare.mp4").write_bytes(film)
    origin = Origin(
        "algorithmicMedia", "studio", "1.0", "llvmpipe", "Golden waves at sunset", "https://x.org/terms"
    )
    sign_file(tmp_path / "bare.mp4", tmp_path / "master.mp4", origin, signer())
    return (tmp_path / "master.mp4").read_bytes()


FORMS = [
    {"kind": "mp4", "height": 360},
    {"kind": "crop", "shape": "1:1"},
    {"kind": "gif"},
    {"kind": "webp"},
    {"kind": "still"},
    {"kind": "still", "format": "jpeg"},
    {"kind": "prores"},
    {"kind": "trim", "end": "1"},
]


@pytest.mark.parametrize("asked", FORMS, ids=lambda asked: "-".join(str(one) for one in asked.values()))
def test_a_form_names_its_master_and_what_was_done(made, stored, clip, asked):
    path = stored(made(**asked))
    said = read_note(path, signer())
    assert (said.state, said.clip, said.title) == ("ours", str(clip.pk), clip.title)
    assert said.actions == ("opened", *ACTIONS[asked["kind"]])
    assert said.sources == (Source(clip.title, whole=True, ours=True),)
    if path.suffix != ".mov":
        assert path.read_bytes().count(b"Iptc4xmpExt:DigitalSourceType=") == 1


def test_the_verify_page_tells_the_chain(made, stored, clip, client):
    data = stored(made(kind="crop", shape="1:1")).read_bytes()
    Form.objects.all().delete()  # so that its bytes alone don't say it
    page = client.post("/verify", {"file": SimpleUploadedFile("x.mp4", data)}).content.decode()
    assert "Yes, this was made here" in page
    assert f"It is “{clip.title}”, made here, then cropped and re-encoded here." in page
    assert clip.get_absolute_url() in page


def test_a_form_is_known_by_its_bytes(made, stored, clip, client):
    data = stored(made(kind="gif")).read_bytes()
    page = client.post("/verify", {"file": SimpleUploadedFile("x.gif", data)}).content.decode()
    assert "byte for byte" in page
    assert clip.get_absolute_url() in page


def test_a_showreel_names_every_clip_in_it(licence, team, alice, clip, make_clip, film, stored, monkeypatch):
    monkeypatch.setattr(cuts, "REEL_SIZE", (320, 180))  # quicker; everything is measured by it
    facts = {"width": 640, "height": 360, "frame_count": 72, "duration_ms": 3_000}
    other = make_clip(master=film, prompt="Red sand", source_type=Clip.SourceType.TRAINED, **facts)
    issue(team, alice, other, "standard")
    collection = Collection.objects.create(account=team, name="Best of the sea")
    collection.clips.add(clip, other)
    form, _ = asking.ask_for_reel(collection)
    making.make(form.pk)
    form.refresh_from_db()
    said = read_note(stored(form), signer())
    assert (said.state, said.title, said.clip) == ("ours", "Best of the sea", "")
    assert {(one.title, one.whole, one.ours) for one in said.sources} == {
        (clip.title, False, True),
        ("Red sand", False, True),
    }
    assert said.source_type == "compositeSynthetic"  # one of them is a trained model's
    with av.open(str(stored(form))) as video:
        assert video.metadata["comment"] == "AI-generated. Made with Oddreel."
