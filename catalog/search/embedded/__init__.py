"""The index that needs no server: SQLite's FTS5 for words, numpy for meaning."""

from .index import EmbeddedIndex

__all__ = ["EmbeddedIndex"]
