"""Someone with all rights changes what was cleared behind the books' back: the verifier names where."""

import pytest
from django.db import connection

from cashwright.areas.cash.models import Difference
from cashwright.runs.verify import ALL, verify
from tests.areas.cash.test_debits import FEB_1, Bank
from tests.areas.cash.test_differences import clear, short_paid

pytestmark = pytest.mark.django_db

# What is done; the check that finds it; a part of what it says of it.
ATTEMPTS = [
    ("UPDATE cash_difference SET amount_minor = amount_minor + 1", "differences cleared", "say the"),
    ("UPDATE cash_difference SET payment_id = gen_random_uuid()", "differences cleared", "payment"),
    ("UPDATE cash_difference SET kind = 'fx'", "facts of differences", "kind"),
    ("UPDATE cash_difference SET tax_minor = 1", "facts of differences", "tax_minor"),
    ("UPDATE cash_difference SET kind = 'fx'", "entries as documents say", "account 7000"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "check", "says"), ATTEMPTS)
def test_what_was_done_is_found_at_its_document(sql: str, check: str, says: str) -> None:
    home, invoice, payment = short_paid(3_00)
    clear(home, (payment.pk, invoice.pk, "fee", 3_00))
    chosen = [one for one in ALL if one.name == check]
    assert not verify(checks=chosen).broken
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")
    (result,) = verify(checks=chosen).broken
    told = {one.document: one.detail for one in result.named}
    difference = Difference.objects.get()
    assert any(says in detail for detail in told.values())
    if check != "entries as documents say":
        assert difference.public_id in told


def test_a_difference_that_is_gone_is_missed() -> None:
    home, invoice, payment = short_paid(3_00)
    clear(home, (payment.pk, invoice.pk, "fee", 3_00))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM cash_difference")
        cursor.execute("SET LOCAL session_replication_role = origin")
    names = {result.name for result in verify().broken}
    assert {"differences cleared", "facts of differences"} <= names


# What is done to a bank's lines; the check that finds it; of what; a part of what it says.
AT_THE_BANK = [
    ("UPDATE cash_bankline SET amount_minor = 1 WHERE id = '{applied}'", "bank lines booked once", "applied",
     "its payment is of"),
    ("UPDATE cash_bankline SET payment_id = NULL WHERE id = '{applied}'", "bank lines booked once", "applied",
     "not in the books"),
    ("UPDATE cash_bankline SET payment_id = gen_random_uuid() WHERE id = '{applied}'",
     "bank lines booked once", "applied", "does not exist"),
    ("UPDATE cash_bankline SET customer_id = gen_random_uuid() WHERE id = '{applied}'",
     "bank lines booked once", "applied", "another customer"),
    ("UPDATE cash_bankline SET entry_id = NULL WHERE id = '{fee}'", "bank lines booked once", "fee",
     "not in the books"),
    ("UPDATE cash_bankline SET amount_minor = -1 WHERE id = '{fee}'", "bank lines as booked", "fee", "moves -750"),
    ("UPDATE cash_bankline SET entry_id = gen_random_uuid() WHERE id = '{fee}'", "bank lines as booked", "fee",
     "moves 0"),
    ("UPDATE cash_bankline SET booked_on = booked_on + 1 WHERE id = '{fee}'", "bank lines as imported", "file",
     "1 of 1"),
    ("DELETE FROM cash_bankline WHERE id = '{fee}'", "bank lines as imported", "file", "0 of 1"),
    ("DELETE FROM controls_fact WHERE document_id = '{file}'", "bank lines as imported", "file", "no fact"),
    ("UPDATE cash_bankstatement SET booked_minor = 1 WHERE id = '{statement}'", "statements add up",
     "statement", "says nothing of a gap"),
    ("UPDATE cash_bankline SET booked_on = '2030-01-01' WHERE id = '{fee}'", "banks reconcile", "account",
     "its lines lead to"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "check", "of", "says"), AT_THE_BANK)
def test_what_was_done_to_a_bank_s_line_is_found(sql: str, check: str, of: str, says: str) -> None:
    bank = Bank()
    applied, fee = bank.paid(), bank.out(7_50, bank_code="ACMT-MDOP-CHRG")
    bank.settle()
    statement = fee.statement
    statement.opening_minor, statement.closing_minor, statement.booked_minor = 0, 111_50, 111_50
    statement.closing_on = FEB_1
    statement.save()
    chosen = [one for one in ALL if one.name == check]
    assert not verify(checks=chosen).broken
    named = {
        "applied": applied.pk, "fee": fee.pk, "statement": statement.pk, "account": bank.account.pk,
        "file": statement.file_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql.format_map(named))
        cursor.execute("SET LOCAL session_replication_role = origin")
    shown = {
        "applied": applied.public_id, "fee": fee.public_id, "statement": statement.public_id,
        "account": bank.account.public_id, "file": statement.file.public_id,
    }  # fmt: skip
    result = next(one for one in verify(checks=chosen).broken if one.name == check)
    assert says in {one.document: one.detail for one in result.named}[shown[of]]
