"""Which of the clips that were published without a person a moderator looks at afterwards."""

from __future__ import annotations

import hashlib

from django.conf import settings

RULE = "sample"
RULE_NAME = "Sample of what passed"
REASON = "The policy let it pass by itself, and chance chose it for a second look."


def chosen(clip_id: int) -> bool:
    """Whether this clip is in the sample: the same answer every time, and nobody without the site's key can tell it."""
    drawn = hashlib.sha256(f"{settings.SECRET_KEY} sample {clip_id}".encode()).digest()
    return bool(int.from_bytes(drawn[:8]) % 100 < settings.SAMPLE_PERCENT)
