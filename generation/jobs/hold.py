"""Putting a take before a moderator: for its prompt, for what its frames show, or for both."""

from __future__ import annotations

from typing import Any

from catalog.evidence import as_json
from catalog.models import Clip, Evidence
from catalog.publishing import open_review

from .look import usable_limits


def put_before_moderator(clip: Clip, verdict: dict[str, Any] | None, seen: list[Evidence]) -> None:
    """Open the clip's review. The gravest finding in its frames speaks, unless the prompt was held: then that does."""
    rules = usable_limits()
    broken = sorted((rules.rule(row.rule) for row in seen), key=lambda rule: -rule.risk)
    risk = broken[0].risk if broken else 0
    if verdict:
        rule, name, reason = verdict["rule"], verdict["name"], verdict["reason"]
        risk = max(risk, verdict.get("risk", 0))
    else:
        rule, name, reason = broken[0].id, broken[0].name, broken[0].says
    evidence = {**(verdict or {}), "frames": as_json(seen)}
    open_review(
        clip,
        rule=rule,
        rule_name=name,
        reason=reason,
        evidence=evidence,
        risk=risk,
        votes_needed=2 if verdict and verdict.get("two_people") else 1,
    )
