"""The models and the migrations agree."""

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.database


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
