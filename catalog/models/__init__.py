"""What the catalogue holds, and who owns it."""

from .account import Account, Membership
from .audit import AuditLine
from .clip import WITHHELD, Clip
from .collection import CollectedClip, Collection
from .demand import Demand
from .desk_preference import DeskPreference
from .evidence import Evidence
from .fingerprint import FingerprintFrame
from .index_change import IndexChange
from .picture_vector import PictureVector
from .rendition import Rendition
from .report import CounterNotice, Report, ReportNote
from .review import Review
from .review_vote import ReviewVote
from .search import RecentSearch, SavedSearch
from .takedown import FileMove, Takedown

__all__ = [
    "WITHHELD",
    "Account",
    "AuditLine",
    "Clip",
    "CollectedClip",
    "Collection",
    "CounterNotice",
    "Demand",
    "DeskPreference",
    "Evidence",
    "FileMove",
    "FingerprintFrame",
    "IndexChange",
    "Membership",
    "PictureVector",
    "RecentSearch",
    "Rendition",
    "Report",
    "ReportNote",
    "Review",
    "ReviewVote",
    "SavedSearch",
    "Takedown",
]
