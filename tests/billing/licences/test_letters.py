"""Text in any script, set in lines: what stands where, and that no letter is lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.letters import missing, plain, set_lines
from billing.letters.bidi import base_level, levels, visual
from billing.letters.setting import tidy

from .scripts import NAMES

WIDE = 1_000_000
#: Brackets are named by what is drawn, which from the right is their counterpart.
UNBRACKETED = str.maketrans("", "", "()[]{}<>«»‹›")
printable = st.text(
    st.sampled_from(sorted(set("".join(NAMES.values()) + " .-()2026&"))), min_size=1, max_size=60
)


def shown(text):
    """The text as it stands from left to right."""
    found = levels(text, base_level(text))
    return "".join(text[at] for at in visual(found))


@pytest.mark.parametrize(
    ("text", "from_the_left"),
    [
        ("abc", "abc"),
        ("אבג", "גבא"),
        ("אבג abc", "abc גבא"),
        ("abc אבג def", "abc גבא def"),
        ("אבג 123", "123 גבא"),
        ("abc אבג 123 def", "abc 123 גבא def"),
        ("خالد ١٢٣ 45", "45 ١٢٣ دلاخ"),
        ("אבג, דהו.", ".והד ,גבא"),
        ("אבג 1,234.5 %", "% 1,234.5 גבא"),
        ("", ""),
        ("123 - 45", "123 - 45"),
    ],
)
def test_letters_stand_in_the_order_in_which_their_scripts_are_read(text, from_the_left):
    assert shown(text) == from_the_left


def test_the_first_strong_letter_says_where_a_line_begins():
    assert [base_level(text) for text in ("abc אבג", "12 אבג abc", "...", "محمد")] == [0, 1, 0, 1]


@given(st.text(max_size=40))
def test_no_letter_is_lost_or_doubled_by_the_order(text):
    found = levels(text, base_level(text))
    assert sorted(visual(found)) == list(range(len(text)))
    assert all(0 <= level <= 2 for level in found)


@given(st.text(st.characters(categories=["Ll", "Lu", "Nd"], max_codepoint=0x24F), max_size=30))
def test_what_is_read_from_the_left_alone_stays_as_it_is(text):
    assert visual(levels(text, 0)) == list(range(len(text)))


@pytest.mark.parametrize("script", NAMES)
def test_every_name_has_its_letters(script):
    assert not missing(NAMES[script])


@pytest.mark.parametrize("script", ["latin", "polish", "greek", "cyrillic", "vietnamese"])
def test_inter_alone_sets_european_names(script):
    assert plain(NAMES[script])


@pytest.mark.parametrize("text", ["\U00010600", "ok \ufdd0"])
def test_a_letter_without_a_font_is_noticed(text):
    assert missing(text)


def test_arabic_letters_are_joined_and_devanagari_ones_combined():
    """Joined letters have other shapes than single ones; क्षि is one shape for four characters."""
    [alone], [word] = set_lines("م", WIDE), set_lines("ممم", WIDE)
    assert len({cluster.glyphs for cluster in word.clusters}) == 3
    assert alone.clusters[0].glyphs not in [cluster.glyphs for cluster in word.clusters]
    [line] = set_lines("क्षि", WIDE)
    assert [cluster.text for cluster in line.clusters] == ["क्षि"]


def test_a_text_in_two_forms_is_set_the_same():
    for name in NAMES.values():
        decomposed = unicodedata.normalize("NFD", name)
        assert set_lines(decomposed, WIDE) == set_lines(name, WIDE)


def test_japanese_and_chinese_draw_the_same_character_their_own_way():
    [japanese], [chinese] = set_lines("直の", WIDE), set_lines("直的", WIDE)
    assert japanese.clusters[0].glyphs != chinese.clusters[0].glyphs


def test_controls_that_turn_text_around_have_no_effect():
    assert [line.text for line in set_lines("Acme\u202egnp.exe\u2066\x00 Ltd\n\tInc", WIDE)] == [
        "Acmegnp.exe Ltd Inc"
    ]


@given(text=printable, width=st.integers(500, 30_000))
def test_lines_keep_every_letter_and_their_width(text, width):
    lines = set_lines(text, width)
    assert "".join("".join(line.text.split()) for line in lines) == "".join(tidy(text).split())
    for line in lines:
        assert line.width <= width or len(line.clusters) <= 3
        letters = "".join(cluster.text for cluster in line.clusters)
        assert sorted(letters.translate(UNBRACKETED)) == sorted(line.text.translate(UNBRACKETED))
        assert all(glyph for cluster in line.clusters for glyph, _, _ in cluster.glyphs)  # 0 is the empty box


def test_lines_break_between_words_and_between_chinese_letters():
    [first, second] = set_lines("Golden waves at sunset", 7_000)
    assert (first.text, second.text) == ("Golden waves", "at sunset")
    assert [line.text for line in set_lines("山田文化传播", 3_000)] == ["山田文", "化传播"]


def test_a_word_longer_than_the_line_is_broken_and_no_mark_leaves_its_letter():
    lines = set_lines("กำลังน้ำใจ" * 6, 6_000)
    assert len(lines) > 1
    assert all(unicodedata.category(line.text[0])[0] != "M" for line in lines)
