"""`manage.py rotate_mark_key`: mark clips with a new secret from now on."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from generation.finishing.invisible import keys
from generation.jobs.signing import mark_folder, mark_keys


class Command(BaseCommand):
    help = "Mark clips invisibly with a new secret. Earlier ones stay, so that earlier clips are still recognised."

    def handle(self, *args: Any, **options: Any) -> None:
        """No restart is needed: every process that shares `KEY_DIR` marks with the new key from the next clip on."""
        made = keys.add(mark_folder())
        self.stdout.write(f"New key {made.name}. {len(mark_keys())} keys are read. Back up KEY_DIR.")
