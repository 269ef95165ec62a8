"""What comes with every download: texts in five languages, a note for programs, and its address."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from billing import licensing
from billing.disclosure.words import languages, words
from billing.downloads import FORM, link
from billing.models import Form
from billing.numbers import new_number
from billing.withdrawal import withdraw
from catalog.models import Clip

pytestmark = [pytest.mark.database, pytest.mark.django_db]

TRAINED, ALGORITHMIC = Clip.SourceType.TRAINED, Clip.SourceType.ALGORITHMIC


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(prompt="Golden waves"), "standard")


@pytest.mark.parametrize("source_type", [TRAINED, ALGORITHMIC])
def test_every_language_says_everything(source_type):
    assert {code for code, _ in languages()} == {"en", "de", "fr", "es", "pt"}
    seen = set()
    for code, _ in languages():
        said = words(source_type, "A {title} & “more”", code)
        assert "A {title} & “more”" in said.description
        assert [name for name, _ in said.platforms] == ["YouTube", "Facebook and Instagram", "TikTok"]
        assert len(said.caption) <= 80
        assert all(
            sentence.endswith(".")
            for sentence in (said.caption, said.description, *dict(said.platforms).values())
        )
        seen |= {said.label, said.caption, said.description}
    assert len(seen) == 15


def test_footage_without_a_model_is_never_called_ai():
    """In no language: the only mentions are that no model took part."""
    names = {"en": "AI-generated", "de": "KI-generiert", "fr": "par IA", "es": "por IA", "pt": "por IA"}
    for code, name in names.items():
        drawn, trained = words(ALGORITHMIC, "x", code), words(TRAINED, "x", code)
        assert name not in drawn.label + drawn.caption + drawn.description
        assert name in trained.caption
        assert name in trained.description


def test_a_language_that_we_lack_falls_back_to_english():
    assert words(TRAINED, "x", "tlh").language == "English"


def test_the_page_speaks_the_browsers_language_unless_told(client, licence):
    address = reverse("disclosure", args=[licence.number])
    german = client.get(address, headers={"accept-language": "de-AT,de;q=0.9,en;q=0.8"}).content.decode()
    assert "computergeneriertes Filmmaterial" in german
    assert "computer-generated footage" in client.get(address).content.decode()
    chosen = client.get(address, {"lang": "pt"}, headers={"accept-language": "de"}).content.decode()
    assert "imagens geradas por computador" in chosen
    assert "without a trained model" in chosen


def test_the_text_can_be_pasted(client, licence):
    answer = client.get(reverse("disclosure-text", args=[licence.number]), {"lang": "fr"})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert "Cette vidéo contient des images générées par ordinateur." in text
    assert licence.number in text
    assert "digitalsourcetype/algorithmicMedia" in text
    assert "<" not in text


def test_the_note_for_programs(client, licence, settings):
    settings.SITE_URL = "https://clips.example.com"
    note = client.get(reverse("disclosure-json", args=[licence.number])).json()
    assert note["version"] == 1
    assert note["digitalSourceType"] == "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
    assert note["made_by"] == "a program without a trained model"
    assert note["engine"] == {"name": "studio", "version": "1.0"}
    assert note["licence"]["number"] == licence.number
    assert note["licence"]["url"].startswith("https://clips.example.com/licences/ODR-")
    assert note["files"][0]["sha256"] == licence.master_sha256
    assert note["law"]["applies_from"] == "2026-08-02"
    assert set(note["words"]) == {"en", "de", "fr", "es", "pt"}
    assert client.get(note["c2pa"]["root"].removeprefix("https://clips.example.com")).status_code == 200


def test_a_withdrawn_licence_is_said_to_be(client, licence, mo):
    withdraw(licence, mo, "rights", "It shows a trade mark.")
    answer = client.get(reverse("disclosure-json", args=[licence.number]))
    assert answer.json()["licence"]["state"] == "withdrawn"
    assert "trade mark" not in answer.content.decode()


def test_strangers_learn_nothing_of_a_private_clip_or_of_the_holder(client, team, alice, make_clip):
    clip = make_clip(team, private=True, prompt="Secret launch")
    licence = licensing.issue(team, alice, clip, "standard")
    for name in ("disclosure", "disclosure-text", "disclosure-json"):
        address = reverse(name, args=[licence.number])
        client.logout()
        shown = client.get(address).content.decode()
        assert "Secret launch" not in shown
        assert "Alice" not in shown
        client.force_login(alice)
        assert "Secret launch" in client.get(address).content.decode()


@pytest.mark.parametrize("number", ["ODR-FP3H-CDBH-6V48", "ODR-1"])
def test_unknown_numbers(client, db, number):
    for name in ("disclosure", "disclosure-text", "disclosure-json"):
        assert client.get(reverse(name, args=[number])).status_code == 404
    assert "error" in json.loads(client.get(reverse("disclosure-json", args=[number])).content)


def test_guessing_numbers_here_is_slowed_down_as_on_the_licences_page(client, db, settings):
    from django.core.cache import cache

    from billing.views.guessing import MISSES_A_MINUTE

    cache.clear()
    for _ in range(MISSES_A_MINUTE):
        client.get(reverse("disclosure-json", args=[new_number()]))
    for name in ("disclosure", "disclosure-text", "disclosure-json", "licence"):
        assert client.get(reverse(name, args=[new_number()])).status_code == 429
    cache.clear()


def test_a_download_names_its_note(client, licence, alice):
    client.force_login(alice)
    for headers in ({}, {"range": "bytes=0-9"}):
        answer = client.get(link(licence, "master"), headers=headers)
        assert answer.status_code in (200, 206)
        assert answer["Link"] == (
            f'</licences/{licence.number}/disclosure.json>; rel="describedby"; type="application/json"'
        )


def test_a_forms_download_names_it_too(client, licence, alice):
    key = default_storage.save("forms/x.gif", ContentFile(b"GIF89a"))
    form = Form.objects.create(
        spec="x", kind="gif", clip=licence.clip, state="ready", key=key, size=6, mime="image/gif", suffix=".gif",
        sha256="ab" * 32,
    )  # fmt: skip
    client.force_login(alice)
    answer = client.get(link(licence, f"{FORM}{form.pk}"))
    assert f"/licences/{licence.number}/disclosure.json" in answer["Link"]
    address = reverse("disclosure-json", args=[licence.number])
    assert [one["kind"] for one in client.get(address).json()["files"]] == ["master", "gif"]
    client.logout()
    assert [one["kind"] for one in client.get(address).json()["files"]] == ["master"]


def test_the_licences_page_leads_there(client, licence):
    assert (
        reverse("disclosure", args=[licence.number])
        in client.get(licence.get_absolute_url()).content.decode()
    )
