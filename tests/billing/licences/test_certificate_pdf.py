"""The certificate on paper: everything on it can be read, by people in any script and by a phone."""

import io

import numpy as np
import pypdfium2
import pytest
import segno
from django.core.files.storage import default_storage
from pypdf import PdfReader
from reportlab.lib.units import mm

from billing import licensing, terms
from billing.certificate import check, signed
from billing.certificate_pdf import certificate_pdf
from billing.letters import STRONG, set_lines
from billing.paper import HEIGHT, LEFT, TOP, UNPRINTABLE
from billing.receipt_pdf import receipt_pdf

from .scripts import NAMES

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(), "standard")


def reader(data):
    return PdfReader(io.BytesIO(data))


def text(data, page=0):
    """As a person copies it from the page: by pypdf, in the order in which it is read."""
    return " ".join(reader(data).pages[page].extract_text().split())


def boxes(data, page=0):
    """Every line of a page with its lower and upper edge in points, by another reader (PDFium)."""
    document = pypdfium2.PdfDocument(data)
    try:
        words = document[page].get_textpage()
        count = words.count_rects()
        found = [words.get_rect(at) for at in range(count)]
        return [(words.get_text_bounded(*box), box[1], box[3]) for box in found]
    finally:
        document.close()


def fonts(data):
    """Every font of a document by kind and whether its outlines are in the file."""
    found = []
    for page in reader(data).pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            inside = "/CharProcs" in font or "/FontFile2" in font["/FontDescriptor"]
            found.append((font["/Subtype"], inside))
    return found


def test_it_says_number_licensee_clip_and_every_term(licence):
    words = text(certificate_pdf(licence))
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


def test_a_teams_seats_stand_on_it(licence):
    assert "Seats" not in text(certificate_pdf(licence))
    licence.seats = 12
    assert "Seats 12" in text(certificate_pdf(licence))


def test_the_complete_terms_follow(licence):
    data = certificate_pdf(licence)
    pages = range(1, len(reader(data).pages))
    words = " ".join(text(data, page) for page in pages)
    assert len(pages) >= 1
    for block in terms.blocks(licence.terms_text)[1:]:
        assert block.text in words
    assert all(f"{licence.number} · Standard licence" in text(data, page) for page in pages)


def test_a_licence_from_before_terms_were_kept_whole_has_one_page(licence):
    licence.terms_text = ""
    assert len(reader(certificate_pdf(licence)).pages) == 1


def test_a_reader_learns_what_the_document_is(licence):
    about = reader(certificate_pdf(licence)).metadata
    assert about.title == f"Licence {licence.number}"
    assert "Alice & Co" in about.subject
    assert licence.number in about["/Keywords"]


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_any_script_is_written_as_it_is(licence, script):
    licence.licensee = licence.issued_by = NAMES[script]
    data = certificate_pdf(licence)
    assert text(data).count(NAMES[script]) == 2
    assert all(inside for _, inside in fonts(data))


@pytest.mark.parametrize("script", NAMES)
def test_every_letter_leaves_ink_where_it_stands(licence, script):
    """PDFium draws the page: along the whole width that the name should take there is ink, and none beyond."""
    licence.licensee = NAMES[script]
    dark = _where_the_holder_stands(certificate_pdf(licence)) < 128
    columns = np.flatnonzero(dark.any(axis=0))
    [line] = set_lines(NAMES[script], 1_000_000, STRONG)
    expected = line.width / 1000 * 16 * SCALE
    assert columns[0] < 0.03 * expected + 6
    assert abs(columns[-1] - expected) < 0.08 * expected + 6
    gaps = np.diff(columns)
    assert gaps.max() < 16 * SCALE  # no letter is left out
    assert 0.05 < dark[:, columns[0] : columns[-1]].mean() < 0.5


SCALE = 2


def _where_the_holder_stands(data):
    """That stretch of the first page in grey, from the left margin on."""
    document = pypdfium2.PdfDocument(data)
    try:
        image = np.asarray(document[0].render(scale=SCALE).to_pil().convert("L"))
    finally:
        document.close()
    top = (HEIGHT - TOP + 27 * mm) * SCALE
    return image[int(top) : int(top) + 28 * SCALE, int(LEFT * SCALE) :]


