"""Our own bank accounts: opened with an account of the ledger, and how their tables are read."""

import re
from dataclasses import asdict
from uuid import UUID

from django.db import connection
from django.db.models import Q

from cashwright.areas.cash.events import BankAccountOpened, BankColumnsSaved
from cashwright.areas.cash.models import BankAccount
from cashwright.areas.cash.ports import ColumnMap
from cashwright.areas.cash.refusals import BankAccountTaken
from cashwright.areas.cash.rules.account_numbers import canonical, masked
from cashwright.areas.controls import keys
from cashwright.areas.controls.keys import Secret
from cashwright.areas.controls.policies import SubjectKind
from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger.models import Account
from cashwright.areas.ledger.refusals import ControlAccount, UnknownAccount
from cashwright.areas.ledger.services import CONTROL_ROLES, add_account
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.currencies import currency as known_currency
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import BadInput, NotFound

_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,23}")
_CODES = range(1001, 1100)  # of the chart, after 1000 Bank


@command
def open_bank_account(
    *,
    entity_id: UUID,
    code: str,
    name: str,
    currency: str,
    by: Actor,
    number: str = "",
    bank: str = "",
    account_code: str | None = None,
    columns: ColumnMap | None = None,
) -> BankAccount:
    """Open one of our bank accounts; statements find it by its number and currency, or by its code.

    number        as the bank writes it; sealed, shown masked
    account_code  the account of the ledger its money stands on, of this one alone; None makes one
    raises        NotFound, BadInput, UnknownCurrency, UnknownAccount, ControlAccount, BankAccountTaken
    """
    if not LegalEntity.objects.filter(pk=entity_id).exists():
        raise NotFound(document="legal entity", id=str(entity_id))
    code, name = code.strip().upper(), " ".join(name.split())
    if not _CODE.fullmatch(code):
        raise BadInput(field="code", value=code[:40], expected="1 to 24 letters and digits")
    if not name:
        raise BadInput(field="name", value="", expected="a name, such as House bank")
    iso = known_currency(currency.strip().upper()).code
    _hold(entity_id)
    plain = canonical(number)
    print_ = keys.fingerprints(entity_id, [plain])[0] if plain else None
    _refuse_taken(entity_id, code, iso, print_, number)
    account = _account(entity_id, account_code, name, iso, by)

    account_id = new_id()
    made = BankAccount.objects.create(
        id=account_id, entity_id=entity_id, code=code, name=name[:120], currency=iso,
        bank=bank.strip()[:20], number_masked=masked(number) if plain else "",
        number_print=print_, number_sealed=_sealed(account_id, entity_id, number.strip()),
        account=account, columns=asdict(columns) if columns else {}, created_at=now(),
    )  # fmt: skip
    event = BankAccountOpened(
        entity_id=entity_id, bank_account_id=made.pk, code=code, currency=iso,
        number=made.number_masked, account_code=account.pk,
    )  # fmt: skip
    announce(event, by=by)
    return made


@command
def save_columns(*, bank_account_id: UUID, columns: ColumnMap, by: Actor) -> BankAccount:
    """Keep how this bank's tables are read. Raises NotFound."""
    found = BankAccount.objects.select_for_update().filter(pk=bank_account_id).first()
    if found is None:
        raise NotFound(document="bank account", id=str(bank_account_id))
    found.columns = asdict(columns)
    found.save(update_fields=["columns"])
    event = BankColumnsSaved(
        entity_id=found.entity_id, bank_account_id=found.pk,
        columns=tuple(sorted(name for name, value in found.columns.items() if value)),
    )  # fmt: skip
    announce(event, by=by)
    return found


def _hold(entity_id: UUID) -> None:
    """Two accounts of one entity are opened one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"bank accounts {entity_id}"]
        )


def _refuse_taken(
    entity_id: UUID, code: str, currency: str, print_: bytes | None, number: str
) -> None:
    same = Q(code=code) | Q(number_print=print_, number_print__isnull=False, currency=currency)
    other = BankAccount.objects.filter(same, entity_id=entity_id).first()
    if other is not None:
        what = f"code {code}" if other.code == code else f"number {masked(number)} {currency}"
        raise BankAccountTaken(what=what, account=other.code)


def _account(
    entity_id: UUID, account_code: str | None, name: str, currency: str, by: Actor
) -> Account:
    """The account of the ledger: the one that was said, or a new one."""
    if account_code is None:
        taken = set(Account.objects.values_list("code", flat=True))
        code = next((str(c) for c in _CODES if str(c) not in taken), None)
        if code is None:
            raise UnknownAccount(account=f"{_CODES.start} to {_CODES.stop - 1}: none is free")
        return add_account(code=code, name=f"Bank {name}"[:120], kind="asset", by=by)
    found = Account.objects.filter(pk=account_code, is_active=True).first()
    if found is None:
        raise UnknownAccount(account=account_code)
    if found.role in CONTROL_ROLES:
        raise ControlAccount(account=account_code)
    other = BankAccount.objects.filter(entity_id=entity_id, account=found, currency=currency)
    if (one := other.first()) is not None:
        raise BankAccountTaken(what=f"account {account_code} of the ledger", account=one.code)
    return found


def _sealed(account_id: UUID, entity_id: UUID, number: str) -> bytes | None:
    if not number:
        return None
    place = keys.place("cash_bankaccount", "number_sealed", account_id)
    return keys.seal([Secret(SubjectKind.ENTITY, entity_id, place, number)])[0]
