"""The Make page's choices as they stand: which engine is meant, what it offers, what is followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.text import slugify

from catalog.access import current_account
from catalog.models import Account
from generation.engine.base import Problem
from generation.engine.registry import UnknownEngine, engine
from generation.formats import smaller
from generation.requests import engines
from generation.requests.ask import Ask
from generation.requests.engine_choices import engine_choices
from generation.requests.form import AskForm
from generation.requests.limits import limits
from generation.requests.nearest import TICKS, offer
from generation.requests.prefill import OFF, unticked

#: What an address never carries: the form's tokens, and answers that belong to one press.
_NEVER = ("csrfmiddlewaretoken", "key", "insist", "look_again")
#: Stands in for words, where only the settings matter.
_SOME = "waves"


@dataclass(frozen=True)
class Offer:
    """What an engine can't make, and a press that sets the nearest that it can; `label` is "" where nothing would."""

    sentence: str
    field: str
    value: str
    label: str
    address: str


@dataclass(frozen=True)
class Look:
    """A look as a choice; `picture` names its file."""

    value: str
    picture: str


def address(values: dict[str, Any], **changed: str) -> str:
    """Make, with the form as it is but for what is changed; "" takes a field out, a tick that is off says so."""
    query = QueryDict(mutable=True)
    kept = {name: value for name, value in values.items() if name not in _NEVER}
    given = unticked(values) | kept | changed
    query.update({name: value for name, value in given.items() if value not in (None, "")})
    return f"{reverse('make')}?{query.urlencode()}"


def offers(problems: Iterable[Problem], values: dict[str, Any]) -> list[Offer]:
    """Every problem, with the way out of it."""
    found = []
    for one in problems:
        value = OFF if one.field in TICKS else one.nearest
        found.append(Offer(one.sentence, one.field, value, offer(one), address(values, **{one.field: value})))
    return found


def fitting(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """First values that the account's plan has and the engine can make."""
    account = current_account(request)
    said = {name: given[name] for name in ("engine", "aspect", "source", "follows") if given.get(name)}
    ask = _ask(AskForm(said | {"prompt": _SOME}, account, request.user), account)
    return {"resolution": smaller(Ask.resolution, limits(account, ask).largest)}


def choices(request: HttpRequest, values: dict[str, Any]) -> dict[str, Any]:
    """What the page offers for the engine and the settings as they stand, however far the form is from complete."""
    account = current_account(request)
    form = AskForm(values | {"prompt": values.get("prompt") or _SOME}, account, request.user)
    ask = _ask(form, account)
    chosen = engine(ask.engine)
    return {
        "chosen": chosen,
        "wanted": values.get("engine") or engines.default(),
        "engines": engine_choices(account, ask),
        "limits": limits(account, ask),
        "looks": [Look(name, slugify(name)) for name in chosen.looks],
        "look": ask.look,
        "followed": form.followed,
        "follows": values.get("follows", ""),
        "unfollowed": address(values, source="", follows=""),
    }


def _ask(form: AskForm, account: Account | None) -> Ask:
    """The ask, or what is valid of it with the engine that is meant, else the default one."""
    if form.is_valid():
        return form.ask
    valid = {
        name: form.cleaned_data[name]
        for name in ("aspect", "resolution", "fps", "look", "follows")
        if form.cleaned_data.get(name)
    }
    follows = valid.get("follows")
    try:
        name = engines.resolve(form.cleaned_data.get("engine", ""), account, follows)
    except UnknownEngine:
        name = engines.resolve("", account, follows)
    return Ask(_SOME, engine=name, **valid)
