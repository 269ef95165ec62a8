"""Requests, jobs and takes: the database row is the truth, a message only a hint."""

from .choice import MatchChoice
from .clip_side import ClipSide
from .job import Job, JobEvent, JobPreview
from .request import RenderRequest
from .take import Take
from .timing import EngineTiming

__all__ = [
    "ClipSide",
    "EngineTiming",
    "Job",
    "JobEvent",
    "JobPreview",
    "MatchChoice",
    "RenderRequest",
    "Take",
]
