"""The verdict on a prompt under a policy. Pure, and always the same for the same prompt and policy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .ciphers import hidden_texts
from .conjunction import by_lexicon, satisfied
from .judgement import joined
from .lexicon import Hit
from .loading import load_policy
from .model import Decision, Span, Verdict
from .normalise import Word, words_of
from .rewrite import reads_well, replaced
from .rules import GRAVITY, Policy, Rule
from .signs import SIGNS, signs

#: A rewrite with fewer words says nothing that could be filmed.
FEWEST_WORDS = 2
#: Repeated hits of one rule are shown up to here; the rest adds nothing for the person.
MOST_SPANS = 20
DISGUISED = " The words were written in a disguised way, so a person looks at it."


@dataclass(frozen=True)
class Finding:
    """A rule that a prompt breaks: how gravely, by which words, and by which of its clauses (from 1)."""

    rule: Rule
    decision: Decision
    hits: tuple[Hit, ...]
    disguised: bool
    clauses: tuple[int, ...] = ()


def screen(prompt: str, policy: Policy | None = None, *, granted: frozenset[str] = frozenset()) -> Verdict:
    """Judge a prompt of any length and any characters, by rules and classifier; the shipped policy by default.

    Rules in `granted` are set aside for this prompt, unless nobody can make an exception to them.
    """
    policy = policy or load_policy()
    verdict = joined(prompt, by_rules(prompt, policy, granted), policy, granted)
    if verdict.rewrite and screen(verdict.rewrite, policy).decision != "allow":
        return replace(verdict, rewrite="")
    return verdict


def by_rules(prompt: str, policy: Policy, granted: frozenset[str] = frozenset()) -> Verdict:
    """The verdict of the rules alone.

    The gravest finding speaks. A word that had to be decoded to be found makes an allowed prompt held.
    An allowed prompt may carry a rule too: its `reason` is then a note to the person.
    """
    words = words_of(prompt, policy.index)
    found = [
        finding
        for finding in (*_findings(prompt, words, policy), *_hidden(prompt, words, policy))
        if finding.rule.id not in granted or finding.rule.overridable_by == "nobody"
    ]
    if not found:
        return Verdict("allow", policy_version=policy.version, policy_sha256=policy.sha256)
    worst = max(found, key=lambda finding: GRAVITY[finding.decision])
    return Verdict(
        decision=worst.decision,
        rule=worst.rule.id,
        name=worst.rule.name,
        reason=worst.rule.says + (DISGUISED if worst.disguised and worst.decision == "hold" else ""),
        spans=_spans(worst, words, prompt),
        rewrite=_rewrite(prompt, words, found, policy),
        policy_version=policy.version,
        policy_sha256=policy.sha256,
        risk=worst.rule.risk,
        two_people=worst.rule.two_people,
        overridable_by=worst.rule.overridable_by,
    )


def findings(prompt: str, policy: Policy) -> list[Finding]:
    """Every rule that a prompt breaks, in the policy's order."""
    return _findings(prompt, words_of(prompt, policy.index), policy)


def _findings(prompt: str, words: list[Word], policy: Policy) -> list[Finding]:
    """Every broken rule, in the policy's order."""
    hits = by_lexicon([*policy.index.find(words, prompt), *signs(prompt, words)])
    found = []
    for rule in policy.rules:
        met = [
            (number, clause.decision or rule.decision, parts)
            for number, clause in enumerate(rule.when, start=1)
            if (parts := satisfied(clause, hits))
        ]
        if not met:
            continue
        decision = max((decision for _, decision, _ in met), key=GRAVITY.__getitem__)
        together = tuple(sorted({hit for _, _, parts in met for hit in parts}, key=lambda hit: hit.first))
        disguised = any(hit.decoded for hit in together)
        if disguised and decision == "allow":
            decision = "hold"
        found.append(Finding(rule, decision, together, disguised, tuple(number for number, _, _ in met)))
    return found


def _hidden(prompt: str, words: list[Word], policy: Policy) -> list[Finding]:
    """The rules that text in a cipher breaks; the whole of it is what set them off."""
    found = []
    for start, end, text in hidden_texts(prompt):
        inside = [number for number, word in enumerate(words) if start <= word.start and word.end <= end]
        if not inside:
            continue
        whole = Hit("", inside[0], inside[-1] + 1, decoded=True)
        for one in findings(text, policy):
            decision: Decision = "hold" if one.decision == "allow" else one.decision
            found.append(Finding(one.rule, decision, (whole,), disguised=True))
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
    """The prompt with what broke a rule replaced, if that is allowed and still says something; else ""."""
    if not findings or not all(finding.rule.rewrites for finding in findings):
        return ""
    hits = [hit for finding in findings for hit in finding.hits]
    if any(not hit.lexicon or hit.lexicon in SIGNS for hit in hits):
        return ""
    core = [hit for hit in hits if not policy.lexicons[hit.lexicon].context]
    return _without(core, prompt, words, policy) or _without(hits, prompt, words, policy)


def _without(hits: list[Hit], prompt: str, words: list[Word], policy: Policy) -> str:
    changes = []
    for hit in hits:
        start, end = words[hit.first].start, words[hit.last - 1].end
        owned = hit.neutral and prompt[start:end].endswith(("'s", "’s"))
        changes.append((start, end, f"{hit.neutral}'s" if owned else hit.neutral))
    rewritten = replaced(prompt, changes)
    if not reads_well(rewritten):
        return ""
    again = words_of(rewritten, policy.index)
    stopped = any(finding.decision != "allow" for finding in _findings(rewritten, again, policy))
    return "" if stopped or len(again) < FEWEST_WORDS else rewritten
