"""`manage.py verify`: what a file is, for somebody who has it on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from generation.finishing.errors import UnreadableMedia
from generation.management.session import SessionCommand
from generation.verification import verify_file


class Command(SessionCommand):
    help = "Say whether a file is one of our clips, and by which evidence."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 for an answer, yes or no; 2 for a file that can't be looked at."""
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.", returncode=2)
        self.ready_database()
        try:
            answer = verify_file(path, None)
        except UnreadableMedia as error:
            if options["json"]:
                self.give({"ours": False, "clip": None, "licence": None, "evidence": [], "error": str(error)})
            raise CommandError(str(error), returncode=2) from error
        for evidence in answer.evidence:
            self.say(evidence.words)
        self.say("Ours." if answer.ours else "Not ours, as far as can be told.")
        if answer.taken_down:
            self.say("The clip was taken down, or is hidden until somebody decides.")
        if options["json"]:
            self.give(answer.as_json())
