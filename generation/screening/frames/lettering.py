"""Lettering in the frame, read by PP-OCR. A brand or a person's name holds; whatever else is read is evidence."""

from __future__ import annotations

import numpy as np
from rapidocr import RapidOCR
from scipy.ndimage import uniform_filter

from .listed import brands, people
from .model import Context, Finding, Picture, Reading, Sample
from .own_marks import without_own
from .thumbnail import thumbnail
from .weights import beside, verified

NAME = "lettering"
#: Files inside the package, and what was tried. Named one by one, the package downloads nothing.
MODELS = {
    "Det": ("PP-OCRv6_det_small.onnx", "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f"),
    "Rec": ("PP-OCRv6_rec_small.onnx", "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"),
    "Cls": (
        "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
        "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
    ),
}
#: Differences between neighbours above it are edges; lettering has many close together, in cells of so many pixels.
EDGE, CELL = 40, 24
#: Of what was read, so much is kept as evidence.
LONGEST = 200


class Lettering:
    """Reads the few samples that look most like lettering."""

    def __init__(self) -> None:
        settings: dict[str, object] = {
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
        for part, (file, sha256) in MODELS.items():
            settings[f"{part}.model_path"] = str(verified(beside("rapidocr", "models", file), sha256))
        self._reader = RapidOCR(params=settings)
        brands(), people()

    def look(self, reading: Reading, context: Context) -> list[Finding]:
        """A line for each rule that a frame breaks, else one for what was read, or that nothing was."""
        limits = context.limits.lettering
        if not reading.samples:
            raise ValueError("there is no frame to look at")
        chosen = sorted(reading.samples, key=lambda one: -text_likeness(one.picture))[: limits.frames]
        found: dict[str, Finding] = {}
        for sample in chosen:
            context.check()
            for finding in self._in_one(sample, limits.score):
                found.setdefault(finding.rule, finding)
        if any(found):
            found.pop("", None)
        return list(found.values()) or [
            Finding(NAME, f"No lettering in {len(chosen)} of the frames.", 0.0, "", limits.score)
        ]

    def _in_one(self, sample: Sample, least: float) -> list[Finding]:
        read = self.read(sample.picture, least)
        if not read:
            return []
        lines, score = [line for line, _ in read], min(score for _, score in read)
        found = []
        for rule, what, listed in (
            ("frames-brand", "a brand", brands()),
            ("frames-name", "a person's name", people()),
        ):
            names = listed.among(lines)
            if names:
                words = f"Reads as {what}: {', '.join(names)}."[:LONGEST]
                found.append(
                    Finding(NAME, words, score, rule, least, sample.at_ms, thumbnail(sample.picture))
                )
        words = f"It reads: {' · '.join(lines)}"[:LONGEST]
        return found or [Finding(NAME, words, score, "", least, sample.at_ms, thumbnail(sample.picture))]

    def read(self, picture: Picture, least: float) -> list[tuple[str, float]]:
        """Lines of lettering from top to bottom with their confidence, without our own marks."""
        answer = self._reader(np.ascontiguousarray(picture[:, :, ::-1]))
        lines = zip(getattr(answer, "txts", None) or (), getattr(answer, "scores", None) or (), strict=True)
        sure = {
            text: round(float(score), 4)
            for text, score in lines
            if score >= least and any(letter.isalnum() for letter in text)
        }
        return [(text, sure[text]) for text in without_own(list(sure))]


def text_likeness(picture: Picture) -> float:
    """How much lettering there may be: the density of hard edges where they are closest together, 0 to 1."""
    grey = picture[:, :, 1].astype(np.int16)
    edges = np.abs(np.diff(grey, axis=1)) > EDGE
    return float(np.percentile(uniform_filter(edges.astype(np.float32), CELL), 99.5))
