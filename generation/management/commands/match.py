"""`manage.py match`: does a clip answer a request? On a file of pairs, or the whole catalogue for one request."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import CommandError, CommandParser

from catalog.search.changes import apply_changes
from catalog.search.embedding import embed_one
from generation.brief.parse import parse
from generation.management.report import match_json
from generation.management.session import SessionCommand
from generation.matching.batch import BadLine, judge_lines
from generation.requests.form import AskForm
from generation.requests.matches import find_matches
from generation.requests.prefill import defaults, from_words

MOST = 200


class Command(SessionCommand):
    help = "Judge how well clips answer requests: a file of pairs, or the catalogue for one request."

    def add_arguments(self, parser: CommandParser) -> None:
        """A request, or the two files."""
        super().add_arguments(parser)
        parser.add_argument("request", nargs="?", help="what is asked for, in plain words")
        parser.add_argument("--limit", type=int, default=10, help=f"1 to {MOST} (default 10)")
        parser.add_argument(
            "--pairs", type=Path, metavar="FILE.jsonl", help='lines of {"id", "request", "clip"}'
        )
        parser.add_argument(
            "--out", type=Path, metavar="FILE.jsonl", help='lines of {"id", "score", "differences"}'
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One of the two; exit code 2 where what was given can't be used."""
        request, pairs, out = options["request"], options["pairs"], options["out"]
        if (request is None) == (pairs is None) or (pairs is None) != (out is None):
            raise CommandError("Give a request, or both --pairs and --out.", returncode=2)
        if pairs is not None:
            self._judge(pairs, out)
        else:
            self._rank(request, options["limit"], options["json"])

    def _judge(self, pairs: Path, out: Path) -> None:
        """Write all scores, or none and a sentence that names the line at fault."""
        unfinished = out.with_name(f"{out.name}.{os.getpid()}.part")
        try:
            with pairs.open(encoding="utf-8") as lines, unfinished.open("w", encoding="utf-8") as written:
                written.writelines(judge_lines(lines, embed_one))
            unfinished.replace(out)
        except (BadLine, UnicodeDecodeError, OSError) as error:
            unfinished.unlink(missing_ok=True)
            raise CommandError(str(error), returncode=2) from error

    def _rank(self, request: str, limit: int, as_json: bool) -> None:
        """The catalogue's clips as a guest may have them, best first."""
        if not 1 <= limit <= MOST:
            raise CommandError(f"--limit is {limit}; choose 1 to {MOST}.", returncode=2)
        form = AskForm(defaults() | from_words({"prompt": request}))
        if not form.is_valid():
            sentences = " ".join(str(s) for errors in form.errors.values() for s in errors)
            raise CommandError(sentences, returncode=2)
        self.ready_database()
        apply_changes()
        found = find_matches(parse(form.ask.prompt), form.ask, AnonymousUser(), limit=limit)
        for one in found:
            self.say(f"{one.match.score:.2f}  {one.match.words:<7} clip {one.clip.pk}  {one.clip.title}")
            for d in one.match.differences:
                if d.kind != "same":
                    self.say(f"        {d.words}")
        if not found:
            self.say("Nothing in the catalogue is like this yet. Make it: manage.py generate")
        if as_json:
            self.give({"request": request, "matches": [match_json(one) for one in found]})
