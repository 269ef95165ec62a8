"""The terms of licences: plain words, complete text, and the price of what is on offer now."""

from .blocks import Block, blocks
from .reading import Terms, Tier, UnknownTerms, UnknownTier, published, terms, tier_named, versions

__all__ = [
    "Block",
    "Terms",
    "Tier",
    "UnknownTerms",
    "UnknownTier",
    "blocks",
    "published",
    "terms",
    "tier_named",
    "versions",
]
