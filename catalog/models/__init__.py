"""What the catalogue holds, and who owns it."""

from .account import Account, Membership
from .audit import AuditLine
from .clip import Clip
from .collection import CollectedClip, Collection
from .demand import Demand
from .evidence import Evidence
from .fingerprint import FingerprintFrame
from .index_change import IndexChange
from .picture_vector import PictureVector
from .rendition import Rendition
from .review import Review, ReviewEvent
from .search import RecentSearch, SavedSearch

__all__ = [
    "Account",
    "AuditLine",
    "Clip",
    "CollectedClip",
    "Collection",
    "Demand",
    "Evidence",
    "FingerprintFrame",
    "IndexChange",
    "Membership",
    "PictureVector",
    "RecentSearch",
    "Rendition",
    "Review",
    "ReviewEvent",
    "SavedSearch",
]
