"""Every detector on one finished clip: this file reads as the recipe."""

from __future__ import annotations

import logging
from pathlib import Path

from .model import Context, Finding, FrameReport
from .reading import read
from .registry import DETECTORS, detector

log = logging.getLogger(__name__)

UNCHECKED = "frames-unchecked"
LONGEST_WORDS = 300


def inspect(path: Path, context: Context) -> FrameReport:
    """Look at a clip as people will see it. A detector that is missing or fails holds the clip: it never passes.

    Raises nothing but what `context.check` raises. Repeating it gives the same again.
    """
    context.check()
    reading = read(path, context)
    findings: list[Finding] = []
    ran, failed = [], []
    for name in DETECTORS:
        context.check()
        try:
            findings += detector(name).look(reading, context)
            ran.append(name)
        except Exception as error:  # whatever a detector meets, a person looks instead
            log.exception("the %s detector failed on %s", name, path.name)
            failed.append(name)
            why = f"The {name} detector did not run: {type(error).__name__}: {error}"
            findings.append(Finding(name, why[:LONGEST_WORDS], score=1.0, rule=UNCHECKED))
    return FrameReport(tuple(findings), tuple(ran), tuple(failed))
