"""Reading the environment: each value is checked, and a wrong one says what to set."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str = "", *, choices: Collection[str] = ()) -> str:
    """A string, stripped; one of `choices` if any are given."""
    value = os.environ.get(name, default).strip()
    if choices and value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; set it to one of: {', '.join(choices)}.")
    return value


def flag(name: str, default: bool) -> bool:
    """true or false."""
    value = os.environ.get(name, str(default)).strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}; set it to true or false.")
    return value in TRUE


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number between `least` and `most`, both included."""
    value = os.environ.get(name, str(default)).strip()
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; set it to a whole number.") from None
    if not least <= number <= most:
        raise ImproperlyConfigured(f"{name} is {number}; set it to a number from {least} to {most}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty entries."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """An absolute folder, made if it is missing. Raises if it can't be made or written to."""
    path = Path(os.environ.get(name, "") or default).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is {path}, which can't be made ({error.strerror}).") from None
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"{name} is {path}, which can't be written to; choose another folder.")
    return path


def url(name: str, default: str = "", *, schemes: Collection[str]) -> str:
    """An address with one of `schemes`, or "" where nothing is set."""
    value = text(name, default)
    if value and urlsplit(value).scheme not in schemes:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} has to begin with {wanted}; it begins with {value[:12]!r}.")
    return value


def secret_key(debug: bool, data_dir: Path) -> str:
    """`SECRET_KEY`; in debug alone, one made on first start and kept in the data folder."""
    value = text("SECRET_KEY")
    if value:
        if len(value) < 50 and not debug:
            raise ImproperlyConfigured("SECRET_KEY is too short; set it to 50 random characters or more.")
        return value
    if not debug:
        raise ImproperlyConfigured("SECRET_KEY is not set; set it to 50 random characters or more.")
    path = data_dir / "secret-key"
    if not path.exists():
        draft = data_dir / f"secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(draft, path)  # the first of several processes wins, and nobody reads half a key
        draft.unlink()
    return path.read_text()
