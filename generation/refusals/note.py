"""Remembering what was refused: each prompt once, and what is still being typed as one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from generation.models import Refusal
from generation.requests.same_prompt import prompt_hash
from generation.screening.model import Verdict

from .asker import Asker
from .desk import show_to_moderators

#: Typing that pauses no longer than this, and goes on no longer than that, is one attempt.
PAUSE, TYPING = timedelta(seconds=4), timedelta(seconds=15)


def note_refusal(asker: Asker, prompt: str, verdict: Verdict, *, submitted: bool) -> None:
    """Remember a refused prompt; any other verdict is nothing to remember. The same prompt counts once."""
    if verdict.decision != "refuse":
        return
    now = timezone.now()
    with transaction.atomic():
        before = Refusal.objects.filter(asker=asker.key).last()
        row, new = Refusal.objects.get_or_create(
            asker=asker.key,
            prompt_hash=prompt_hash(prompt),
            defaults={
                "account": asker.account,
                "user": asker.user,
                "rule": verdict.rule,
                "floor": verdict.overridable_by == "nobody",
                "prompt": prompt,
                "submitted": submitted,
                "began_at": now,
                "at": now,
            },
        )
        if not new:
            if submitted and not row.submitted:
                row.submitted = True
                row.save(update_fields=["submitted"])
            return
        if before and not before.submitted and _still_typing(before, prompt, now):
            row.began_at = before.began_at
            row.save(update_fields=["began_at"])
            before.delete()
        show_to_moderators(asker)


def _still_typing(before: Refusal, prompt: str, now: datetime) -> bool:
    """Whether a prompt is only the earlier one, further typed or shortened, or changed within the same breath."""
    old, new = before.prompt.strip().casefold(), prompt.strip().casefold()
    grown = old.startswith(new) or new.startswith(old)
    return grown or (now - before.at < PAUSE and now - before.began_at < TYPING)


def forget_old() -> int:
    """Remove refusals that are older than the operator keeps them; returns how many."""
    old = timezone.now() - timedelta(days=settings.REFUSALS_REMEMBER_DAYS)
    return Refusal.objects.filter(at__lt=old).delete()[0]
