"""The certificate on paper: everything on it can be read, by people and by a phone."""

import io

import numpy as np
import pytest
import segno
from django.core.files.storage import default_storage
from pypdf import PdfReader

from billing import licensing
from billing.certificate import signed
from billing.certificate_pdf import certificate_pdf

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(), "standard")


def page(licence):
    reader = PdfReader(io.BytesIO(certificate_pdf(licence)))
    [only] = reader.pages
    return only


def text(licence):
    return " ".join(page(licence).extract_text().split())


def test_it_says_number_licensee_clip_and_every_term(licence):
    words = text(licence)
    for said in (
        licence.number,
        "Standard licence",
        "Alice & Co",
        "Golden waves at sunset",
        "Computer-generated",
    ):
        assert said in words
    for sentence in [*licence.terms["may"], *licence.terms["may_not"]]:
        assert sentence in words
    assert licence.master_sha256 in words.replace(" ", "")


def test_it_is_titled_for_a_readers_tab(licence):
    assert PdfReader(io.BytesIO(certificate_pdf(licence))).metadata.title == f"Licence {licence.number}"


@pytest.mark.parametrize(
    "name",
    ["Ελένη Παπαδοπούλου Α.Ε.", "ООО «Жёлтая река»", "Łódź Żółć Sp. z o.o.", "Ångström & <Söhne> GmbH"],
)
def test_names_in_other_letters_are_written_as_they_are(licence, name):
    licence.licensee = name
    assert name in text(licence)


@pytest.mark.parametrize("name", ["株式会社やまだ", "山田有限公司 GmbH", "홍길동 주식회사"])
def test_east_asian_names_are_written_in_a_font_that_readers_bring(licence, name):
    licence.licensee = name
    assert f"{name} (as in the signed certificate)".replace(" ", "") in text(licence).replace(" ", "")


@pytest.mark.parametrize("name", ["شركة النور", "חברת שלום", "บริษัท ไทย"])
def test_a_name_that_the_page_cannot_print_is_said_to_be_in_the_signed_certificate(licence, name):
    licence.licensee = name
    assert "In letters that this page can't print; the signed certificate (JSON) has them." in text(licence)
    assert signed(licence)["certificate"]["licensee"] == name


def test_the_qr_code_leads_to_the_public_page(licence, settings):
    address = f"{settings.SITE_URL}/licences/{licence.number}"
    expected = np.array(segno.make(address, error="m").matrix) == 1
    codes = [image.image for image in page(licence).images if image.image.width == image.image.height]
    [code] = codes
    side = code.width // len(expected)
    dark = np.asarray(code.convert("L"))[side // 2 :: side, side // 2 :: side] < 128
    assert (dark == expected).all()


def test_a_poster_that_is_gone_leaves_its_place_out(licence):
    assert len(page(licence).images) == 2
    default_storage.delete(licence.clip.renditions.get(kind="poster_jpeg").key)
    assert len(page(licence).images) == 1
    assert licence.number in text(licence)


def test_the_longest_names_still_fit_on_one_page(licence):
    licence.licensee, licence.clip_title = (
        "Extraordinarily Long Company Name " * 3,
        "A very long title indeed " * 8,
    )
    words = text(licence)
    assert licence.clip_title.strip() in words
    assert "Check this licence at" in words


def test_the_same_licence_is_the_same_file(licence):
    assert certificate_pdf(licence) == certificate_pdf(licence)
