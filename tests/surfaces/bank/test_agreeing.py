"""Does the bank agree with the books, as of a day, and what stands on one side only."""

from __future__ import annotations

from cashwright.areas.access.policies import Role
from cashwright.areas.ledger.rules import Line
from cashwright.areas.ledger.services import post_entry
from cashwright.kernel.ids import new_id
from tests.makers import ANN
from tests.surfaces.bank.test_pages import entry, giro, mt940, upload
from tests.surfaces.cash.conftest import TODAY, Door, Shop


def taken(shop: Shop, as_a: Door):  # type: ignore[no-untyped-def]
    account, client = giro(shop), as_a(Role.CASH_APPLIER)
    look = upload(client, mt940("0,00", "100,00", entry(2, "100,00", "HELLO")))
    client.post(look, {"do": "take", "account": ""})
    return account, client


def test_after_a_file_is_taken_bank_and_books_agree_to_the_cent(shop: Shop, as_a: Door) -> None:
    account, client = taken(shop, as_a)
    page = client.get(f"/bank/accounts/{account.public_id}/agrees/")
    found = page.context["found"]
    assert (found.book_minor, found.statement_minor, found.difference_minor) == (100_00, 100_00, 0)
    assert "They agree to the cent" in page.content.decode()


def test_what_only_the_books_have_is_listed_as_a_link(shop: Shop, as_a: Door) -> None:
    account, client = taken(shop, as_a)
    post_entry(
        entity_id=shop.entity.pk, effective_on=TODAY, kind="manual", document_id=new_id(), by=ANN,
        lines=[Line(account.account_id, "EUR", 7_00, 7_00), Line("4000", "EUR", -7_00, -7_00)],
    )  # fmt: skip
    page = client.get(f"/bank/accounts/{account.public_id}/agrees/")
    (residue,) = page.context["residues"]
    assert (residue.minor, residue.is_bank, residue.what) == (
        -7_00,
        False,
        "Told by no statement: manual",
    )
    assert residue.url.startswith("/ledger/")
    assert (
        client.get(f"/bank/accounts/{account.public_id}/agrees/?as_of=2026-02-28").context[
            "residues"
        ]
        == []
    )


def test_money_of_nobody_ages(shop: Shop, as_a: Door) -> None:
    account, client = taken(shop, as_a)
    ages = client.get(f"/bank/accounts/{account.public_id}/agrees/").context["ages"]
    assert [row[0] for row in ages.rows] == [
        "Up to 7 days",
        "8 to 30 days",
        "31 to 90 days",
        "Older than 90 days",
    ]
