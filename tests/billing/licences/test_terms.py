"""The terms: what is on offer, what was, and that a licence keeps the whole of what it was issued under."""

import hashlib

import pytest
from django.urls import reverse

from billing import licensing, terms

pytestmark = [pytest.mark.database, pytest.mark.django_db]

#: Words that licences were issued under are never edited. Who changes a file's words needs a new version's folder.
AS_ISSUED = {
    ("2026-11", "standard"): "80d1e47f3c78225d",
    ("2026-11", "extended"): "7599c25b3a41c799",
    ("2026-11", "exclusive"): "667e569f2c0ca461",
}


def test_no_published_words_were_edited():
    found = {
        (version, one.id): hashlib.sha256(repr((one.as_json(), one.text)).encode()).hexdigest()[:16]
        for version in terms.versions()
        for one in terms.reading.of_version(version)
    }
    assert found == AS_ISSUED


def test_three_tiers_are_on_offer_cheapest_first():
    assert [tier.id for tier in terms.terms()] == ["standard", "extended", "exclusive"]
    assert {tier.version for tier in terms.terms()} <= set(terms.versions())


@pytest.mark.parametrize("tier", terms.terms(), ids=lambda tier: tier.id)
def test_every_clause_is_numbered_in_order(tier):
    headings, clauses = [], []
    for block in terms.blocks(tier.text):
        if block.kind == "heading":
            headings.append(int(block.text.split(".")[0]))
        elif block.kind == "clause":
            clauses.append(tuple(int(part) for part in block.number.split(".")))
    assert headings == list(range(1, len(headings) + 1))
    assert clauses == sorted(set(clauses))
    assert {section for section, _ in clauses} == set(headings)
    for section in headings:
        numbers = [number for found, number in clauses if found == section]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("tier", terms.terms(), ids=lambda tier: tier.id)
def test_no_word_of_the_text_is_lost_in_its_parts(tier):
    parts = terms.blocks(tier.text)
    assert parts[0] == terms.Block("title", tier.name)
    marks = {"title": "# ", "heading": "## "}
    again = (
        f"{block.number}. {block.text}" if block.kind == "clause" else marks.get(block.kind, "") + block.text
        for block in parts
    )
    assert " ".join("\n".join(again).split()) == " ".join(tier.text.split())


def test_a_licence_keeps_the_whole_text(team, alice, make_clip):
    licence = licensing.issue(team, alice, make_clip(), "extended")
    assert licence.terms_text == terms.published("2026-11", "extended").text
    assert licence.terms["summary"].startswith("Broadcast")


@pytest.mark.parametrize(
    ("version", "tier"), [("2026-11", "gold"), ("1999-01", "standard"), ("..", "standard")]
)
def test_terms_that_never_were_are_said_to_be_so(client, version, tier):
    with pytest.raises(terms.UnknownTerms):
        terms.published(version, tier)
    assert client.get(f"/licences/terms/{version}/{tier}").status_code == 404


@pytest.mark.parametrize("tier", ["standard", "extended", "exclusive"])
def test_every_version_can_be_read_by_everybody(client, tier):
    words = client.get(reverse("terms-full", args=["2026-11", tier])).content.decode()
    for block in terms.blocks(terms.published("2026-11", tier).text):
        assert block.text.replace("'", "&#x27;").replace('"', "&quot;") in words


def test_the_overview_leads_to_each_tiers_complete_terms(client):
    words = client.get(reverse("terms")).content.decode()
    for tier in terms.terms():
        assert reverse("terms-full", args=[tier.version, tier.id]) in words
        assert f"{tier.credits} credit" in words
