"""`manage.py block_picture`: add a picture or a clip to the list of what may not be shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from catalog import audit
from generation.finishing.errors import UnreadableMedia
from generation.finishing.fingerprint import hash_frame
from generation.jobs.look import usable_limits, usual_block_list
from generation.looking import BUSY, Busy, a_turn, look_at
from generation.screening.frames.block_list import BlockListError, add

LONGEST_REASON = 200


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # they complain of a list that is not there yet
    help = "Add the hashes of a picture or a clip to the block list; clips that look like it are then held."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and why."""
        parser.add_argument("file", metavar="FILE", help="a picture, or a clip: one picture a second of it")
        parser.add_argument("--reason", required=True, help="moderators read it, such as “notice 12”")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 where the list has it now, also where it had it before; 2 for what can't be added."""
        path, reason = Path(options["file"]), " ".join(options["reason"].split())
        if not path.is_file():
            raise CommandError(f"There is no file {path}.", returncode=2)
        if not 0 < len(reason) <= LONGEST_REASON:
            raise CommandError(f"Give a reason of 1 to {LONGEST_REASON} characters.", returncode=2)
        to = Path(settings.FRAME_BLOCK_LIST) if settings.FRAME_BLOCK_LIST else usual_block_list()
        try:
            with a_turn(), path.open("rb") as file:
                seconds = {at_ms // 1000: (picture, at_ms) for at_ms, picture in look_at(file).pictures}
            hashes = [hash_frame(*one) for one in seconds.values()]
            telling = [one.pdq for one in hashes if one.quality >= usable_limits().copies.quality]
            if not telling:
                raise CommandError(
                    f"{path.name} has too little structure to be told from other pictures. Nothing was added.",
                    returncode=2,
                )
            with transaction.atomic():
                added = add(to, telling, reason)
                if added:
                    details = {"hashes": added, "list": str(to)}
                    audit.record("picture blocked", subject=path.name[:80], note=reason, details=details)
        except Busy as error:
            raise CommandError(BUSY, returncode=3) from error
        except UnreadableMedia as error:
            raise CommandError(str(error), returncode=2) from error
        except (BlockListError, OSError) as error:
            raise CommandError(f"Nothing was added: {error}", returncode=2) from error
        self.stdout.write(
            f"{added} of {len(telling)} pictures added to {to}." if added else f"{to} has all of it already."
        )
