"""Footage through the quality meter, as finishing sends it."""

from __future__ import annotations

from collections.abc import Iterable

from generation.finishing.frame import Frame
from generation.finishing.model import QualityReport
from generation.finishing.quality.meter import QualityMeter
from generation.finishing.small import luma, shrink

from .footage import FPS


def report(frames: Iterable[Frame], *, fps: int = FPS, loop: bool = False) -> QualityReport:
    """The meter's report on these frames."""
    meter = QualityMeter(fps, loop=loop)
    for frame in frames:
        meter.look(luma(shrink(frame)))
    return meter.report()


def severities(found: QualityReport) -> dict[str, str]:
    """How bad each measure is said to be."""
    return {finding.measure: finding.severity for finding in found.findings}


def words(found: QualityReport) -> list[str]:
    """The report as people read it."""
    return [finding.words for finding in found.findings]