def test_a_letter_that_no_font_has_is_said_to_be_in_the_signed_certificate(licence):
    licence.licensee = "Linear \U00010600 A"
    data = certificate_pdf(licence)
    assert UNPRINTABLE in text(data)
    assert check(signed(licence)).facts["licensee"] == "Linear \U00010600 A"


def test_titles_and_members_too_are_in_any_script(licence):
    licence.clip_title, licence.issued_by = "夕日の黄金の波", "محمد بن عبد الله"
    words = text(certificate_pdf(licence))
    assert "夕日の黄金の波" in words
    assert "محمد بن عبد الله" in words


@pytest.mark.parametrize("letter", ["W", "字", "अ", "ש"])
def test_the_longest_names_stay_clear_of_the_foot(licence, letter):
    licence.terms = terms.tier_named("standard").as_json()
    licence.licensee, licence.issued_by = letter * 120, letter * 120
    licence.clip_title = letter * 200
    data = certificate_pdf(licence)
    found = boxes(data)
    [foot] = [upper for words, _, upper in found if "Check this licence at" in words]
    [last] = [lower for words, lower, _ in found if "recording of a real event" in words]
    assert last > foot + 10
    assert "".join(text(data).split()).count(letter) >= 440


def test_everything_stands_where_us_letter_prints_it(licence):
    """An A4 page on US Letter loses 9 mm above and below."""
    found = boxes(certificate_pdf(licence)) + boxes(certificate_pdf(licence), 1)
    assert min(lower for _, lower, _ in found) > 9 * 72 / 25.4
    assert max(upper for _, _, upper in found) < (297 - 9) * 72 / 25.4


def test_the_qr_code_leads_to_the_public_page(licence, settings):
    address = f"{settings.SITE_URL}/licences/{licence.number}"
    expected = np.array(segno.make(address, error="m").matrix) == 1
    images = [image.image for image in reader(certificate_pdf(licence)).pages[0].images]
    [code] = [image for image in images if image.width == image.height]
    side = code.width // len(expected)
    dark = np.asarray(code.convert("L"))[side // 2 :: side, side // 2 :: side] < 128
    assert (dark == expected).all()


def test_a_poster_that_is_gone_leaves_its_place_out(licence):
    assert len(reader(certificate_pdf(licence)).pages[0].images) == 2
    default_storage.delete(licence.clip.renditions.get(kind="poster_jpeg").key)
    data = certificate_pdf(licence)
    assert len(reader(data).pages[0].images) == 1
    assert licence.number in text(data)


def test_a_withdrawn_licence_says_so_on_its_certificate(licence, mo):
    from billing.withdrawal import withdraw

    assert "Withdrawn" not in text(certificate_pdf(licence))
    withdraw(licence, mo, "rights", "It shows a trade mark.")
    licence.refresh_from_db()
    assert "It is no longer valid." in text(certificate_pdf(licence))


def test_the_same_licence_is_the_same_file(licence):
    licence.licensee = NAMES["arabic"]
    assert certificate_pdf(licence) == certificate_pdf(licence)


def test_the_receipt_says_what_it_cost_whom_and_when(licence):
    licence.licensee = NAMES["hebrew"]
    words = text(receipt_pdf(licence))
    for said in (
        licence.number,
        "Standard licence of “Golden waves at sunset”",
        NAMES["hebrew"],
        "1 credit",
        "Alice",
    ):
        assert said in words
    assert f"{licence.issued_at:%-d %B %Y, %H:%M} UTC" in words
    assert all(inside for _, inside in fonts(receipt_pdf(licence)))


def test_the_receipt_of_a_withdrawn_licence_says_what_came_back(team, alice, mo, make_clip):
    from billing.withdrawal import withdraw

    licence = licensing.issue(team, alice, make_clip(), "extended")
    withdraw(licence, mo, "mistake", "The wrong clip.")
    licence.refresh_from_db()
    assert "4 credits given back" in text(receipt_pdf(licence))


def test_a_receipt_for_what_was_included_says_so(team, alice, make_clip):
    from billing import offers

    clip = make_clip()
    offers.include(team, [clip])
    assert "Nothing: it was included" in text(receipt_pdf(licensing.issue(team, alice, clip, "standard")))
