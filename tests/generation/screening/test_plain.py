"""What the classifier reads: disguises undone, the rest as typed; and whether it is in a language that it knows."""

import pytest

from generation.screening.plain import familiar, plain, plain_words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a n a k e d woman", "a naked woman"),
        ("a n4ked w0man", "a naked woman"),
        ("a nаked woman", "a naked woman"),
        ("a ｎａｋｅｄ woman", "a naked woman"),
        ("a na\u200bked woman", "a naked woman"),
        ("k.i.l.l", "kill"),
        ("“quoted” — dashed…", "quoted dashed"),
        ("4K 50mm f/2.8, 3 d 8 k", "4K 50mm f/2.8, 3 d 8 k"),
        ("don't can't rival's", "don't can't rival's"),
        ("Ignacio Fernández", "Ignacio fernandez"),
        ("", ""),
        ("\u200b\u202e", ""),
    ],
)
def test_reading(typed: str, read: str) -> None:
    assert plain(typed) == read


def test_parts_know_where_they_were_typed() -> None:
    prompt = "A  n a k e d man,\trunning"
    found = {part: prompt[start:end] for part, start, end in plain_words(prompt) if end > start}
    assert found == {"A": "A", "naked": "n a k e d", "man": "man", "running": "running"}


@pytest.mark.parametrize(
    ("prompt", "known"),
    [
        ("a dog runs along the beach", True),
        ("Haitian beauty chopping garlic, by greg rutkowski and wlop, artstation", True),
        ("Zendaya", True),
        ("", True),
        ("ein Hund läuft am Strand", False),
        ("niños jugando al fútbol en la playa", False),
        ("женщина на пляже ночью", False),
        ("海辺を走る犬 と 子供 と 猫", False),
    ],
)
def test_languages(prompt: str, known: bool) -> None:
    assert familiar(plain(prompt)) is known
