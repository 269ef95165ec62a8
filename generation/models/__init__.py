"""Requests, jobs and takes: the database row is the truth, a message only a hint."""

from .job import Job, JobEvent, JobPreview
from .request import RenderRequest
from .take import Take
from .timing import EngineTiming

__all__ = ["EngineTiming", "Job", "JobEvent", "JobPreview", "RenderRequest", "Take"]
