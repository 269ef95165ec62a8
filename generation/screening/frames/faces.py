"""Faces: evidence, not a verdict. They hold a clip only beside a rule of the prompt that is about real people."""

from __future__ import annotations

from .model import Context, Finding, Reading
from .retina import Retina
from .thumbnail import thumbnail

NAME = "faces"
#: More frames with faces would tell a moderator nothing new.
MOST = 3


class Faces:
    """Looks for faces in every sample."""

    def __init__(self) -> None:
        self._retina = Retina()

    def look(self, reading: Reading, context: Context) -> list[Finding]:
        """A line for each of the frames with the surest faces, or one that there is none."""
        limits = context.limits.faces
        if not reading.samples:
            raise ValueError("there is no frame to look at")
        seen = []
        for sample in reading.samples:
            context.check()
            faces = self._retina.faces(sample.picture, limits.score)
            if faces:
                seen.append((faces[0].score, sample, len(faces)))
        touched = sorted(context.prompt_rules & set(limits.rules))
        rule = "frames-face" if touched else ""
        beside = f" The prompt set off {', '.join(touched)}." if touched else ""
        seen.sort(key=lambda one: -one[0])
        found = [
            Finding(
                NAME,
                f"{count} face{'s' if count > 1 else ''}.{beside}",
                score,
                rule,
                limits.score,
                sample.at_ms,
                thumbnail(sample.picture),
            )
            for score, sample, count in seen[:MOST]
        ]
        return found or [Finding(NAME, f"No face in {len(reading.samples)} frames.", 0.0, "", limits.score)]
