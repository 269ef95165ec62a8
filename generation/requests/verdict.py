"""Screening under the policy that this installation chose, with the exceptions that its moderators made."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from catalog.models import Account
from generation.models import Override
from generation.screening.model import Verdict
from generation.screening.policy import Policy
from generation.screening.policy_file import PolicyFile, Standing
from generation.screening.screen import screen

from .same_prompt import prompt_hash

log = logging.getLogger(__name__)
#: What a person reads while the operator's policy can't be used.
NO_POLICY = "The rules of this site can't be read at the moment, so a person looks at every prompt."


def standing() -> Standing:
    """The policy in force, and what is wrong with its file, if anything."""
    return _file(settings.GENERATION_POLICY).standing()


def policy() -> Policy:
    """The operator's policy, or the one that ships. A changed file counts within seconds."""
    return standing().policy


def screened(prompt: str, account: Account | None = None) -> Verdict:
    """The verdict on a prompt of an account."""
    now = standing()
    verdict = screen(prompt, now.policy)
    if account and verdict.decision != "allow":
        granted = granted_rules(account, prompt)
        if granted:
            verdict = screen(prompt, now.policy, granted=granted)
    if now.fallen_back and verdict.decision == "allow":
        return replace(verdict, decision="hold", rule="no-policy", name="No policy", reason=NO_POLICY)
    return verdict


def granted_rules(account: Account, prompt: str) -> frozenset[str]:
    """The rules that moderators set aside for exactly this prompt of this account, and that still are."""
    granted = Override.objects.filter(
        account=account, prompt_hash=prompt_hash(prompt), expires_at__gt=timezone.now()
    )
    return frozenset(granted.values_list("rule", flat=True))


@cache
def _file(path: str) -> PolicyFile:
    return PolicyFile(Path(path) if path else None, _alarm)


def _alarm(problem: str) -> None:
    log.error("the policy's file is not in force, the one before it is: %s", problem)
