"""What changes from one policy to another, for the person who is about to put it in force."""

from __future__ import annotations

from dataclasses import dataclass

from .lexicon import Lexicon
from .rules import Policy, Rule
from .screen import screen

#: Words named of each lexicon; the rest are counted.
NAMED = 8
#: What a rule consists of besides its examples, in words.
PARTS = {
    "name": "name",
    "says": "sentence",
    "decision": "decision",
    "overridable_by": "who may override",
    "two_people": "two moderators",
    "risk": "risk",
    "rewrites": "rewrites",
}


@dataclass(frozen=True)
class Change:
    """One line: what is changed ("rule gore"), and how."""

    what: str
    how: str

    def __str__(self) -> str:
        return f"{self.what}: {self.how}"


def differences(old: Policy, new: Policy) -> list[Change]:
    """Rules, lexicons and settings that change, then the examples of both that come out otherwise."""
    return [*_rules(old, new), *_lexicons(old, new), *_settings(old, new), *_verdicts(old, new)]


def _rules(old: Policy, new: Policy) -> list[Change]:
    before, after = ({rule.id: rule for rule in policy.rules} for policy in (old, new))
    changes = [Change(f"rule {gone}", "removed") for gone in before if gone not in after]
    changes += [
        Change(f"rule {added}", f"added ({after[added].decision})") for added in after if added not in before
    ]
    for rule_id in before:
        if rule_id in after:
            changes += [Change(f"rule {rule_id}", how) for how in _rule(before[rule_id], after[rule_id])]
    kept_before, kept_after = (
        [one for one in ids if one in before and one in after] for ids in (before, after)
    )
    if kept_before != kept_after:
        changes.append(Change("rules", "in another order, which decides between equally grave ones"))
    return changes


def _rule(old: Rule, new: Rule) -> list[str]:
    found = [
        f"{words} {getattr(old, part)} → {getattr(new, part)}"
        for part, words in PARTS.items()
        if getattr(old, part) != getattr(new, part)
    ]
    if old.when != new.when:
        found.append(f"applies otherwise: {len(old.when)} clauses → {len(new.when)}")
    return found


def _lexicons(old: Policy, new: Policy) -> list[Change]:
    changes = []
    for name in [*old.lexicons, *(name for name in new.lexicons if name not in old.lexicons)]:
        before, after = old.lexicons.get(name), new.lexicons.get(name)
        if before is None or after is None:
            changes.append(
                Change(f"lexicon {name}", "removed" if after is None else f"added ({len(after.terms)} terms)")
            )
        elif before != after:
            changes += [Change(f"lexicon {name}", how) for how in _words(before, after)]
    return changes


def _words(old: Lexicon, new: Lexicon) -> list[str]:
    found = []
    for part in ("terms", "exceptions", "not_before"):
        before, after = set(getattr(old, part)), set(getattr(new, part))
        for sign, words in (("+", after - before), ("−", before - after)):
            if words:
                more = f" and {len(words) - NAMED} more" if len(words) > NAMED else ""
                found.append(f"{part} {sign} {', '.join(sorted(words)[:NAMED])}{more}")
    if old.neutral != new.neutral:
        found.append(f"neutral “{old.neutral}” → “{new.neutral}”")
    return found


def _settings(old: Policy, new: Policy) -> list[Change]:
    return [
        Change(
            f"[{table}]",
            f"{key} {old.settings.get(table, {}).get(key)} → {new.settings.get(table, {}).get(key)}",
        )
        for table in sorted({*old.settings, *new.settings})
        for key in sorted({*old.settings.get(table, {}), *new.settings.get(table, {})})
        if old.settings.get(table, {}).get(key) != new.settings.get(table, {}).get(key)
    ]


def _verdicts(old: Policy, new: Policy) -> list[Change]:
    prompts = dict.fromkeys(
        prompt
        for policy in (old, new)
        for rule in policy.rules
        for prompt in (*rule.examples.stop, *rule.examples.passing)
    )
    changes = []
    for prompt in prompts:
        before, after = screen(prompt, old), screen(prompt, new)
        if (before.decision, before.rule) != (after.decision, after.rule):
            changes.append(
                Change(
                    f"“{prompt}”",
                    f"{_said(before.decision, before.rule)} → {_said(after.decision, after.rule)}",
                )
            )
    return changes


def _said(decision: str, rule: str) -> str:
    return f"{decision} ({rule})" if rule else decision
