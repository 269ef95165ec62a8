"""The people of an account, and the choice between one's accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.ledger import spent_this_month
from billing.models import TeamChange
from billing.standing import standing
from billing.teams import invitations, members
from billing.teams.invitations import TeamRefused
from billing.teams.permissions import allowed
from catalog.access import CHOSEN, accounts_of
from catalog.models import Account, Membership
from catalog.typed import number

from .access import for_account

CHANGES = 30


@require_safe
@for_account("spend")
def team(request: HttpRequest, account: Account) -> HttpResponse:
    """Members, invitations, seats, and who changed what."""
    return _show(request, account)


def _show(request: HttpRequest, account: Account, problem: str = "") -> HttpResponse:
    stand = standing(account)
    rows = Membership.objects.filter(account=account).select_related("user").order_by("pk")
    context: dict[str, Any] = {
        "section": "team",
        "account": account,
        "standing": stand,
        "members": [{"row": row, "spent": spent_this_month(account, row.user)} for row in rows],
        "invitations": invitations.open_invitations(account),
        "taken": invitations.seats_taken(account),
        "changes": TeamChange.objects.filter(account=account).select_related("author")[:CHANGES],
        "may_manage": allowed(request.user, account, "manage_members"),
        "may_bill": allowed(request.user, account, "manage_billing"),
        "problem": problem,
        "roles": [(Membership.Role.MEMBER, "Member"), (Membership.Role.BILLING, "Billing")],
    }
    return render(request, "billing/team.html", context, status=422 if problem else 200)


@require_POST
@for_account("manage_members")
def invite(request: HttpRequest, account: Account) -> HttpResponse:
    """Offer a place by mail."""
    return _do(
        request,
        account,
        "The invitation is on its way.",
        lambda: invitations.invite(
            account, request.user, request.POST.get("email", ""), request.POST.get("role", "")
        ),
    )


@require_POST
@for_account("manage_members")
def withdraw(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """Take an invitation back."""
    return _do(
        request,
        account,
        "The invitation is taken back.",
        lambda: invitations.withdraw(account, request.user, pk),
    )


@require_POST
@for_account("manage_members")
def change(request: HttpRequest, account: Account, user_id: int) -> HttpResponse:
    """One member's role or cap, or their leave."""

    def carry_out() -> None:
        deed = request.POST.get("do", "")
        if deed == "role":
            members.change_role(account, request.user, user_id, request.POST.get("role", ""))
        elif deed == "cap":
            typed = request.POST.get("cap", "").strip()
            cap = number(typed) if typed else None
            if typed and cap is None:
                raise TeamRefused("A cap is a whole number of credits; leave it empty for none.")
            members.set_cap(account, request.user, user_id, cap)
        elif deed == "remove":
            members.remove(account, request.user, user_id)
        elif deed == "transfer":
            if not request.user.check_password(request.POST.get("password", "")):
                raise TeamRefused("That is not your password. Nothing was handed over.")
            members.transfer(account, request.user, user_id)
        else:
            raise TeamRefused("There is no such change.")

    return _do(request, account, "Done.", carry_out)


@require_POST
@for_account("spend")
def leave(request: HttpRequest, account: Account) -> HttpResponse:
    """Go."""
    try:
        members.leave(account, request.user)
    except TeamRefused as error:
        return _show(request, account, str(error))
    request.session.pop(CHOSEN, None)
    messages.success(request, f"You left {account.name}. Its licences stay with it.")
    return redirect("library")


def _do(request: HttpRequest, account: Account, words: str, deed: Any) -> HttpResponse:
    try:
        deed()
    except TeamRefused as error:
        return _show(request, account, str(error))
    messages.success(request, words)
    return redirect("team")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    context: dict[str, Any] = {"section": "team"}
    if request.method == "POST":
        try:
            made = members.create_team(request.POST.get("name", ""), request.user)
        except TeamRefused as error:
            context |= {"problem": str(error), "name": request.POST.get("name", "")}
            return render(request, "billing/team_new.html", context, status=422)
        request.session[CHOSEN] = made.pk
        messages.success(
            request, f"{made.name} is made, and you act for it now. A Team plan brings seats for others."
        )
        return redirect("team")
    return render(request, "billing/team_new.html", context)


@require_POST
@login_required
def switch(request: HttpRequest) -> HttpResponse:
    """Act for another of one's accounts."""
    chosen = get_object_or_404(accounts_of(request.user), pk=number(request.POST.get("account", "")) or 0)
    request.session[CHOSEN] = chosen.pk
    following = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        following = "/billing"
    return redirect(following)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered; POST takes it."""
    row = invitations.found(token)
    if row is None:
        raise Http404("There is no such invitation. Ask for a new one.")
    context: dict[str, Any] = {"invitation": row, "token": token}
    if request.method == "POST" and request.user.is_authenticated:
        confirmed = list(
            EmailAddress.objects.filter(user=request.user, verified=True).values_list("email", flat=True)
        )
        try:
            invitations.accept(row, request.user, confirmed)
        except TeamRefused as error:
            return render(request, "billing/invitation.html", context | {"problem": str(error)}, status=422)
        request.session[CHOSEN] = row.account_id
        messages.success(request, f"You belong to {row.account.name} now.")
        return redirect("team")
    return render(request, "billing/invitation.html", context)
