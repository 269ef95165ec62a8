"""What each kind of case asks, and what each answer does, in the words on the buttons."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.models import Review

Kind = Review.Kind


@dataclass(frozen=True)
class Words:
    """`tab` names the kind in the queue; `asks` stands above the evidence; `approve` and `reject` on the buttons."""

    tab: str
    asks: str
    approve: str
    reject: str


WORDS: dict[str, Words] = {
    Kind.CLIP: Words(
        "Held",
        "The policy held this clip. May it be published? Rejected, its credits go back.",
        "Approve",
        "Reject",
    ),
    Kind.PROMPT: Words(
        "Refusals",
        "This prompt was refused, and the person asks for a second look. Granted, they may make it.",
        "Grant the appeal",
        "Turn down",
    ),
    Kind.APPEAL: Words(
        "Appeals",
        "A decision against this clip is questioned by its account. Granted, it is published; nothing is charged.",
        "Grant the appeal",
        "Turn down",
    ),
    Kind.REPORT: Words(
        "Reports",
        "Somebody reported this clip. Approved, it stays; rejected, it is taken down.",
        "Leave it up",
        "Take down",
    ),
    Kind.SAMPLE: Words(
        "Samples",
        "The policy let this clip pass by itself, and it is published. Was that right? Rejected, it is taken down.",
        "Rightly passed",
        "Take down",
    ),
    Kind.PROBING: Words(
        "Probing",
        "This account was refused again and again. Is it trying to get round the policy?",
        "No, all is well",
        "Yes",
    ),
}


def words_for(kind: str) -> Words:
    """The words of a kind of case."""
    return WORDS[kind]
