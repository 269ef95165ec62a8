"""From a brief to the words that a model is told."""

from .compose import compose, fitted, too_long
from .looks import LOOKS

__all__ = ["LOOKS", "compose", "fitted", "too_long"]
