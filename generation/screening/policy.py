"""The policy, for those who use it: load one, and test one against its own examples."""

from __future__ import annotations

from .loading import load_policy
from .rules import Policy, PolicyError, Rule
from .screen import by_rules

__all__ = ["Policy", "PolicyError", "Rule", "check_policy", "load_policy"]


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
