"""Someone with all rights changes what was cleared behind the books' back: the verifier names where."""

import pytest
from django.db import connection

from cashwright.areas.cash.models import Difference
from cashwright.runs.verify import ALL, verify
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
