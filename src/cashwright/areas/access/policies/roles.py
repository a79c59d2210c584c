"""The roles of the house. Each is free of incompatible duties by itself; a test checks that.

`accountant` stands beside the controller because writing journals by hand and closing the
period are kept apart; a house with one person for both records a compensating control.
"""

from dataclasses import dataclass
from enum import StrEnum

from cashwright.areas.access.policies.permissions import PERMISSIONS, PERSONAL_DATA


class Role(StrEnum):
    """The roles a person can hold."""

    CLERK = "clerk"
    COLLECTOR = "collector"
    CASH_APPLIER = "cash_applier"
    CREDIT_MANAGER = "credit_manager"
    ACCOUNTANT = "accountant"
    CONTROLLER = "controller"
    CFO = "cfo"
    AUDITOR = "auditor"
    DEVELOPER = "developer"
    ADMIN = "admin"
    SALES = "sales"
    SUCCESS = "success"
    PRODUCT = "product"
    IT = "it"


@dataclass(frozen=True, slots=True)
class RoleCard:
    """What a role is called, what it is for, and what it may do."""

    title: str
    purpose: str
    permissions: frozenset[str]


def _card(title: str, purpose: str, *parts: frozenset[str] | str) -> RoleCard:
    named = [frozenset(part.split()) if isinstance(part, str) else part for part in parts]
    permissions = frozenset[str]().union(*named)
    assert permissions <= PERMISSIONS.keys(), f"{title}: {permissions - PERMISSIONS.keys()}"
    return RoleCard(title, purpose, permissions)


_READS = frozenset(name for name in PERMISSIONS if name.endswith(".read"))
_OUTSIDE = "customers.read invoices.read payments.read reports.read catalog.read contracts.read"
_DESK = (
    f"{_OUTSIDE} contacts.read tasks.read tasks.work approvals.read imports.read exports.run "
    "runs.read runs.plan mailbox.read settings.read usage.read collections.read disputes.read "
    "inbox.read"
)
_BOOKS = f"{_DESK} ledger.read audit.read approvals.decide"

ROLES: dict[Role, RoleCard] = {
    Role.CLERK: _card(
        "Billing clerk", "Keeps customers and writes and posts invoices.", _DESK,
        "customers.edit contacts.edit invoices.draft invoices.post imports.run usage.take orders.take "
        "contracts.edit disputes.edit inbox.answer",
    ),
    Role.COLLECTOR: _card(
        "Collector", "Looks after open invoices: reminds, calls, proposes write-offs.", _DESK,
        "contacts.edit customers.hold messages.send writeoffs.request collections.work charges.decide",
        "disputes.edit inbox.answer",
    ),
    Role.CASH_APPLIER: _card(
        "Cash applier", "Records money received and applies it to invoices.", _DESK,
        "payments.receive cash.apply imports.run runs.run",
    ),
    Role.CREDIT_MANAGER: _card(
        "Credit manager", "Sets limits and reminding policy, asks for refunds, decides requests.",
        _DESK, "approvals.decide audit.read credit_limits.edit customers.hold refunds.request",
        "policies.edit templates.edit messages.send runs.run collections.work charges.decide",
        "agencies.place disputes.edit disputes.resolve inbox.answer",
    ),
    Role.ACCOUNTANT: _card(
        "Accountant", "Keeps the ledger: journals by hand and exchange rates.", _DESK,
        "ledger.read audit.read journal.manual rates.import",
    ),
    Role.CONTROLLER: _card(
        "Controller", "Answers for the books: closes periods, credits, decides requests.",
        _BOOKS, "contacts.erase credit_notes.issue periods.close periods.reopen rates.import",
        "runs.run catalog.edit disputes.resolve",
    ),
    Role.CFO: _card(
        "CFO", "Sees everything, decides requests, watches over our own bank details.",
        _BOOKS, "bank_details.edit people.read system.read",
    ),
    Role.AUDITOR: _card(
        "Auditor", "Reads everything but personal data, changes nothing.",
        _READS - PERSONAL_DATA | {"people.read"}, "exports.run runs.plan",
    ),
    Role.DEVELOPER: _card(
        "Developer", "Connects other systems: sees imports, runs and settings, no personal data.",
        "imports.read runs.read runs.plan settings.read system.read tasks.read catalog.read usage.read usage.take",
    ),
    Role.ADMIN: _card(
        "Administrator", "Adds people, grants roles and keeps settings; touches no money.",
        "people.read people.edit settings.read settings.edit audit.read approvals.read",
        "system.read runs.read imports.read",
    ),
    Role.SALES: _card(
        "Sales", "Sees what customers owe before the next offer.", _OUTSIDE, "disputes.read"
    ),
    Role.SUCCESS: _card(
        "Customer success", "Sees what customers owe and whom to talk to.", _OUTSIDE,
        "contacts.read mailbox.read disputes.read inbox.read collections.read",
    ),
    Role.PRODUCT: _card(
        "Product", "Keeps the price book and sees the figures.",
        "reports.read catalog.read catalog.edit",
    ),
    Role.IT: _card(
        "IT", "Keeps it running: sees health, runs, imports and who has access.",
        "system.read runs.read imports.read settings.read people.read",
    ),
}  # fmt: skip
