"""The webhook secret that sandbox and site share, made by whoever starts first."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def sandbox_secret(key_dir: Path | str) -> str:
    """The secret kept under `key_dir`: the first of several processes makes it, nobody reads half of it."""
    path = Path(key_dir) / "stripe-sandbox-secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(f"whsec_{secrets.token_hex(16)}")
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
