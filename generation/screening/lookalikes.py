"""Characters that look like Latin letters, and digits and signs that are read as letters."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).parent / "data" / "lookalikes.txt"


def _of_unicode() -> dict[str, str]:
    """Unicode's own confusables: a letter a line, then what passes for it."""
    found = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            letter, alike = line.split(" ", 1)
            found.update(dict.fromkeys(alike, letter))
    return found


def _alphabet(first: int) -> dict[str, str]:
    """Twenty-six signs in a row that are letters in boxes, circles or flags."""
    return {chr(first + number): chr(ord("a") + number) for number in range(26)}


#: What passes for a Latin letter after case folding: Unicode's table, then letters chosen by looking at the
#: glyphs in common fonts (Cyrillic, Greek, Armenian, Cherokee, Latin extended), then letters in boxes. NFKC has
#: already dealt with full width, mathematical and circled letters.
LOOKALIKES: dict[int, str] = str.maketrans(
    {
        **_of_unicode(),
        **dict(zip("авсԁеғһіјкӏмոорԛгѕтѵѡхуᴢ", "abcdefhijklmnopqrstvwxyz", strict=True)),
        **dict(zip("αβϲδεγηικλμνορστυωχζ", "abcdeyniklmvopotuwxz", strict=True)),
        **dict(zip("ɑɓƈɖɛɠɦıɩʝƙɭɱɲɵøƥɼʂƭʋʍʏƶ", "abcdeghiijklmnoopqstuwyz", strict=True)),
        **dict(zip("ꭺᏼᏟᎠᎬᎻꭵᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃ", "abcdehijklmprstvwz", strict=True)),
        **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
        **_alphabet(0x1F130),
        **_alphabet(0x1F150),
        **_alphabet(0x1F170),
        **_alphabet(0x1F1E6),
        "ո": "n",
        "ս": "u",
        "օ": "o",
        "ց": "g",
        "հ": "h",
        "ł": "l",
        "đ": "d",
        "ħ": "h",
        "ŧ": "t",
        "п": "n",
        "и": "u",
        "я": "r",
        "ь": "b",
    }
)

#: Capitals whose small letter looks like another one: Ν is an n, its ν a v.
CAPITALS: dict[str, str] = dict(
    zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕЗКМНОРСТУХІЈЅ", "abezhikmnoptyxabezkmhopctyxijs", strict=True)
)

#: Letters standing on their heads, each for the one it shows when the page is turned.
FLIPPED: dict[int, int] = str.maketrans("ɐqɔpǝɟƃɓɥᴉıɾſʞlɯuodbɹsʇnʌʍxʎz", "abcdefgghiijjklmnopqrstuvwxyz")
#: Those among them that nobody types the right way up.
HEADS = frozenset("ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ")

#: Signs and digits that stand for letters. Several letters are several readings.
LEET: dict[str, str] = {
    "0": "o",
    "1": "il",
    "2": "z",
    "3": "e",
    "4": "a",
    "5": "s",
    "6": "gb",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    "$": "s",
    "!": "i",
    "|": "il",
    "+": "t",
    "€": "e",
    "£": "l",
    "¢": "c",
    "*": "aeiou",
}
