"""Reading the ledger: accounts by role, rates, periods, trial balance, the lines behind a figure."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet, Sum

from cashwright.areas.ledger.models import Account, FxRate, JournalEntry, Period, Posting
from cashwright.areas.ledger.refusals import NoRate, PeriodClosed, UnknownAccount
from cashwright.areas.ledger.rules import BalanceRow
from cashwright.areas.ledger.states import PeriodState
from cashwright.kernel.rates import Rate

PIVOT = "EUR"  # published rates are quoted against it
RATE_AGE_MAX = timedelta(days=10)  # the longest run of unpublished days is far shorter


def account(role: str) -> str:
    """The code of the account that plays `role`. Raises UnknownAccount."""
    code = Account.objects.filter(role=role, is_active=True).values_list("code", flat=True).first()
    if code is None:
        raise UnknownAccount(account=role)
    return code


def accounts_by_role() -> dict[str, str]:
    """Role -> code, of all accounts that play one."""
    return dict(Account.objects.exclude(role="").filter(is_active=True).values_list("role", "code"))


def account_names() -> dict[str, str]:
    """Code -> name, of every account."""
    return dict(Account.objects.values_list("code", "name"))


def income_accounts() -> list[tuple[str, str]]:
    """(code, "4000 Subscription revenue") of the accounts an invoice line may go to, by code."""
    rows = Account.objects.filter(kind="income", role__in=["revenue", ""], is_active=True)
    return [(row.code, str(row)) for row in rows.order_by("code")]


def _quote(currency: str, on: date) -> Rate:
    """How many `currency` one PIVOT bought: the last rate published on or before `on`."""
    if currency == PIVOT:
        return Rate(1)
    found = (
        FxRate.objects.filter(base=PIVOT, quote=currency, on__lte=on, on__gte=on - RATE_AGE_MAX)
        .order_by("-on")
        .values_list("numerator", "denominator")
        .first()
    )
    if found is None:
        raise NoRate(base=PIVOT, quote=currency, on=on)
    return Rate(*found)


def rate(source: str, target: str, on: date) -> Rate:
    """How many `target` one `source` buys on `on`; crosses go through PIVOT, exactly.

    raises  NoRate when nothing was published in the ten days up to `on`
    """
    if source == target:
        return Rate(1)
    return _quote(source, on).inverse().cross(_quote(target, on))


def check_open(entity_id: UUID, on: date) -> None:
    """Raises PeriodClosed when `on` lies in a closed or locked period of the entity.

    A closed month closes all before it, also those that had nothing to close; only a month that was
    reopened itself is open again.
    """
    months = Period.objects.filter(entity_id=entity_id, ends_on__gte=on)
    own = months.filter(starts_on__lte=on).first()
    shut = own.state != PeriodState.OPEN if own else months.exclude(state=PeriodState.OPEN).exists()
    if shut:
        raise PeriodClosed(entity=str(entity_id), effective_on=on)


def postings_as_of(entity_id: UUID, as_of: date) -> QuerySet[Posting]:
    """Every posting of an entity that was effective by `as_of`."""
    return Posting.objects.filter(entity_id=entity_id, effective_on__lte=as_of)


def trial_balance(entity_id: UUID, as_of: date) -> list[BalanceRow]:
    """Balance by account and currency as of a day; the rows sum to zero in each currency."""
    sums = (
        postings_as_of(entity_id, as_of)
        .values_list("account_id", "currency")
        .annotate(amount=Sum("amount_minor"), functional_amount=Sum("functional_minor"))
        .order_by("account_id", "currency")
    )
    return [BalanceRow(*row) for row in sums]


def account_postings(entity_id: UUID, code: str, as_of: date) -> QuerySet[Posting]:
    """The lines behind one figure of the trial balance, newest first."""
    return (
        postings_as_of(entity_id, as_of)
        .filter(account_id=code)
        .select_related("entry", "customer")
        .order_by("-effective_on", "-entry_id", "line_no")
    )


def entry(entry_id: UUID) -> JournalEntry | None:
    """One entry with its lines."""
    return JournalEntry.objects.prefetch_related("postings__account").filter(pk=entry_id).first()


def document_entries(document_id: UUID) -> QuerySet[JournalEntry]:
    """The entries one document caused, oldest first."""
    return (
        JournalEntry.objects.filter(document_id=document_id)
        .prefetch_related("postings__account")
        .order_by("posted_at", "pk")
    )
