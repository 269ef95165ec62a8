"""Parts of a clip's page that only generation knows: how a model made it, and what can follow from it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.access import accounts_of, current_account, is_moderator, visible_clips
from generation.made_with import told
from generation.models import Take
from generation.requests.follow_ups import ways
from generation.requests.prefill import may_read


@require_safe
@never_cache
@login_required
def made(request: HttpRequest, pk: int) -> HttpResponse:
    """How a clip was made, for its account's people and for moderators; for all others there is no such page."""
    clip = get_object_or_404(visible_clips(request.user), pk=pk)
    if not (is_moderator(request.user) or accounts_of(request.user).filter(pk=clip.account_id).exists()):
        raise Http404("There is no such clip.")
    take = Take.objects.filter(clip=clip).select_related("job").first()
    page = "generation/_made.html" if request.htmx else "generation/made.html"  # type: ignore[attr-defined]
    return render(request, page, {"clip": clip, "told": told(take)})


@require_safe
@never_cache
def follow_ups(request: HttpRequest, pk: int) -> HttpResponse:
    """The buttons that lead to Make with this clip as what is followed; else the one that takes its words alone."""
    clip = get_object_or_404(visible_clips(request.user), pk=pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(clip)
    words = clip.prompt if may_read(clip, request.user) else clip.title
    context = {
        "clip": clip,
        "ways": ways(clip, current_account(request)),
        "anew": f"{reverse('make')}?{urlencode({'prompt': words})}",
    }
    return render(request, "generation/_follow_ups.html", context)
