"""The policy, for those who use it: load one, and test one against its own examples."""

from __future__ import annotations

from dataclasses import dataclass

from .loading import load_policy
from .rules import Policy, PolicyError, Rule
from .screen import by_rules, findings

__all__ = ["Coverage", "Policy", "PolicyError", "Rule", "check_policy", "coverage", "load_policy"]


@dataclass(frozen=True)
class Coverage:
    """How well a rule's examples test it. `idle` are the clauses that no example sets off, counted from 1."""

    rule: Rule
    idle: tuple[int, ...]


def check_policy(policy: Policy) -> list[str]:
    """One sentence for each example that comes out wrong; an empty list means that the policy holds.

    A prompt to stop has to be stopped by that very rule (or noted, where the rule only notes); a prompt
    to pass has to set off no rule that stops. Only the rules are asked: the classifier can't be edited in a policy.
    """
    problems = []
    for rule in policy.rules:
        for prompt in rule.examples.stop:
            verdict = by_rules(prompt, policy)
            if verdict.rule != rule.id:
                found = f"{verdict.rule} answers instead" if verdict.rule else "nothing fires"
                problems.append(f"{rule.id} should answer to “{prompt}”, but {found}.")
        for prompt in rule.examples.passing:
            verdict = by_rules(prompt, policy)
            if verdict.decision != "allow":
                words = ", ".join(f"“{span.text}”" for span in verdict.spans)
                problems.append(f"“{prompt}” should pass {rule.id}, but {verdict.rule} stops it for {words}.")
    return problems


def coverage(policy: Policy) -> list[Coverage]:
    """For each rule, which of its clauses its own examples never set off."""
    covered = []
    for rule in policy.rules:
        met: set[int] = set()
        for prompt in rule.examples.stop:
            for found in findings(prompt, policy):
                if found.rule is rule:
                    met.update(found.clauses)
        idle = tuple(number for number in range(1, len(rule.when) + 1) if number not in met)
        covered.append(Coverage(rule, idle))
    return covered
