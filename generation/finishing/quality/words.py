"""The measures in plain words, with how bad they are."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Finding, Severity
from .measures import Measured

#: From where a measure is worth a notice, and from where it spoils the clip. Set by damaging clean clips.
FLICKER = (0.012, 0.04)
UNSTEADY = (1.5, 4.0)
CADENCE = (0.42, 0.8)
CLIPPED = (0.25, 0.6)
SEAM = (2.0, 3.0)
#: A first frame all but equal to the last stands still for a moment at each turn of the loop.
SEAM_STANDS = 0.12
#: A picture frozen for more than this share of the clip spoils it.
FROZEN_BAD = 0.1


def findings(seen: Measured, fps: int, *, loop: bool) -> Iterator[Finding]:
    """One line per measure that says something; what is good about movement and light is said too."""
    yield _flicker(seen)
    yield _cadence(seen, fps)
    yield _unsteady(seen)
    if seen.frozen:
        bad = len(seen.frozen) > FROZEN_BAD * seen.frames
        yield Finding("frozen", "bad" if bad else "notice", _frames("frozen frame", seen.frozen, fps))
    if seen.pops:
        yield Finding("pops", "bad", f"The picture jumps at {_times(seen.pops, fps)}")
    if seen.local_pops:
        yield Finding("pops", "notice", f"Part of the picture jumps at {_times(seen.local_pops, fps)}")
    yield from _light(seen, fps)
    if loop:
        yield _seam(seen)


def _flicker(seen: Measured) -> Finding:
    severity = _grade(seen.flicker, FLICKER)
    return Finding("flicker", severity, _pick(severity, "No flicker", "Slight flicker", "Flickers"))


def _cadence(seen: Measured, fps: int) -> Finding:
    """Repeats explain an uneven cadence better than a number does."""
    if not seen.moves:
        return Finding("cadence", "notice", "Hardly anything moves")
    if len(seen.repeated) > 1 and len(seen.repeated) > 0.03 * seen.frames:
        every = round(seen.frames / len(seen.repeated))
        return Finding("cadence", "bad", f"Uneven cadence: about 1 frame in {every} repeats the one before")
    severity = _grade(seen.cadence, CADENCE)
    if seen.repeated:
        return Finding("cadence", "notice", _frames("repeated frame", seen.repeated, fps))
    return Finding(
        "cadence", severity, _pick(severity, "Steady cadence", "Slightly uneven cadence", "Uneven cadence")
    )


def _unsteady(seen: Measured) -> Finding:
    severity = _grade(seen.unsteady, UNSTEADY)
    return Finding(
        "unsteady", severity, _pick(severity, "Steady camera", "Slightly unsteady camera", "Shaky camera")
    )


def _light(seen: Measured, fps: int) -> Iterator[Finding]:
    if seen.black_frames:
        bad = len(seen.black_frames) > 0.5 * seen.frames
        yield Finding("black", "bad" if bad else "notice", _frames("black frame", seen.black_frames, fps))
    for measure, share, words in (
        ("clipped_highlights", seen.white, "is burnt out to white"),
        ("clipped_shadows", seen.crushed, "is lost in black"),
    ):
        severity = _grade(share, CLIPPED)
        if severity != "good":
            yield Finding(measure, severity, f"{share:.0%} of the picture {words}")


def _seam(seen: Measured) -> Finding:
    if seen.moves and seen.seam < SEAM_STANDS:
        return Finding("seam", "notice", "The loop stands still for one frame where it turns")
    severity = _grade(seen.seam, SEAM)
    return Finding(
        "seam",
        severity,
        _pick(severity, "Loops without a seam", "A slight seam where it loops", "A jump where it loops"),
    )


def _grade(value: float, limits: tuple[float, float]) -> Severity:
    return "bad" if value > limits[1] else "notice" if value > limits[0] else "good"


def _pick(severity: Severity, good: str, notice: str, bad: str) -> str:
    return {"good": good, "notice": notice, "bad": bad}[severity]


def _frames(what: str, frames: tuple[int, ...], fps: int) -> str:
    return f"{len(frames)} {what}{'' if len(frames) == 1 else 's'} at {_clock(frames[0], fps)}"


def _times(frames: tuple[int, ...], fps: int) -> str:
    """The first three times, and how many more there are."""
    shown = ", ".join(_clock(frame, fps) for frame in frames[:3])
    return shown if len(frames) <= 3 else f"{shown} and {len(frames) - 3} more"


def _clock(frame: int, fps: int) -> str:
    tenths = int(10 * frame / fps)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"
