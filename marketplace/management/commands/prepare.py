"""`manage.py prepare`: everything between an installed package and a running site. Safe to repeat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand

from marketplace.trial import PASSWORD, TRIALS, create_trials


class Command(BaseCommand):
    requires_system_checks: list[
        str
    ] = []  # they run below: what is only information would hide the addresses
    help = "Migrate the database, make the sign-ins for trying (in debug), and say where to look."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what a person needs to begin."""
        for found in run_checks():
            if found.level >= WARNING:
                self.stderr.write(str(found))
        call_command("migrate", verbosity=0)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        else:
            create_trials()
        self.stdout.write(f"\n  Oddreel is at {settings.SITE_URL}\n")
        if settings.DEBUG:
            self.stdout.write(f"  Sign in for trying, each with the password {PASSWORD}:")
            for trial in TRIALS:
                self.stdout.write(f"    {trial.email:<24} {trial.purpose}")
        self.stdout.write("  Ctrl-C stops everything.\n")
