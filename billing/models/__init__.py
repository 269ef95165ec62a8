"""Credits, licences and downloads."""

from .credits import Balance, Hold, LedgerEntry
from .licence import Download, Included, Licence

__all__ = ["Balance", "Download", "Hold", "Included", "LedgerEntry", "Licence"]
