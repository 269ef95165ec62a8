"""The index that needs no server: SQLite for words, numpy for meanings."""

from .index import EmbeddedIndex

__all__ = ["EmbeddedIndex"]
