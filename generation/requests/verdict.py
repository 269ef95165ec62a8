"""Screening under the policy that this installation chose."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from generation.screening.model import Verdict
from generation.screening.policy import Policy, load_policy
from generation.screening.screen import screen


@cache
def policy() -> Policy:
    """The operator's policy, or the one that ships. Read once per process."""
    return load_policy(Path(settings.GENERATION_POLICY) if settings.GENERATION_POLICY else None)


def screened(prompt: str) -> Verdict:
    """The verdict on a prompt."""
    return screen(prompt, policy())
