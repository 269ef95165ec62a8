"""A wrong or unsafe setting stops the start with a sentence that says what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DEBUG": "false",
    "SECRET_KEY": "x" * 60,
    "SITE_URL": "https://clips.example.com",
    "ALLOWED_HOSTS": "clips.example.com",
}


def start(tmp_path, **settings):
    """What the start says on standard error, and its exit code."""
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DATA_DIR": str(tmp_path),
        **GOOD,
        **settings,
    }
    run = subprocess.run(
        [sys.executable, "-c", "import marketplace.settings"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    return run.returncode, run.stderr.strip().splitlines()[-1:] or [""]


def test_a_good_environment_starts(tmp_path):
    assert start(tmp_path) == (0, [""])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set; set it to 50 random characters or more."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short; set it to 50 random characters or more."),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe'; set it to true or false."),
        ({"SITE_URL": ""}, "SITE_URL is not set;"),
        ({"SITE_URL": "ftp://x"}, "SITE_URL has to begin with http:// or https://"),
        ({"SITE_URL": "http://clips.example.com"}, "SITE_URL is not https;"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set;"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is *, which lets anybody forge links;"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL has to begin with sqlite:// or postgres://"),
        ({"CELERY_BROKER_URL": "http://x"}, "CELERY_BROKER_URL has to begin with filesystem://"),
        ({"JOB_LEASE_SECONDS": "soon"}, "JOB_LEASE_SECONDS is 'soon'; set it to a whole number."),
        ({"JOB_LEASE_SECONDS": "1"}, "JOB_LEASE_SECONDS is 1; set it to a number from 2 to 600."),
        ({"EVIDENCE_DAYS": "0"}, "EVIDENCE_DAYS is 0; set it to a number from 1 to 3650."),
        ({"DOWNLOAD_LINK_MINUTES": "0"}, "DOWNLOAD_LINK_MINUTES is 0; set it to a number from 1 to 1440."),
        ({"WORK_DIR": "/proc/nowhere"}, "WORK_DIR is /proc/nowhere, which can't be made"),
        ({"STRIPE_SANDBOX_URL": "http://127.0.0.1:8001"}, "STRIPE_SANDBOX_URL is for trying;"),
        ({"STRIPE_SECRET_KEY": "pk_live_x"}, "STRIPE_SECRET_KEY is no secret key;"),
        ({"STRIPE_SECRET_KEY": "sk_live_x"}, "STRIPE_WEBHOOK_SECRET is not set;"),
        ({"EMAIL_URL": "carrier-pigeon://x"}, "EMAIL_URL has to begin with smtp://"),
        ({"ELASTICSEARCH_URL": "localhost:9200"}, "ELASTICSEARCH_URL has to begin with http:// or https://"),
        ({"ELASTICSEARCH_USERNAME": "me"}, "ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD go together"),
        (
            {"ELASTICSEARCH_USERNAME": "me", "ELASTICSEARCH_PASSWORD": "x", "ELASTICSEARCH_API_KEY": "y"},
            "Set ELASTICSEARCH_API_KEY or ELASTICSEARCH_USERNAME, not both.",
        ),
        (
            {"ELASTICSEARCH_CA_CERTS": "/no/file.pem"},
            "ELASTICSEARCH_CA_CERTS is /no/file.pem, which is no file",
        ),
        ({"ELASTICSEARCH_PREFIX": "Our Clips*"}, "ELASTICSEARCH_PREFIX names our indices;"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD'; set it to one of: DEBUG, INFO, WARNING, ERROR."),
    ],
)
def test_a_wrong_value_says_what_to_set(tmp_path, change, sentence):
    code, [said] = start(tmp_path, **change)
    assert code != 0
    assert sentence in said


def test_a_closed_network_may_do_without_tls(tmp_path):
    assert start(tmp_path, SITE_URL="http://10.0.0.5", INSECURE_HTTP="true")[0] == 0


def test_the_debug_key_is_made_once_and_kept_from_others(tmp_path):
    for _ in range(2):
        assert start(tmp_path, DEBUG="true", SECRET_KEY="")[0] == 0
    keys = list(tmp_path.glob("secret-key*"))
    assert [key.name for key in keys] == ["secret-key"]
    assert keys[0].stat().st_mode & 0o077 == 0


def test_the_table_names_every_setting():
    source = (ROOT / "marketplace/settings.py").read_text() + (
        ROOT / "marketplace/environment.py"
    ).read_text()
    documented = (ROOT / "docs/settings.md").read_text()
    import re

    names = set(re.findall(r'(?:env\.\w+|text|flag)\(\s*"([A-Z0-9_]+)"', source))
    assert names
    assert {name for name in names if f"`{name}`" not in documented} == set()
