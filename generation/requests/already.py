"""Whether the very clip that is asked for has been made before."""

from __future__ import annotations

from dataclasses import replace

from generation.brief.model import Brief
from generation.models import Take

from .ask import Ask
from .matches import ClipMatch

#: Said of the file or to the machine, not of what is seen.
_FORM = frozenset({"format", "loop", "sound", "look"})


def already_made(brief: Brief, ask: Ask, matches: list[ClipMatch]) -> ClipMatch | None:
    """The match that another render would only repeat: the same specifics, engine and settings, the seed free.

    Somebody who names a seed, wants several takes or wants the clip to themselves wants a render.
    """
    if ask.seed is not None or ask.takes > 1 or ask.private:
        return None
    takes = Take.objects.filter(clip__in=[one.clip.pk for one in matches]).select_related("job")
    made = {take.clip_id: Ask(**take.job.spec) for take in takes}
    for one in matches:
        spec = made.get(one.clip.pk)
        if spec and _settings(spec) == _settings(ask) and _specifics(brief) == _specifics_of(one):
            return one
    return None


def _settings(ask: Ask) -> Ask:
    return replace(ask, prompt="", seed=None, takes=1, private=False, accept_partial=False)


def _specifics_of(one: ClipMatch) -> frozenset[tuple[str, str, bool, str]]:
    return _specifics(Brief.from_json(one.clip.brief))


def _specifics(brief: Brief) -> frozenset[tuple[str, str, bool, str]]:
    return frozenset((t.slot, t.value, t.negated, t.attached) for t in brief.terms if t.slot not in _FORM)
