"""docs/wording.md tells the truth: its examples are what the code says, its table has every look."""

from __future__ import annotations

import re
from pathlib import Path

from generation.brief.parse import parse
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.wording import LOOKS, compose

PAGE = (Path(__file__).parents[4] / "docs/wording.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^`(\S+)` · `(\S+)` · (.+)\n\n> (.+)\n>\n> away: (.+)\n>\n> said: (.+)$", re.MULTILINE)


def test_the_examples_are_what_the_code_says():
    found = EXAMPLE.findall(PAGE)
    assert len(found) == PAGE.count("> away: ") >= 6
    for kind, look, prompt, told, away, said in found:
        wording = compose(parse(prompt), KINDS[kind], look)
        assert (wording.prompt, wording.negative or "–", wording.cut or "–") == (told, away, said)


def test_the_table_has_every_look_and_no_other():
    assert tuple(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)) == LOOKS
