"""`manage.py attack`: what happens to videos on their way, done to one file, to see what still knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from generation.finishing.attacks import ATTACKS, alter
from generation.finishing.errors import UnreadableMedia
from generation.management.session import SessionCommand


class Command(SessionCommand):
    help = "Make altered copies of a video: re-encoded, cut, mirrored, in bars, as a GIF and more. Verify them then."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and where the copies go."""
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--out", metavar="DIR", required=True, help="made if it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 if every copy was made, 1 if some could not be, 2 for a file that none can be made of."""
        source, folder = Path(options["file"]), Path(options["out"])
        if not source.is_file():
            raise CommandError(f"There is no file {source}.", returncode=2)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{folder} can't be made: {error.strerror}.", returncode=2) from error
        made: dict[str, str] = {}
        failed: dict[str, str] = {}
        for attack in ATTACKS:
            try:
                path = alter(source, folder, attack)
            except UnreadableMedia as error:
                failed[attack.name] = str(error)
                self.say(str(error))
            else:
                made[attack.name] = str(path)
                self.say(f"{path.name}: {attack.words}")
        if options["json"]:
            self.give({"made": made, "failed": failed})
        if not made:
            raise CommandError(f"No copy of {source} could be made.", returncode=2)
        if failed:
            raise CommandError(f"{len(failed)} of {len(ATTACKS)} copies could not be made.", returncode=1)
