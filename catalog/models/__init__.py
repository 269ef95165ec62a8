"""What the catalogue holds, and who owns it."""

from .account import Account, Membership
from .audit import AuditLine
from .clip import Clip
from .collection import CollectedClip, Collection
from .demand import Demand
from .desk_preference import DeskPreference
from .fingerprint import FingerprintFrame
from .index_change import IndexChange
from .picture_vector import PictureVector
from .rendition import Rendition
from .review import Review
from .review_vote import ReviewVote
from .search import RecentSearch, SavedSearch

__all__ = [
    "Account",
    "AuditLine",
    "Clip",
    "CollectedClip",
    "Collection",
    "Demand",
    "DeskPreference",
    "FingerprintFrame",
    "IndexChange",
    "Membership",
    "PictureVector",
    "RecentSearch",
    "Rendition",
    "Review",
    "ReviewVote",
    "SavedSearch",
]
