"""Which clips an account's new clips may follow from, as a variation or an extension: the one place that decides."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.access import Viewer, gone_clips, licensable_clips
from catalog.models import WITHHELD, Account, Clip, Rendition

from .models import Licence
from .offers import EXCLUSIVE


class NotFollowable(Exception):
    """No clip of this account may follow from that one; the message is the sentence for the person."""


def followable_clips(account: Account) -> QuerySet[Clip]:
    """The account's own published clips and those that it licensed, where their frames are kept.

    A clip that was sold exclusively serves its licensee alone, not the account that had it made.
    """
    licences = Licence.objects.filter(account=account, clip=OuterRef("pk"), withdrawn_at=None)
    licensed, exclusively = Exists(licences), Exists(licences.filter(tier=EXCLUSIVE))
    kept = Exists(Rendition.objects.filter(clip=OuterRef("pk"), kind=Rendition.Kind.CONTEXT))
    return Clip.objects.filter(
        kept,
        Q(Q(account=account) | licensed, state=Clip.State.PUBLISHED)
        | Q(exclusively, state=Clip.State.WITHDRAWN),
    )


def source_clip(pk: int, account: Account | None, viewer: Viewer) -> Clip:
    """The clip, where the account's may follow from it. Raises `NotFollowable`.

    Of a clip that the viewer must not know of it says no more than of one that never was.
    """
    if account is not None:
        found = followable_clips(account).filter(pk=pk).first()
        if found is not None:
            return found
    raise NotFollowable(_reason(pk, account, viewer))


def _reason(pk: int, account: Account | None, viewer: Viewer) -> str:
    mine = Clip.objects.none()
    if account is not None:
        mine = Clip.objects.filter(Q(account=account) | Q(licences__account=account), pk=pk)
    if mine.filter(state__in=WITHHELD).exists() or gone_clips(viewer).filter(pk=pk).exists():
        return f"Clip {pk} was taken down; nothing can follow from it."
    if mine.filter(account=account, state=Clip.State.REVIEWING).exists():
        return f"Clip {pk} waits for a moderator; another can follow from it once it is published."
    clip = licensable_clips(viewer).filter(pk=pk).first() or mine.filter(state=Clip.State.PUBLISHED).first()
    if clip is None:
        return "There is no such clip."
    if not clip.renditions.filter(kind=Rendition.Kind.CONTEXT).exists():
        return f"Clip {pk} keeps no frames that another could follow from."
    if account is None:
        return f"Sign in to make a clip that follows from clip {pk}."
    return f"License clip {pk} first: a clip can follow from your own, and from those that you licensed."
