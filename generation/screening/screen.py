"""The verdict on a prompt under a policy. Pure, and always the same for the same prompt and policy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .conjunction import by_lexicon, satisfied
from .judgement import joined
from .lexicon import Hit
from .loading import load_policy
from .model import Decision, Span, Verdict
from .normalise import Word, words_of
from .rewrite import replaced
from .rules import GRAVITY, Policy, Rule

#: A rewrite with fewer words says nothing that could be filmed.
FEWEST_WORDS = 2
#: Repeated hits of one rule are shown up to here; the rest adds nothing for the person.
MOST_SPANS = 20
DISGUISED = " The words were written in a disguised way, so a person looks at it."


@dataclass(frozen=True)
class Finding:
    """A rule that a prompt breaks: how gravely, and by which words."""

    rule: Rule
    decision: Decision
    hits: tuple[Hit, ...]
    disguised: bool


def screen(prompt: str, policy: Policy | None = None) -> Verdict:
    """Judge a prompt of any length and any characters; the shipped policy by default. Rules and classifier together."""
    policy = policy or load_policy()
    verdict = joined(prompt, by_rules(prompt, policy), policy)
    rewrite = verdict.rewrite
    if rewrite and joined(rewrite, by_rules(rewrite, policy), policy).decision != "allow":
        return replace(verdict, rewrite="")
    return verdict


def by_rules(prompt: str, policy: Policy) -> Verdict:
    """The verdict of the rules alone.

    The gravest finding speaks. A word that had to be decoded to be found makes an allowed prompt held.
    An allowed prompt may carry a rule too: its `reason` is then a note to the person.
    """
    words = words_of(prompt, policy.index)
    findings = _findings(words, policy)
    if not findings:
        return Verdict("allow", policy_version=policy.version)
    worst = max(findings, key=lambda finding: GRAVITY[finding.decision])
    return Verdict(
        decision=worst.decision,
        rule=worst.rule.id,
        name=worst.rule.name,
        reason=worst.rule.says + (DISGUISED if worst.disguised and worst.decision == "hold" else ""),
        spans=_spans(worst, words, prompt),
        rewrite=_rewrite(prompt, words, findings, policy),
        policy_version=policy.version,
    )


def _findings(words: list[Word], policy: Policy) -> list[Finding]:
    """Every broken rule, in the policy's order."""
    hits = by_lexicon(policy.index.find(words))
    found = []
    for rule in policy.rules:
        broken = [(clause.decision or rule.decision, satisfied(clause, hits)) for clause in rule.when]
        broken = [(decision, parts) for decision, parts in broken if parts]
        if not broken:
            continue
        decision = max((decision for decision, _ in broken), key=GRAVITY.__getitem__)
        together = tuple(sorted({hit for _, parts in broken for hit in parts}, key=lambda hit: hit.first))
        disguised = any(hit.decoded for hit in together)
        if disguised and decision == "allow":
            decision = "hold"
        found.append(Finding(rule, decision, together, disguised))
    return found


def _spans(finding: Finding, words: list[Word], prompt: str) -> tuple[Span, ...]:
    places = dict.fromkeys((words[hit.first].start, words[hit.last - 1].end) for hit in finding.hits)
    outer = (
        [
            (start, end)
            for start, end in places
            if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in places)
        ]
        if len(places) <= MOST_SPANS
        else list(places)
    )
    return tuple(Span(start, end, prompt[start:end]) for start, end in outer[:MOST_SPANS])


def _rewrite(prompt: str, words: list[Word], findings: list[Finding], policy: Policy) -> str:
    """The prompt with what stopped it replaced, if that is allowed and still says something; else ""."""
    stopping = [finding for finding in findings if finding.decision != "allow"]
    if not stopping or not all(finding.rule.rewrites for finding in stopping):
        return ""
    changes = [
        (words[hit.first].start, words[hit.last - 1].end, policy.lexicons[hit.lexicon].neutral)
        for finding in stopping
        for hit in finding.hits
    ]
    rewritten = replaced(prompt, changes)
    again = words_of(rewritten, policy.index)
    if len(again) < FEWEST_WORDS or any(finding.decision != "allow" for finding in _findings(again, policy)):
        return ""
    return rewritten
