"""The moderators' desk: who works on what, and what was decided. Every step leaves an audit line.

A decision is recorded at once and carried out after `UNDO`: until then it can be taken back, because what a
publication sets off (a charge, a mail, a download) cannot.
"""

from .batches import BatchResult, NotAlike, alike, decide_together, like_it
from .carrying_out import carry_out_due
from .claims import CLAIM, claim, free_claims, reserve
from .conflicts import conflict, hindrance, may_decide, waiting_for
from .decisions import decide, escalate
from .evidence import Case, case_of, marked
from .looking import looked
from .notes import note
from .preferences import preference, switch
from .queue import FINDERS, PAGE, Filters, counts, following, queue
from .reasons import REASONS, reasons_for
from .standing import Ages, Standing, standing
from .statistics import DAYS, Statistics, statistics
from .taking_back import UNDO, LastAct, last_act, undo
from .told import tell

__all__ = [
    "CLAIM",
    "DAYS",
    "FINDERS",
    "PAGE",
    "REASONS",
    "UNDO",
    "Ages",
    "BatchResult",
    "Case",
    "Filters",
    "LastAct",
    "NotAlike",
    "Standing",
    "Statistics",
    "alike",
    "carry_out_due",
    "case_of",
    "claim",
    "conflict",
    "counts",
    "decide",
    "decide_together",
    "escalate",
    "following",
    "free_claims",
    "hindrance",
    "last_act",
    "like_it",
    "looked",
    "marked",
    "may_decide",
    "note",
    "preference",
    "queue",
    "reasons_for",
    "reserve",
    "standing",
    "statistics",
    "switch",
    "tell",
    "undo",
    "waiting_for",
]
