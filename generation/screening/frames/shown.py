"""Does it show what was asked? A score by the operator's picture model, where there is one. It never holds."""

from __future__ import annotations

from .model import Context, Finding, Reading

NAME = "shown"


class Shown:
    """Asks whoever knows the model."""

    def look(self, reading: Reading, context: Context) -> list[Finding]:
        """A line with the score, or none where no model is named or it knows no words."""
        if context.shows is None:
            return []
        if not reading.samples:
            raise ValueError("there is no frame to look at")
        score = context.shows([sample.picture for sample in reading.samples])
        if score is None:
            return []
        return [Finding(NAME, f"What it shows and what was asked are {score:.2f} alike.", round(score, 4))]
