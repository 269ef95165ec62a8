"""A slide with the clip inside: it plays when the slide appears, again and again, with no sound of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.util import Emu, Pt

INCH = 914_400
WIDTH, HEIGHT = int(13.333 * INCH), int(7.5 * INCH)
CREDIT_HEIGHT = int(0.4 * INCH)
#: The main sequence plays the film as the slide appears; the film's own node repeats it for ever. Its nodes
#: are PowerPoint's own (ECMA-376, part 1, 19.5).
TIMING = Path(__file__).with_name("timing.xml")
P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def make_slide(
    video: Path, poster: Path, target: Path, *, size: tuple[int, int], title: str, credit: str, notes: str
) -> None:
    """Write a presentation of one 16:9 slide: the clip as large as fits above a line of credit.

    `size` is the video's, in pixels. The notes carry the licence; the picture has words for whoever can't
    see it.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(WIDTH), Emu(HEIGHT)
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    left, top, width, height = _placed(size)
    movie = slide.shapes.add_movie(
        str(video),
        Emu(left),
        Emu(top),
        Emu(width),
        Emu(height),
        poster_frame_image=str(poster),
        mime_type="video/mp4",
    )
    movie.name = title
    movie._element.nvPicPr.cNvPr.set("descr", f"Video: {title}. {credit}")
    _play_by_itself(slide, movie.shape_id)
    box = slide.shapes.add_textbox(Emu(0), Emu(HEIGHT - CREDIT_HEIGHT), Emu(WIDTH), Emu(CREDIT_HEIGHT))
    paragraph = box.text_frame.paragraphs[0]
    paragraph.text = credit
    paragraph.font.size = Pt(10)
    slide.notes_slide.notes_text_frame.text = notes
    deck.core_properties.title = title
    deck.core_properties.comments = credit
    deck.save(str(target))


def _placed(size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, width and height: the largest that keeps the shape, in the middle above the credit."""
    room = HEIGHT - CREDIT_HEIGHT
    scale = min(WIDTH / size[0], room / size[1])
    width, height = int(size[0] * scale), int(size[1] * scale)
    return (WIDTH - width) // 2, (room - height) // 2, width, height


def _play_by_itself(slide: Any, shape_id: int) -> None:
    """PowerPoint's own timing for a film that starts with the slide and repeats until the next one."""
    for old in slide._element.findall(f"{{{P}}}timing"):
        slide._element.remove(old)
    timing = TIMING.read_text().replace("SHAPE", str(shape_id))
    slide._element.append(etree.fromstring(timing))
