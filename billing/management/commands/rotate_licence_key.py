"""`manage.py rotate_licence_key`: sign certificates with a new key from now on."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from billing import keys


class Command(BaseCommand):
    help = "Sign licence certificates with a new key. Earlier keys stay published, so that earlier certificates verify."

    def handle(self, *args: Any, **options: Any) -> None:
        """No restart is needed: every process that shares `KEY_DIR` signs with the new key at once."""
        kid = keys.rotate()
        count = len(keys.published())
        self.stdout.write(f"New key {kid}. {count} public keys are published. Back up KEY_DIR.")
