"""Requests, jobs and takes: the database row is the truth, a message only a hint."""

from .choice import MatchChoice
from .clip_side import ClipSide
from .job import Job, JobEvent, JobPreview
from .override import Override
from .policy import PolicyInForce
from .refusal import Refusal
from .request import RenderRequest
from .take import Take
from .timing import EngineTiming
from .worker import RenderWorker

__all__ = [
    "ClipSide",
    "EngineTiming",
    "Job",
    "JobEvent",
    "JobPreview",
    "MatchChoice",
    "Override",
    "PolicyInForce",
    "Refusal",
    "RenderRequest",
    "RenderWorker",
    "Take",
]
