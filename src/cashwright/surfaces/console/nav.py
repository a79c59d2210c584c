"""The navigation: what stands in the sidebar, under which name a screen is found, and its key.

A screen appears as soon as a URL of its name exists and the reader may open it.
`g` then the letter goes there; the letters are those of the keyboard help.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from cashwright.areas.access.policies import AUTHENTICATED


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the sidebar. `permission` is what its page asks for."""

    key: str
    label: str
    icon: str
    permission: str
    letter: str = ""
    group: str = ""


ITEMS = (
    Item("home", "Home", "home", AUTHENTICATED, "h"),
    Item("collections", "Collections", "phone", "collections.read", "w"),
    Item("ladders", "Reminders", "bell", "collections.read", "y"),
    Item("inbox", "Inbox", "mail", "inbox.read", "e"),
    Item("disputes", "Disputes", "flag", "disputes.read", "x"),
    Item("customers", "Customers", "users", "customers.read", "c"),
    Item("invoices", "Invoices", "file-invoice", "invoices.read", "i"),
    Item("cash", "Cash & payments", "cash", "payments.read", "b"),
    Item("cash_queue", "Review queue", "checklist", "payments.read", "q"),
    Item("bank", "Bank", "building-bank", "payments.read", "f"),
    Item("ledger", "Ledger", "scale", "ledger.read", "l"),
    Item("contracts", "Contracts", "file-text", "contracts.read", "n", group="Billing"),
    Item("products", "Price book", "tag", "catalog.read", "p", group="Billing"),
    Item("usage", "Usage", "gauge", "usage.read", "u", group="Billing"),
    Item("billing", "Bill run", "receipt", "runs.plan", "v", group="Billing"),
    Item("aging", "Aging", "chart-bar", "reports.read", "d", group="Dashboards"),
    Item("kpis", "KPIs", "chart-line", "reports.read", "k", group="Dashboards"),
    Item("approvals", "Approvals", "checks", "approvals.read", "a", group="Work"),
    Item("imports", "Imports", "file-import", "imports.read", "m", group="Work"),
    Item("runs", "Runs", "player-play", "runs.read", "r", group="Work"),
    Item("mailbox", "Mailbox", "mailbox", "mailbox.read", "o", group="Work"),
    Item("audit", "Audit", "shield-check", "audit.read", "t", group="House"),
    Item("settings", "Settings", "settings", "settings.read", "s", group="House"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as one reader sees it."""

    item: Item
    url: str
    is_here: bool


def shown(may: Callable[[str], bool], *, section: str, query: str) -> list[Shown]:
    """The items whose page exists and which `may` allows, in order; `query` is kept on the links."""
    found = []
    for item in ITEMS:
        try:
            url = reverse(f"console:{item.key}")
        except NoReverseMatch:
            continue
        if may(item.permission):
            found.append(Shown(item, url + query, item.key == section))
    return found


def grouped(items: list[Shown]) -> list[tuple[str, list[Shown]]]:
    """The items under their headings, in order; the first group has none."""
    groups: list[tuple[str, list[Shown]]] = []
    for each in items:
        if not groups or groups[-1][0] != each.item.group:
            groups.append((each.item.group, []))
        groups[-1][1].append(each)
    return groups
