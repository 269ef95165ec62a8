"""Which policy was in force when: each change is one line of the audit, whichever process saw it first."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from catalog.audit import record
from generation.models import PolicyInForce
from generation.screening.policy import Policy

from .verdict import standing

_noted: set[str] = set()


def note_policy() -> None:
    """Note the policy that this process judges by, if it is another than the last one noted."""
    now = standing()
    if now.policy.sha256 not in _noted:
        _note(now.policy, now.error)


def _note(policy: Policy, error: str) -> None:
    last = PolicyInForce.objects.last()
    if last is None or last.sha256 != policy.sha256:
        try:
            with transaction.atomic():
                PolicyInForce.objects.create(
                    number=last.number + 1 if last else 1, version=policy.version, sha256=policy.sha256
                )
                record(
                    "policy in force",
                    subject=f"policy {policy.version}",
                    note=error,
                    details={"sha256": policy.sha256, "previous": last.sha256 if last else ""},
                )
        except IntegrityError:
            return  # another process was faster; the next call compares with what it noted

    def remember() -> None:
        _noted.clear()
        _noted.add(policy.sha256)

    transaction.on_commit(remember)
