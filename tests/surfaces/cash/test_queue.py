"""The review queue: what waits, what is proposed, and what one key does."""

from __future__ import annotations

import pytest

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import Match, PayerAlias
from cashwright.areas.cash.policies import MATCHING
from cashwright.areas.cash.services import confirm_match
from cashwright.areas.controls.models import Approval, Task
from cashwright.areas.controls.services import decide_approval, set_policy
from cashwright.areas.ledger.models import Account
from cashwright.areas.payments.models import Payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import public_id
from cashwright.runs.deliver import deliver_reactions
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.cash.bank_makers import bank_account, bank_line
from tests.makers import ANN, BOB, bob_decides
from tests.surfaces.cash.conftest import TODAY, Door, Shop, at, part, proposal, seen

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/cash/"}


def clean() -> None:
    assert [(r.name, r.named) for r in verify().broken] == []


def test_the_queue_begins_with_the_oldest_line_its_proposal_and_its_reasons(
    shop: Shop, as_a: Door
) -> None:
    page = as_a(Role.CASH_APPLIER).get("/cash/")
    html = page.content.decode()
    assert page.context["line"] == shop.certain
    assert [row.line for row in page.context["rows"]] == [
        shop.certain,
        shop.tied,
        shop.short,
        shop.blank,
        shop.both,
    ]
    assert page.context["proposal"].left_minor == 0
    assert "Names the invoice" in html
    assert "Certain" in html
    assert ("Money out", "1") in [(label, count) for label, count, *_ in page.context["sides"]]


def test_a_line_with_two_answers_says_why_a_person_decides_and_offers_the_other(
    shop: Shop, as_a: Door
) -> None:
    page = as_a(Role.CASH_APPLIER).get(f"/cash/?line={shop.tied.public_id}")
    assert page.context["guards"] == ["Other open invoices would fit the amount as well."]
    assert [each.short for each in page.context["alternatives"]] == [shop.twin.document_no]


