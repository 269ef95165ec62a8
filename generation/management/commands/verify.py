"""`manage.py verify`: what a file is, for somebody who has it on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from generation.finishing.errors import UnreadableMedia
from generation.looking import BUSY, Busy
from generation.management.session import SessionCommand
from generation.verification import Verification, verify_file


class Command(SessionCommand):
    help = "Say whether a file is one of our clips, and by which evidence."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and a licence's number."""
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--licence", default="", metavar="NUMBER", help="say whether this licence covers it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 for an answer, yes or no; 2 for a file that can't be looked at; 3 where too many are."""
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.", returncode=2)
        self.ready_database()
        try:
            with path.open("rb") as file:
                answer = verify_file(file, None, number=options["licence"])
        except UnreadableMedia as error:
            if options["json"]:
                self.give({"ours": False, "clip": None, "licence": None, "evidence": [], "error": str(error)})
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.", returncode=2) from error
        except Busy as error:
            raise CommandError(BUSY, returncode=3) from error
        self._tell(answer)
        if options["json"]:
            self.give(answer.as_json())

    def _tell(self, answer: Verification) -> None:
        for evidence in answer.evidence:
            self.say(f"{evidence.title}: {evidence.grade}. {evidence.words}")
        for sentence in answer.history:
            self.say(sentence)
        self.say({"ours": "Ours.", "looks like ours": "It looks like ours; that is no claim."}.get(
            answer.verdict, "Not ours, as far as can be told."
        ))  # fmt: skip
        if answer.standing:
            named = (
                f"Clip {answer.standing.clip.pk}: {answer.standing.clip.title}. "
                if answer.standing.clip
                else ""
            )
            self.say(named + answer.standing.words)
        if answer.licence:
            self.say(f"Licence {answer.licence.number}: {answer.licence.words}")
        for sentence in answer.cannot_know:
            self.say(sentence)
