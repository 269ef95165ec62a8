"""What the catalogue holds, and who owns it."""

from .account import Account, Membership
from .clip import Clip
from .fingerprint import FingerprintFrame
from .index_change import IndexChange
from .picture_vector import PictureVector
from .rendition import Rendition
from .review import Review, ReviewEvent

__all__ = [
    "Account",
    "Clip",
    "FingerprintFrame",
    "IndexChange",
    "Membership",
    "PictureVector",
    "Rendition",
    "Review",
    "ReviewEvent",
]
