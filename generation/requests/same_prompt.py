"""When two prompts are the same: letters and words alike, however they are spaced or capitalised."""

from __future__ import annotations

import hashlib
import unicodedata


def prompt_hash(prompt: str) -> str:
    """Equal for the same prompt. Disguises are not undone: another spelling is another prompt."""
    plain = " ".join(unicodedata.normalize("NFKC", prompt).casefold().split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
