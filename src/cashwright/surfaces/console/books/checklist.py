"""What is left to do before a month is closed, each with the page where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cashwright.areas.insight.queries import aged_balances
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.models import Period
from cashwright.areas.ledger.queries import account, trial_balance
from cashwright.areas.ledger.revaluation import revaluation_of, valuations
from cashwright.areas.ledger.rules import BalanceRow, trial_balance_hash
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.payments.models import Payment
from cashwright.kernel.periods import Period as Month
from cashwright.runs.models import Run
from cashwright.runs.states import RunState
from cashwright.surfaces.console.formats import day_text, money_text, plural
from cashwright.surfaces.console.frame import Frame

UNREVALUED = "Open items in foreign currencies are not revalued; after closing they cannot be."


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist. `must` marks what is never right to close with.

    warns  what the question before closing adds about it
    """

    text: str
    is_ok: bool
    url: str = ""
    must: bool = False
    warns: str = ""


def checks(entity: LegalEntity, month: Month, frame: Frame, rows: list[BalanceRow]) -> list[Check]:
    """The checklist of one month of one company; `rows`: its trial balance at the month's end."""
    return [
        _days_run(entity.pk, month, frame),
        _cash(entity.pk, month, frame, is_known=True),
        _cash(entity.pk, month, frame, is_known=False),
        _drafts(entity.pk, month, frame),
        _revalued(entity, month, frame, rows),
        _balanced(rows),
        _tied(entity.pk, rows, month),
    ]


def _days_run(entity_id: UUID, month: Month, frame: Frame) -> Check:
    worked = Run.objects.filter(
        entity_id=entity_id, kind="day", state=RunState.DONE,
        as_of__gte=month.start, as_of__lte=month.last_on,
    )  # fmt: skip
    missing = month.days - worked.values("as_of").distinct().count()
    text = "Every day was run" if not missing else f"{plural(missing, 'day', 'days')} not run yet"
    return Check(text, missing == 0, frame.link("console:runs"))


def _cash(entity_id: UUID, month: Month, frame: Frame, *, is_known: bool) -> Check:
    left = Payment.objects.filter(
        entity_id=entity_id, received_on__lte=month.last_on, unapplied_minor__gt=0,
        customer__isnull=not is_known, is_on_account=False, state="received",
    ).count()  # fmt: skip
    what = "applied" if is_known else "identified"
    text = (
        f"All cash received is {what}"
        if not left
        else f"{plural(left, 'payment is', 'payments are')} not {what} yet"
    )
    tab = "unapplied" if is_known else "unidentified"
    return Check(text, left == 0, frame.link("console:cash", tab=tab))


def _drafts(entity_id: UUID, month: Month, frame: Frame) -> Check:
    left = Invoice.objects.filter(
        entity_id=entity_id, state="draft", issued_on__gte=month.start, issued_on__lte=month.last_on
    ).count()
    text = "No drafts are left" if not left else f"{plural(left, 'draft is', 'drafts are')} left"
    span = {"issued_from": month.start.isoformat(), "issued_to": month.last_on.isoformat()}
    return Check(text, left == 0, frame.link("console:invoices", tab="draft", **span))


def _revalued(entity: LegalEntity, month: Month, frame: Frame, rows: list[BalanceRow]) -> Check:
    """Open items in foreign currencies, at the rates of the month's last day."""
    if revaluation_of(entity.pk, month.last_on):
        return Check("Open items in foreign currencies are revalued", True)
    found = valuations(entity, month.last_on, rows)
    unknown = ", ".join(each.currency for each in found if each.difference_minor is None)
    if unknown:
        text = f"No exchange rate for {unknown} covers {day_text(month.last_on)}: load rates first"
        return Check(text, False, frame.link("console:rates"), warns=UNREVALUED)
    moved = ", ".join(each.currency for each in found if each.difference_minor)
    if moved:
        url = frame.link("console:period_revalue", entity.code, f"{month.start:%Y-%m}")
        return Check(f"Open items in {moved} are not revalued yet", False, url, warns=UNREVALUED)
    return Check("No open items in foreign currencies need revaluing", True)


def _balanced(rows: list[BalanceRow]) -> Check:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.currency] = sums.get(row.currency, 0) + row.minor
    off = [f"{money_text(n, code)} {code}" for code, n in sorted(sums.items()) if n]
    text = "Debits equal credits" if not off else f"Debits and credits differ by {', '.join(off)}"
    return Check(text, not off, must=True)


def _tied(entity_id: UUID, rows: list[BalanceRow], month: Month) -> Check:
    """Receivables in the ledger against the open items, currency by currency."""
    receivable = account("receivable")
    ledger = {row.currency: row.minor for row in rows if row.account == receivable}
    open_items = {c: a.open_minor for c, a in aged_balances(entity_id, month.last_on).items()}
    off = {code: ledger.get(code, 0) - open_items.get(code, 0) for code in {*ledger, *open_items}}
    wrong = [f"{money_text(n, code)} {code}" for code, n in sorted(off.items()) if n]
    if wrong:
        return Check(f"Ledger and open items differ by {', '.join(wrong)}", False, must=True)
    return Check("The ledger's receivables equal the open items", True, must=True)


def hash_holds(period: Period) -> bool:
    """Whether the trial balance of a closed month is still the one that was kept."""
    rows = trial_balance(period.entity_id, period.ends_on)
    return trial_balance_hash(rows) == period.trial_balance_hash
