"""What the tests of licences share."""

import pytest


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """Each test has keys of its own: none sees another's rotation."""
    settings.KEY_DIR = tmp_path / "keys"
    settings.KEY_DIR.mkdir(mode=0o700)
    return settings.KEY_DIR
