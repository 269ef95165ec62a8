"""How a request stands, for a page that is asked again every second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db.models import Q

from catalog.models import Clip, Review
from generation.jobs.claim import waiting
from generation.jobs.served import Served, served_with
from generation.models import Job, RenderRequest

StepState = Literal["done", "now", "next", "stopped"]
State = RenderRequest.State


@dataclass(frozen=True)
class Step:
    """One line of the timeline."""

    name: str
    state: StepState
    note: str = ""


@dataclass(frozen=True)
class Following:
    """A request's standing. `percent` and `seconds_left` are of the whole job; None where unknown.

    `ahead` counts jobs that are due before this one; `waiting_for_queue` says that no message
    reached the workers yet, so that the request waits for the broker and nothing is lost.
    """

    state: str
    steps: tuple[Step, ...]
    percent: int
    seconds_left: int | None
    ahead: int
    has_preview: bool
    waiting_for_queue: bool
    clips: list[Clip]
    message: str
    money: str

    @property
    def final(self) -> bool:
        """Whether nothing will change any more by itself."""
        return self.state not in (State.QUEUED, State.RENDERING, State.REVIEW)


def follow(request: RenderRequest) -> Following:
    """How the request stands now."""
    job = Job.objects.filter(pk=request.job_id).first() if request.job_id else None
    ahead = _ahead(job) if job and job.state == Job.State.QUEUED else 0
    rendering = request.state == State.RENDERING and job is not None
    left = job.seconds_left if job and rendering else None
    return Following(
        state=request.state,
        steps=_steps(request, job, ahead),
        percent=100
        if request.state in (State.READY, State.REVIEW)
        else int(100 * job.progress)
        if job and rendering
        else 0,
        seconds_left=max(1, round(left)) if left is not None else None,
        ahead=ahead,
        has_preview=bool(job and rendering and hasattr(job, "preview")),
        waiting_for_queue=bool(job and job.state == Job.State.QUEUED and job.hinted_at is None),
        clips=_clips(request),
        message=_message(request, job),
        money=_money(request),
    )


def _ahead(job: Job) -> int:
    """Jobs of the engines that it competes with which render now, or are due before it."""
    engines = served_with(job.engine)
    rendering = Job.objects.filter(state=Job.State.RENDERING, engine__in=engines).count()
    due = list(waiting(Served(engines)))
    return rendering + (due.index(job.pk) if job.pk in due else 0)


def _clips(request: RenderRequest) -> list[Clip]:
    if request.state not in (State.READY, State.REVIEW):
        return []
    seen = Q(state=Clip.State.PUBLISHED)
    if request.state == State.REVIEW:
        seen |= Q(state=Clip.State.REVIEWING)
    clips = Clip.objects.filter(seen, take__job=request.job_id).order_by("take__index")
    return list(clips.select_related("take").prefetch_related("renditions"))


def _steps(request: RenderRequest, job: Job | None, ahead: int) -> tuple[Step, ...]:
    """The way of a request as a timeline; what never came is left out once it has ended."""
    state = request.state
    if state == State.REFUSED:
        return (Step("Checked", "stopped", request.verdict.get("name", "")),)
    reviewed = request.verdict.get("decision") == "hold" or state in (State.REVIEW, State.REJECTED)
    names = ["Checked", "Queued", "Rendering", *(["Review"] if reviewed else []), "Ready"]
    at = {State.QUEUED: "Queued", State.RENDERING: "Rendering", State.REVIEW: "Review", State.READY: "Ready"}
    if state in at:
        here = names.index(at[State(state)])
        notes = {
            "Queued": "next" if ahead == 0 else f"{ahead} ahead of you",
            "Rendering": f"{int(100 * job.progress)} %" if job else "",
        }
        return tuple(
            Step(
                name,
                "done" if i < here or state == State.READY else "now" if i == here else "next",
                notes.get(name, "") if i == here else "",
            )
            for i, name in enumerate(names)
        )
    stopped = {State.REJECTED: "Review", State.FAILED: "Rendering", State.CANCELLED: "Rendering"}[
        State(state)
    ]
    if state == State.CANCELLED and job and job.started_at is None:
        stopped = "Queued"
    here = names.index(stopped) if stopped in names else len(names) - 1
    ended = Step(names[here], "stopped", str(request.get_state_display()).lower())
    return (*(Step(name, "done") for name in names[:here]), ended)


def _message(request: RenderRequest, job: Job | None) -> str:
    if request.state == State.REFUSED:
        return str(request.verdict.get("reason", ""))
    if request.state == State.FAILED:
        return job.error if job else ""
    if request.state == State.REJECTED:
        review = _last_review(request)
        return review or "A moderator decided that this clip can't be published."
    if request.state == State.REVIEW:
        looks = "A moderator looks at this clip before it is yours. You will get a mail."
        return f"{review_reason(request)} {looks}".strip()
    return ""


def review_reason(request: RenderRequest) -> str:
    """Why a moderator looks at it: the rule that the prompt set off, or the gravest that its frames did."""
    if request.verdict.get("decision") == "hold":
        return str(request.verdict.get("reason", ""))
    open_ = Review.objects.filter(clip__take__job=request.job_id, state=Review.State.OPEN)
    return open_.order_by("-risk", "pk").values_list("reason", flat=True).first() or ""


def _last_review(request: RenderRequest) -> str:
    reason = (
        Review.objects.filter(clip__take__job=request.job_id, state=Review.State.REJECTED)
        .values_list("decision_reason", flat=True)
        .last()
    )
    return reason or ""


def _money(request: RenderRequest) -> str:
    """What happened with the credits, in a sentence; from the hold itself, not from memory."""
    if request.hold is None:
        return "Nothing was charged."
    credits = request.hold.credits
    plural = "credit" if credits == 1 else "credits"
    if request.hold.state == "held":
        return f"{credits} {plural} held. Charged only when your clip is ready."
    if request.hold.state == "captured":
        return f"{request.hold.captured} of {credits} {plural} charged."
    return f"Your {credits} {plural} came back. Nothing was charged."
