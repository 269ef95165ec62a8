"""What each kind of report asks for. A copyright notice has the parts that the law names (17 U.S.C. 512(c)(3))."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from .answering import Counter
from .clocks import Kind
from .receiving import Given

LONGEST = 5_000
#: Filled by programs alone: it is out of sight.
TRAP = "website"
_NEEDED = {"required": "Fill this in, please."}


def _text(label: str, *, help_text: str = "", longest: int = 120, required: bool = True, **attrs: str) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        required=required,
        error_messages=_NEEDED,
        widget=forms.TextInput(attrs),
    )


def _area(label: str, *, help_text: str = "", longest: int = LONGEST, required: bool = True) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        required=required,
        error_messages=_NEEDED,
        widget=forms.Textarea({"rows": 5}),
    )


def _statement(label: str) -> Any:
    return forms.BooleanField(
        label=label, error_messages={"required": "We can't act without this statement."}
    )


class ReportForm(forms.Form):
    """Name, address and words: what every kind asks for."""

    KIND: Kind = Kind.OTHER
    #: Fields that are no statements of their kind.
    PLAIN = frozenset({"words", "name", "email", "once", TRAP, "shares"})

    words = _area("What is wrong with it?", help_text="Say what you see, and when in the clip.")
    name = _text("Your name", autocomplete="name")
    email = forms.EmailField(
        label="Your mail address",
        help_text="We write to you when it is decided, and for nothing else.",
        error_messages=_NEEDED,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def given(self) -> Given:
        """What was sent."""
        clean = self.cleaned_data
        return Given(
            kind=self.KIND,
            name=clean["name"],
            email=clean["email"],
            words=clean["words"],
            statements={name: value for name, value in clean.items() if name not in self.PLAIN},
            shares=clean.get("shares", False),
            once=clean["once"],
        )


class MinorForm(ReportForm):
    """Nobody has to say who they are to report harm to a child."""

    KIND = Kind.MINOR
    name = _text("Your name (you may leave it out)", required=False, autocomplete="name")
    email = forms.EmailField(
        label="Your mail address (you may leave it out)",
        help_text="With it we can tell you what came of it.",
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    words = _area("What do you see?", required=False)


class LikenessForm(ReportForm):
    """The right of whoever is shown to be removed."""

    KIND = Kind.LIKENESS
    who = forms.ChoiceField(
        label="Whom does it show?",
        choices=[
            ("me", "Me"),
            ("care", "Somebody I may speak for: my child, my ward, a relative who died"),
            ("agent", "Somebody who asked me to act for them"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one, please."},
    )
    words = _area(
        "Where is the person, and how do you know?",
        help_text="When in the clip, and by what they are recognised. You need not send a picture or a document.",
    )
    true = _statement("What I say is true, and I am the person or may speak for them.")
    field_order = ("who", "words", "name", "email", "true")


class CopyrightForm(ReportForm):
    """A notice of claimed infringement."""

    KIND = Kind.COPYRIGHT
    work = _area(
        "Which work is it?",
        help_text="Its title, what kind of work it is, and where it can be seen. Several works: name each.",
        longest=2_000,
    )
    words = _area("What of it is in the clip?", help_text="When in the clip, and what was taken.")
    owner = _text("Who owns the copyright?", help_text="You, or whom you act for.", longest=200)
    name = _text("Your full name", autocomplete="name")
    address = _text("Your postal address", longest=300, autocomplete="street-address")
    phone = _text("Your telephone number", longest=40, autocomplete="tel")
    good_faith = _statement(
        "I believe in good faith that the use is not allowed by the copyright owner, its agent, or the law."
    )
    accuracy = _statement(
        "What this notice says is accurate and, under penalty of perjury, I am the owner or may act for the owner."
    )
    signature = _text("Your signature", help_text="Type your full name as above.", autocomplete="off")
    shares = forms.BooleanField(
        label="The clip's account may read this notice with my name, so that it can answer.",
        required=False,
        help_text="Without it the account learns only that a notice came.",
    )
    field_order = (
        "work", "words", "owner", "name", "address", "phone", "email", "good_faith", "accuracy", "signature", "shares",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A signature is the name, typed again."""
        return _signed(super().clean() or {}, self)


class TrademarkForm(ReportForm):
    """Somebody's mark."""

    KIND = Kind.TRADEMARK
    mark = _text("Which trademark?", help_text="The word, or what the sign looks like.", longest=200)
    registered = _text(
        "Where is it registered, under which number?",
        help_text="If it is not registered, say since when and where you use it.",
        longest=300,
    )
    owner = _text("Who owns it?", longest=200)
    good_faith = _statement("I am the owner or may act for the owner, and what I say is true.")
    field_order = ("mark", "registered", "owner", "words", "name", "email", "good_faith")


class CounterForm(forms.Form):
    """A counter-notice (17 U.S.C. 512(g)(3))."""

    words = _area(
        "Why was it taken down by mistake?",
        help_text="For instance: it is your own work, you have a licence, or the notice means another clip.",
    )
    name = _text("Your full name", autocomplete="name")
    address = _text("Your postal address", longest=300, autocomplete="street-address")
    phone = _text("Your telephone number", longest=40, autocomplete="tel")
    email = forms.EmailField(
        label="Your mail address",
        error_messages=_NEEDED,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    mistake = _statement(
        "Under penalty of perjury: I believe in good faith that the clip was taken down by mistake or because it was "
        "taken for something else."
    )
    court = _statement(
        "I accept the jurisdiction of the court for my address, or of any court for this site's seat if I live "
        "abroad, and papers of whoever sent the notice may be served on me."
    )
    passed_on = _statement(
        "Whoever sent the notice gets this answer as it is, with my name, address and telephone number."
    )
    signature = _text("Your signature", help_text="Type your full name as above.", autocomplete="off")

    def clean(self) -> dict[str, Any]:
        """A signature is the name, typed again."""
        return _signed(super().clean() or {}, self)

    def counter(self) -> Counter:
        """What was sent."""
        return Counter(**{name: self.cleaned_data[name] for name in Counter.__dataclass_fields__})


class AppealForm(forms.Form):
    """Words for somebody who did not decide it."""

    words = _area("Why should the clip come back?", longest=2_000)


_OWN = {form.KIND: form for form in (MinorForm, LikenessForm, CopyrightForm, TrademarkForm)}


def form_of(kind: Kind) -> type[ReportForm]:
    """The form of a kind."""
    return _OWN.get(kind) or type("PlainForm", (ReportForm,), {"KIND": kind})


def _signed(clean: dict[str, Any], form: forms.Form) -> dict[str, Any]:
    name, signature = (" ".join(str(clean.get(one, "")).split()).casefold() for one in ("name", "signature"))
    if name and signature and name != signature:
        form.add_error("signature", "Type your full name here as you typed it above.")
    return clean
