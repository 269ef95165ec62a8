"""Characters that look like Latin letters, and digits and signs that are read as letters."""

from __future__ import annotations

#: Cyrillic, Greek, Armenian, Cherokee and Latin-extended letters that pass for a Latin one, after case
#: folding. Chosen by looking at the glyphs in common fonts; NFKC has already dealt with full width,
#: mathematical and circled letters.
LOOKALIKES: dict[int, str] = str.maketrans(
    {
        **dict(zip("авсԁеғһіјкӏмոорԛгѕтѵѡхуᴢ", "abcdefhijklmnopqrstvwxyz", strict=True)),
        **dict(zip("αβϲδεγηικλμνορστυωχζ", "abcdeyniklmvopotuwxz", strict=True)),
        **dict(zip("ɑɓƈɖɛɠɦıɩʝƙɭɱɲɵøƥɼʂƭʋʍʏƶ", "abcdeghiijklmnoopqstuwyz", strict=True)),
        **dict(zip("ꭺᏼᏟᎠᎬᎻꭵᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃ", "abcdehijklmprstvwz", strict=True)),
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
