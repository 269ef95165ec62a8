"""Validation of an ask, once, for the page, the command line and the API alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser

from billing.following import NotFollowable, source_clip
from catalog.access import Viewer
from catalog.models import Account, Clip
from generation import formats
from generation.engine.base import Problem
from generation.engine.registry import UnknownEngine, engine, models

from .ask import Ask
from .engines import resolve

#: The ways in which a clip can follow from another, and how people say them.
FOLLOWS = {"variation": "make a variation of", "extend": "extend"}


def _choices(values: Any) -> list[tuple[str, str]]:
    return [(str(value), str(value)) for value in values]


def _pick(name: str, values: Any) -> dict[str, str]:
    sentence = f"There is no {name} “%(value)s”; choose one of: {', '.join(str(v) for v in values)}."
    return {"invalid_choice": sentence, "required": f"Choose a {name}."}


class AskForm(forms.Form):
    """Checks everything about an ask. `ask` holds it once `is_valid()`; unset fields take `Ask`'s defaults.

    `account` would pay: what "best" means, and which clips the new one may follow from, depends on it; `viewer` is told
    why not. `problems` are the errors that have a nearest value. `followed` is the clip that the new one follows from,
    once it was found and allowed.
    """

    prompt = forms.CharField(
        strip=True, required=True, error_messages={"required": "Describe the shot: the prompt is empty."}
    )
    duration = forms.DecimalField(
        required=False,
        max_digits=6,
        decimal_places=3,
        error_messages={
            "invalid": "The duration is not a number; give seconds, such as 8 or 7.5.",
            "max_digits": "The duration is out of range; choose 2 to 60 seconds.",
            "max_whole_digits": "The duration is out of range; choose 2 to 60 seconds.",
            "max_decimal_places": "The duration has more than three decimals; give seconds, such as 7.5.",
        },
    )
    aspect = forms.ChoiceField(
        required=False, choices=_choices(formats.ASPECTS), error_messages=_pick("shape", formats.ASPECTS)
    )
    resolution = forms.ChoiceField(
        required=False,
        choices=_choices(formats.RESOLUTIONS),
        error_messages=_pick("size", formats.RESOLUTIONS),
    )
    fps = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=_choices(formats.RATES),
        error_messages=_pick("frame rate", formats.RATES),
    )
    takes = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=_choices(formats.TAKES),
        error_messages=_pick("number of takes", formats.TAKES),
    )
    quality = forms.ChoiceField(
        required=False,
        choices=_choices(formats.QUALITIES),
        error_messages=_pick("quality", formats.QUALITIES),
    )
    seed = forms.IntegerField(
        required=False,
        error_messages={"invalid": f"The seed is not a whole number; choose 0 to {formats.LARGEST_SEED:,}."},
    )
    engine = forms.CharField(required=False)
    look = forms.CharField(required=False)
    loop = forms.BooleanField(required=False)
    sound = forms.BooleanField(required=False)
    private = forms.BooleanField(required=False)
    accept_partial = forms.BooleanField(required=False)
    source = forms.IntegerField(
        required=False, error_messages={"invalid": "The clip to follow is named by its number."}
    )
    follows = forms.ChoiceField(
        required=False, choices=_choices(FOLLOWS), error_messages=_pick("way to follow", FOLLOWS)
    )

    ask: Ask
    followed: Clip | None = None

    def __init__(
        self, data: Mapping[str, Any], account: Account | None = None, viewer: Viewer | None = None
    ) -> None:
        super().__init__(data)
        self.account = account
        self.viewer = viewer or AnonymousUser()
        self.problems: list[Problem] = []

    def clean_prompt(self) -> str:
        """Plain words in a reasonable length. HTML is only text here: pages escape it."""
        prompt: str = self.cleaned_data["prompt"]
        if len(prompt) > formats.LONGEST_PROMPT:
            raise forms.ValidationError(
                f"The prompt has {len(prompt):,} characters; shorten it to {formats.LONGEST_PROMPT:,}."
            )
        control = next((c for c in prompt if unicodedata.category(c) == "Cc" and c not in "\r\n\t"), None)
        if control is not None:
            raise forms.ValidationError(
                f"The prompt has a control character (U+{ord(control):04X}); type it again without pasting."
            )
        if not any(c.isalpha() for c in prompt):
            raise forms.ValidationError("The prompt has no words; describe the shot in a few.")
        return " ".join(prompt.split())

    def clean_duration(self) -> Decimal | None:
        """Whole milliseconds, 2 to 60 seconds."""
        duration: Decimal | None = self.cleaned_data["duration"]
        if duration is not None and not formats.SHORTEST_MS <= duration * 1000 <= formats.LONGEST_MS:
            raise forms.ValidationError(
                f"{duration.normalize():f} s is out of range; choose 2 to 60 seconds."
            )
        return duration

    def clean_seed(self) -> int | None:
        """A seed that every engine takes."""
        seed: int | None = self.cleaned_data["seed"]
        if seed is not None and not 0 <= seed <= formats.LARGEST_SEED:
            raise forms.ValidationError(f"The seed is out of range; choose 0 to {formats.LARGEST_SEED:,}.")
        return seed

    def clean_source(self) -> int | None:
        """A clip that the account may follow from."""
        number: int | None = self.cleaned_data["source"]
        if number is None:
            return None
        try:
            self.followed = source_clip(number, self.account, self.viewer)
        except NotFollowable as error:
            raise forms.ValidationError(str(error)) from error
        return number

    def clean(self) -> dict[str, Any]:
        """What depends on more than one field: the engine, its looks, what it can follow; then the whole ask."""
        data = super().clean() or self.cleaned_data
        given = {
            name: value
            for name, value in data.items()
            if value not in (None, "") and name not in ("duration",)
        }
        named = not self.errors.keys() & {"source", "follows"}
        if named and ("source" in given) != ("follows" in given):
            self.add_error("follows", "Say both which clip to follow and how: a variation, or an extension.")
        follows = given.get("follows")
        try:
            chosen = engine(resolve(given.get("engine", ""), self.account, follows))
        except UnknownEngine as error:
            self.add_error("engine", str(error))
            return data
        if follows and follows not in chosen.follows:
            able = [one.name for one in models() if follows in engine(one.name).follows]
            remedy = "Choose another." if able else "No engine here can."
            sentence = f"{chosen.title} can't {FOLLOWS[follows]} a clip. {remedy}"
            self._near("engine", sentence, able[0] if able else "")
        look = given.get("look", Ask.look)
        if look not in chosen.looks:
            looks = ", ".join(chosen.looks)
            self._near("look", f"There is no look “{look}”; choose one of: {looks}.", Ask.look)
        if not self.errors:
            if data.get("duration") is not None:
                given["duration_ms"] = int(data["duration"] * 1000)
            given["engine"] = chosen.name
            # What follows from a private clip shows what that shows.
            given["private"] = given["private"] or bool(self.followed and self.followed.private)
            self.ask = Ask(**given)
        return data

    def _near(self, field: str, sentence: str, nearest: str) -> None:
        """An error with something near that would do."""
        self.add_error(field, sentence)
        self.problems.append(Problem(field, sentence, nearest))
