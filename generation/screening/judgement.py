"""One verdict from the layers: what the rules found, and what the trained classifier says beside them.

The rules come first. The classifier can hold or refuse what they allow, from thresholds that the policy sets. What a
rule holds waits for a person, however sure the classifier is; but where it is very sure that the prompt is harmless
and the policy lets it, it lifts the hold; never a refusal, and never what the floor says. In a language that it does
not know it holds what it is surest of, and no more. Where it can't be used, whatever the rules would allow is held.
"""

from __future__ import annotations

from dataclasses import replace

from .classifier import ClassifierMissing, Scores, score, telling_words
from .model import Decision, Verdict
from .rules import GRAVITY, ClassifierTable, Policy

TOO_LONG = (
    "too-long",
    "Too long to judge",
    "The prompt could not be judged to its end, so a person looks at it.",
)
NO_CLASSIFIER = (
    "no-classifier",
    "Screening out of order",
    "A part of the screening is out of order, so a person looks at this prompt first.",
)


def joined(prompt: str, verdict: Verdict, policy: Policy, granted: frozenset[str] = frozenset()) -> Verdict:
    """The rules' verdict, made graver or milder by the classifier as the policy says.

    Where an exception to the rule that would speak was `granted` for this prompt, the classifier stops nothing.
    """
    table = policy.classifier
    if table is None:
        return verdict
    try:
        scores = score(prompt)
        said = decided(verdict, scores, table)
        graver = GRAVITY[said] > GRAVITY[verdict.decision]
        spans = telling_words(prompt) if graver else verdict.spans
    except ClassifierMissing:
        return _held(verdict, granted, *NO_CLASSIFIER) if verdict.decision == "allow" else verdict
    verdict = replace(
        verdict, scores={"unsafe": round(scores.unsafe, 4), "sensitive": round(scores.sensitive, 4)}
    )
    if GRAVITY[said] < GRAVITY[verdict.decision]:
        return Verdict(
            said,
            scores=verdict.scores,
            policy_version=policy.version,
            policy_sha256=policy.sha256,
        )
    if not graver:
        unread = verdict.decision == "allow" and not scores.complete
        return _held(verdict, granted, *TOO_LONG) if unread else verdict
    kind = scores.kind
    rule = policy.rule(table.rules[kind])
    if rule.id in granted and rule.overridable_by != "nobody":
        return verdict
    return replace(
        verdict,
        decision=said,
        rule=rule.id,
        name=rule.name,
        reason=rule.says,
        spans=spans,
        rewrite="",
        scores=verdict.scores | {kind: round(scores.categories[kind], 4)},
        risk=rule.risk,
        two_people=rule.two_people,
        overridable_by=rule.overridable_by,
    )


def _held(verdict: Verdict, granted: frozenset[str], rule: str, name: str, reason: str) -> Verdict:
    """Held for a person though no rule of the policy is broken."""
    if rule in granted:
        return verdict
    return replace(
        verdict,
        decision="hold",
        rule=rule,
        name=name,
        reason=reason,
        rewrite="",
        overridable_by="moderator",
    )


def decided(verdict: Verdict, scores: Scores, table: ClassifierTable) -> Decision:
    """What the rules' verdict and the scores come to together."""
    if verdict.decision == "allow":
        if not table.rules.get(scores.kind, ""):
            return "allow"
        if scores.unsafe >= table.refuse:
            return "refuse" if scores.familiar else "hold"
        return "hold" if scores.unsafe >= table.hold and scores.familiar else "allow"
    lifted = scores.unsafe < table.lift and scores.familiar and verdict.rule in table.liftable
    return "allow" if verdict.decision == "hold" and lifted else verdict.decision
