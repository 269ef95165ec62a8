"""`manage.py screen`: verdicts on a file of prompts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from generation.screening.batch import BadLine, screen_lines
from generation.screening.policy import PolicyError, load_policy


class Command(BaseCommand):
    """Reads one file, writes the other."""

    help = "Screen prompts: a JSON line each in, a JSON line each out."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The two files."""
        parser.add_argument("--prompts", required=True, type=Path, metavar="FILE.jsonl")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.jsonl")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write all verdicts, or none and a sentence that names the line at fault."""
        chosen = settings.GENERATION_POLICY
        out: Path = options["out"]
        unfinished = out.with_name(f"{out.name}.{os.getpid()}.part")
        try:
            policy = load_policy(Path(chosen) if chosen else None)
            with (
                options["prompts"].open(encoding="utf-8") as lines,
                unfinished.open("w", encoding="utf-8") as written,
            ):
                written.writelines(screen_lines(lines, policy))
            unfinished.replace(out)
        except (BadLine, PolicyError, UnicodeDecodeError, OSError) as error:
            unfinished.unlink(missing_ok=True)
            raise CommandError(str(error), returncode=2) from error