def test_accepting_applies_the_line_and_shows_the_next_one(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    answer = client.post(
        at(shop.certain, "accept/"),
        {"no": "0", "seen": seen(shop.certain), "side": "in"},
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert answer["HX-Push-Url"] == f"/cash/?line={shop.tied.public_id}"
    assert answer.context["line"] == shop.tied
    assert "100.00 EUR applied." in answer.content.decode()
    shop.small.refresh_from_db()
    assert (shop.small.state, shop.small.balance_minor) == ("settled", 0)
    clean()


def test_an_alternative_is_taken_by_its_number(shop: Shop, as_a: Door) -> None:
    as_a(Role.CASH_APPLIER).post(at(shop.tied, "accept/"), {"no": "1", "seen": seen(shop.tied)})
    shop.twin.refresh_from_db()
    shop.large.refresh_from_db()
    assert (shop.twin.balance_minor, shop.large.balance_minor) == (0, 250_00)


def test_a_proposal_that_changed_after_it_was_seen_is_not_accepted(shop: Shop, as_a: Door) -> None:
    before = seen(shop.certain)
    Match.objects.filter(pk=before).delete()
    proposal(shop.certain, [part(shop.large, 100_00)], shop.acme)
    answer = as_a(Role.CASH_APPLIER).post(
        at(shop.certain, "accept/"), {"no": "0", "seen": before}, headers=HTMX
    )
    assert answer.status_code == 409
    shop.certain.refresh_from_db()
    assert shop.certain.state == "queued"
    assert answer.context["line"] == shop.certain


def test_what_was_just_done_is_taken_back_by_the_undo_of_its_notice(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    client.post(at(shop.certain, "accept/"), {"no": "0", "seen": seen(shop.certain)}, headers=HTMX)
    answer = client.post(at(shop.certain, "undo/"), headers=HTMX)
    assert answer.context["line"] == shop.certain
    shop.small.refresh_from_db()
    assert shop.small.balance_minor == 100_00
    clean()


def test_money_stays_on_account_of_the_payer_that_is_proposed(shop: Shop, as_a: Door) -> None:
    as_a(Role.CASH_APPLIER).post(at(shop.tied, "account/"), {"seen": seen(shop.tied)})
    payment = Payment.objects.get(customer=shop.acme, amount_minor=250_00)
    assert (payment.unapplied_minor, payment.is_on_account) == (250_00, True)


def test_without_a_proposal_keeping_it_on_account_asks_whose_it_is(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    answer = client.post(at(shop.blank, "account/"))
    assert answer["Location"] == at(shop.blank, "match/") + "?focus=payer"
    client.post(at(shop.blank, "match/"), {"payer": "C-2"})
    assert Payment.objects.get(amount_minor=77_00).customer == shop.bolt


def test_a_rejected_proposal_leaves_the_line_waiting_without_it(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    answer = client.post(at(shop.tied, "reject/"), {"seen": seen(shop.tied)}, headers=HTMX)
    assert answer.context["line"] == shop.tied
    assert answer.context["proposal"] is None
    shop.tied.refresh_from_db()
    assert shop.tied.state == "queued"


def test_a_line_is_split_between_a_parent_and_its_child(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    page = client.get(at(shop.both, "match/"), {"q": "Customer"})
    assert {each.number for each in page.context["choices"]} >= {
        shop.small.document_no,
        shop.of_child.document_no,
    }
    client.post(
        at(shop.both, "match/"),
        {f"amount_{shop.small.pk.hex}": "100.00", f"amount_{shop.of_child.pk.hex}": "40"},
    )
    shop.both.refresh_from_db()
    assert (shop.both.state, shop.both.customer) == ("applied", shop.acme)
    clean()


def test_more_than_came_is_not_applied_by_hand(shop: Shop, as_a: Door) -> None:
    answer = as_a(Role.CASH_APPLIER).post(
        at(shop.blank, "match/"), {f"amount_{shop.small.pk.hex}": "100.00"}
    )
    assert "23.00 EUR more than came" in answer.content.decode()
    shop.blank.refresh_from_db()
    assert shop.blank.state == "received"


def test_customers_that_are_no_group_need_a_payer_that_is_named(shop: Shop, as_a: Door) -> None:
    stranger = makers.invoice(makers.customer(shop.entity, "C-9"), 40_00)
    answers = {f"amount_{shop.small.pk.hex}": "100.00", f"amount_{stranger.pk.hex}": "40.00"}
    client = as_a(Role.CASH_APPLIER)
    assert "no group" in client.post(at(shop.both, "match/"), answers).content.decode()
    client.post(at(shop.both, "match/"), {**answers, "payer": "C-9"})
    shop.both.refresh_from_db()
    assert shop.both.state == "applied"


def short_answers(shop: Shop, rest: str) -> dict[str, str]:
    return {f"amount_{shop.large.pk.hex}": "246.00", "rest": rest}


def test_a_bank_fee_is_cleared_with_the_line_that_was_short(shop: Shop, as_a: Door) -> None:
    as_a(Role.CASH_APPLIER).post(at(shop.short, "match/"), short_answers(shop, "fee"))
    shop.large.refresh_from_db()
    assert (shop.large.state, shop.large.balance_minor) == ("settled", 0)
    clean()


def test_more_than_the_tolerance_is_not_cleared_as_a_rounding_difference(
    shop: Shop, as_a: Door
) -> None:
    answer = as_a(Role.CASH_APPLIER).post(
        at(shop.short, "match/"), short_answers(shop, "tolerance")
    )
    assert "4.00 EUR is more than may be cleared so (0.05 EUR)" in answer.content.decode()
    shop.short.refresh_from_db()
    assert shop.short.state == "queued"


def test_a_short_payment_may_open_a_task_that_asks_why(shop: Shop, as_a: Door) -> None:
    as_a(Role.CASH_APPLIER).post(at(shop.short, "match/"), short_answers(shop, "ask"))
    shop.large.refresh_from_db()
    assert shop.large.balance_minor == 4_00
    task = Task.objects.get(document_id=shop.short.pk)
    assert task.title == f"4.00 EUR were not paid of {shop.large.document_no}: why?"


def test_money_that_is_no_customers_is_booked_to_an_account_after_its_entry_was_shown(
    shop: Shop, as_a: Door
) -> None:
    Account.objects.create(code="6800", name="Bank fees", kind="expense")
    client = as_a(Role.CASH_APPLIER)
    given = {"account_code": "6800", "memo": "fees of january", "on": "2026-03-02"}
    preview = client.post(at(shop.fee, "aside/"), given)
    assert "What this writes to the ledger" in preview.content.decode()
    client.post(at(shop.fee, "aside/"), {**given, "seen": preview.context["preview"].seen})
    shop.fee.refresh_from_db()
    assert shop.fee.state == "set_aside"
    clean()


def test_control_accounts_are_not_offered_for_what_is_set_aside(shop: Shop, as_a: Door) -> None:
    page = as_a(Role.CASH_APPLIER).get(at(shop.fee, "aside/"))
    offered = {code for code, _ in page.context["form"].fields["account_code"].choices}
    control = set(
        Account.objects.filter(
            role__in=["receivable", "customer_credit", "unidentified"]
        ).values_list("code", flat=True)
    )
    assert control
    assert not offered & control


def test_a_payer_is_remembered_by_account_and_by_name(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    client.post(at(shop.certain, "teach/"), {"kind": "account", "account_no": "C-2"})
    client.post(at(shop.certain, "teach/"), {"kind": "name", "account_no": "C-1"})
    said = {(a.kind, a.alias_key): a.customer for a in PayerAlias.objects.all()}
    assert said == {("account", (b"a" * 16).hex()): shop.bolt, ("name", "ACME GMBH"): shop.acme}


def guarded(shop: Shop) -> None:
    set_policy(
        name=MATCHING, value={"default": {"four_eyes_minor": 100_00}}, valid_from=TODAY.replace(month=1), by=ANN,
        why="two people for more", entity_id=shop.entity.pk,
    )  # fmt: skip


def test_a_large_line_is_sent_to_a_second_person_and_done_when_they_agree(
    shop: Shop, as_a: Door
) -> None:
    guarded(shop)
    client = as_a(Role.CASH_APPLIER)
    answer = client.post(
        at(shop.certain, "accept/"), {"no": "0", "seen": seen(shop.certain)}, headers=HTMX
    )
    assert "sent for approval" in answer.content.decode()
    approval = Approval.objects.get(document_id=shop.certain.pk)
    assert approval.kind == "cash.match"
    shown = client.get(f"/cash/?line={shop.certain.public_id}")
    assert "waits for a second person" in shown.content.decode()
    assert not shown.context["may_act"]

    boss = as_a(Role.CONTROLLER)
    page = boss.get(f"/approvals/{public_id('apr', approval.pk)}/").content.decode()
    assert f"Balance of {shop.small.document_no}" in page
    bob_decides()
    decide_approval(approval_id=approval.pk, approve=True, by=BOB)
    deliver_reactions()
    shop.certain.refresh_from_db()
    assert shop.certain.state == "applied"
    match = Match.objects.get(line_id=shop.certain.pk, state="applied")
    assert (match.touch, match.lane) == ("human", "cited")
    clean()


def test_all_that_is_certain_is_counted_and_summed_first_and_then_accepted(
    shop: Shop, as_a: Door
) -> None:
    client = as_a(Role.CASH_APPLIER)
    page = client.get("/cash/certain/")
    assert (page.context["count"], page.context["sums"]) == (1, [(1, "100.00 EUR")])
    shop.certain.refresh_from_db()
    assert shop.certain.state == "queued"
    done = client.post("/cash/accepting/", headers=HTMX)
    assert (done.context["going"].done, done.context["going"].left) == (1, [])
    shop.certain.refresh_from_db()
    assert shop.certain.state == "applied"


def test_what_changed_after_the_preview_is_left_in_the_queue(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    client.get("/cash/certain/")
    confirm_match(line_id=shop.certain.pk, on=TODAY, by=Actor.human("somebody"))
    done = client.post("/cash/accepting/", headers=HTMX)
    assert (done.context["going"].done, len(done.context["going"].declined)) == (0, 1)


def test_the_sheet_tells_proposal_difference_and_confidence_and_accepts_many(
    shop: Shop, as_a: Door
) -> None:
    client = as_a(Role.CASH_APPLIER)
    page = client.get("/cash/sheet/")
    html = page.content.decode()
    assert f"Customer C-1: {shop.small.document_no}" in html
    assert "4.00 stays open" in html
    assert "Nothing found" in html
    preview = client.post(
        "/cash/sheet/accept/",
        {"row": [str(shop.certain.pk), str(shop.short.pk), str(shop.blank.pk)]},
    )
    assert (preview.context["count"], preview.context["skipped"]) == (2, 1)
    client.post("/cash/accepting/")
    shop.short.refresh_from_db()
    assert shop.short.state == "applied"


TABS = {"certain": 1, "likely": 1, "unsure": 1, "nothing": 2, "out": 1, "all": 5}


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_the_sheet_counts_its_lines(shop: Shop, as_a: Door, tab: str) -> None:
    page = as_a(Role.CASH_APPLIER).get(f"/cash/sheet/?tab={tab}")
    listed = page.context["list"]
    assert len(listed.rows) == TABS[tab]
    assert {each.key: each.count for each in listed.tabs}[tab] == str(TABS[tab])


def test_who_may_only_read_sees_the_queue_without_its_buttons(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.AUDITOR)
    assert 'data-key="a"' not in client.get("/cash/").content.decode()
    assert client.post(at(shop.certain, "accept/"), {"seen": seen(shop.certain)}).status_code == 403


def test_lines_of_another_company_are_as_if_they_were_not_there(shop: Shop, as_a: Door) -> None:
    other = makers.entity("US", "EUR", "US")
    foreign = bank_line(bank_account(other, "WEST"), 5_00)
    client = as_a(Role.CASH_APPLIER)
    assert client.get(f"/cash/{foreign.public_id}/").status_code == 404
    assert foreign not in [row.line for row in client.get("/cash/").context["rows"]]


def test_an_empty_queue_tells_how_much_was_matched_by_itself(shop: Shop, as_a: Door) -> None:
    by = Actor.rule("runs.match")
    confirm_match(line_id=shop.certain.pk, on=TODAY, by=by)
    for line in (shop.tied, shop.short):
        confirm_match(
            line_id=line.pk, on=TODAY, by=ANN, hypothesis_no=1 if line is shop.tied else 0
        )
    for line in (shop.blank, shop.both, shop.fee):
        line.state = "set_aside"
        line.save()
    html = as_a(Role.CASH_APPLIER).get("/cash/").content.decode()
    assert "Everything matched: 1 of 3 automatically" in html


def test_what_is_taken_back_at_once_is_proposed_again_with_its_alternatives(
    shop: Shop, as_a: Door
) -> None:
    client = as_a(Role.CASH_APPLIER)
    client.post(at(shop.tied, "accept/"), {"no": "1", "seen": seen(shop.tied)}, headers=HTMX)
    page = client.post(at(shop.tied, "undo/"), headers=HTMX)
    assert page.context["proposal"].short == shop.large.document_no
    assert [each.short for each in page.context["alternatives"]] == [shop.twin.document_no]
    client.post(at(shop.tied, "accept/"), {"no": "0", "seen": seen(shop.tied)}, headers=HTMX)
    shop.large.refresh_from_db()
    assert shop.large.balance_minor == 0
    clean()


@pytest.mark.parametrize("act", ["reject/", "account/"])
def test_what_is_said_of_another_proposal_than_was_seen_changes_nothing(
    shop: Shop, as_a: Door, act: str
) -> None:
    before = seen(shop.tied)
    answer = as_a(Role.CASH_APPLIER).post(
        at(shop.tied, act), {"seen": seen(shop.short)}, headers=HTMX
    )
    assert answer.status_code == 409
    assert seen(shop.tied) == before
