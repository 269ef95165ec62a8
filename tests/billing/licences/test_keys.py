"""Keys of certificates: one signs, all verify, and nothing is lost however a change of keys ends."""

import os
import stat
import subprocess
import sys
import textwrap

import pytest
from django.core.management import call_command
from joserfc.jwk import OKPKey

from billing import certificate, keys, licensing
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(), "standard")


def test_what_was_signed_before_a_rotation_stays_valid(licence):
    documents = [certificate.signed(licence)]
    for _ in range(3):
        keys.rotate()
        documents.append(certificate.signed(licence))
    assert len({document["protected"] for document in documents}) == 4
    assert [certificate.check(document).state for document in documents] == ["valid"] * 4


def test_the_command_says_which_key_signs_now(capsys):
    before = keys.present().thumbprint()
    call_command("rotate_licence_key")
    now = keys.present().thumbprint()
    said = capsys.readouterr().out
    assert now != before
    assert f"New key {now}. 2 public keys are published." in said


def test_the_well_known_address_has_every_public_key_and_no_private_one(client):
    first = keys.present().thumbprint()
    second = keys.rotate()
    answer = client.get("/.well-known/oddreel-licences.json")
    found = answer.json()["keys"]
    assert [key["kid"] for key in found] == [second, first]
    for key in found:
        assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}
        assert OKPKey.import_key(key).thumbprint() == key["kid"]
    assert b"PRIVATE" not in answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_the_present_key_can_be_had_as_pem(client):
    keys.rotate()
    answer = client.get("/licences/key.pem")
    assert OKPKey.import_key(answer.content).thumbprint() == keys.present().thumbprint()
    assert b"PRIVATE" not in answer.content


def test_threads_that_start_together_agree_on_one_key(own_keys):
    made = at_once([keys.present] * 8)
    assert len({key.thumbprint() for key in made}) == 1
    assert [path.name for path in own_keys.iterdir()] == ["licence-key.pem"]


def test_rotations_at_once_leave_no_key_unpublished(own_keys):
    keys.present()
    made = at_once([keys.rotate] * 6)
    assert set(made) <= set(keys.published())
    assert keys.present().thumbprint() in made
    assert len(keys.published()) == 7


def test_nobody_else_on_the_machine_can_read_any_key(own_keys):
    keys.rotate()
    files = [path for path in own_keys.rglob("*") if path.is_file()]
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_another_process_signs_with_the_new_key_without_a_restart(own_keys):
    before = keys.present().thumbprint()
    script = textwrap.dedent(
        """
        import os, django
        django.setup()
        from django.conf import settings
        from pathlib import Path
        settings.KEY_DIR = Path(os.environ["KEYS"])
        from billing import keys
        print(keys.rotate())
        """
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "marketplace.settings", "KEYS": str(own_keys)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert keys.present().thumbprint() == done.stdout.strip() != before


def test_a_kill_before_the_new_key_is_in_place_leaves_the_old_one_signing(own_keys, licence, monkeypatch):
    """Cut at each step: what signs is published, and what was signed verifies."""
    document = certificate.signed(licence)
    real = keys._draft

    for cut in range(3):
        seen = iter(range(100))

        def draft(path, data, cut=cut, seen=seen):
            if next(seen) == cut:
                raise KeyboardInterrupt
            return real(path, data)

        monkeypatch.setattr(keys, "_draft", draft)
        with pytest.raises(KeyboardInterrupt):
            keys.rotate()
        monkeypatch.setattr(keys, "_draft", real)
        assert certificate.check(document).state == "valid"
        assert certificate.check(certificate.signed(licence)).state == "valid"
