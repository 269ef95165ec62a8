"""Credits, plans, what we keep of Stripe's objects, licences and downloads."""

from .credits import Balance, Bucket, Draw, Hold, LedgerEntry
from .form import Form
from .grant import FastMinutes, GrantedPlan, LedgerAudit, Notice
from .licence import Download, HolderShown, Included, Licence
from .period import PlanPeriod
from .subscription import Customer, Dispute, Invoice, Order, Price, Subscription
from .team import Invitation, TeamChange
from .webhook import SandboxClock, WebhookEvent

__all__ = [
    "Balance",
    "Bucket",
    "Customer",
    "Dispute",
    "Download",
    "Draw",
    "FastMinutes",
    "Form",
    "GrantedPlan",
    "Hold",
    "HolderShown",
    "Included",
    "Invitation",
    "Invoice",
    "LedgerAudit",
    "LedgerEntry",
    "Licence",
    "Notice",
    "Order",
    "PlanPeriod",
    "Price",
    "SandboxClock",
    "Subscription",
    "TeamChange",
    "WebhookEvent",
]
