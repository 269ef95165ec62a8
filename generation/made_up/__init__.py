"""A made-up catalogue, to try and measure search with: what clips say of themselves, without any film."""

from . import posters
from .clips import ENGINE, clips
from .sentences import sentences

__all__ = ["ENGINE", "clips", "posters", "sentences"]
