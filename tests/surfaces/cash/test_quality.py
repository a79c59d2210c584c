"""How good the matching is, how far it may go, and what it remembers: read and set by people."""

from __future__ import annotations

import re
from datetime import date, timedelta

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import BankLine, PayerAlias
from cashwright.areas.cash.queries import matching_policy, memory
from cashwright.areas.cash.services import confirm_match, reject_match, undo_line
from cashwright.kernel.actors import Actor
from cashwright.kernel.autonomy import Autonomy
from cashwright.surfaces.console.charts import Told
from cashwright.surfaces.console.screens.cash.autonomy import what_if
from cashwright.surfaces.console.screens.cash.quality import calibration_error_ppm
from tests.areas.cash.bank_makers import bank_line
from tests.makers import ANN
from tests.surfaces.cash.conftest import TODAY, Door, Shop, part, proposal

RULE = Actor.rule("runs.match")


def decided(shop: Shop) -> None:
    """Two by themselves, one of them taken back; one by a person; one proposal rejected."""
    slip = bank_line(
        shop.account,
        40_00,
        on=date(2026, 2, 20),
        payer_name="Acme GmbH",
        payer_key="ACME GMBH",
        payer_print=b"b" * 16,
    )
    proposal(slip, [part(shop.of_child)], shop.acme, is_certain=True, ppm=992_000)
    confirm_match(line_id=slip.pk, on=TODAY, by=RULE)
    undo_line(line_id=slip.pk, on=TODAY, by=ANN, reason="wrong customer")
    confirm_match(line_id=shop.certain.pk, on=TODAY, by=RULE)
    confirm_match(line_id=shop.short.pk, on=TODAY, by=ANN)
    reject_match(line_id=shop.tied.pk, by=ANN, reason="no")


def test_the_four_numbers_are_told_and_lead_to_the_lines_behind_them(
    shop: Shop, as_a: Door
) -> None:
    decided(shop)
    client = as_a(Role.CASH_APPLIER)
    numbers = client.get("/cash/quality/").context["numbers"]
    assert [(each.value, each.note.split(";")[0]) for each in numbers] == [
        ("33.33 %", "2 of 6 lines"), ("66.66 %", "2 of 3 invoices"), ("50.00 %", "1 of 2 lines"),
        ("16.66 %", "1 of 6 lines"),
    ]  # fmt: skip
    for each in numbers:
        if each.url:
            shown = client.get(each.url).context["list"].rows
            assert len(shown) == int(each.note.split(" ")[0]), each.name


def test_what_was_said_is_held_against_what_came_true(shop: Shop, as_a: Door) -> None:
    decided(shop)
    page = as_a(Role.CASH_APPLIER).get("/cash/quality/")
    rows = {row[0]: row[2] for row in page.context["plot"].rows}
    assert rows == {"40 to 50 %": "0.0 %", "60 to 70 %": "100.0 %", "90 to 100 %": "50.0 %"}
    told = [Told(9, 990_000, 3, 3), Told(5, 550_000, 1, 0)]
    assert calibration_error_ppm(told) == (10_000 * 3 + 550_000) // 4


def test_every_column_of_the_chart_opens_its_lines(shop: Shop, as_a: Door) -> None:
    decided(shop)
    client = as_a(Role.CASH_APPLIER)
    html = client.get("/cash/quality/").content.decode()
    links = {url.replace("&amp;", "&") for url in re.findall(r'href="([^"]+said=\d[^"]*)"', html)}
    assert len(links) == 3
    assert sum(len(client.get(url).context["list"].rows) for url in links) == 4


def test_another_threshold_is_told_by_what_it_would_have_done(shop: Shop, as_a: Door) -> None:
    decided(shop)
    found = {
        each.words: (each.applied, each.wrong)
        for each in what_if(shop.entity.pk, TODAY - timedelta(days=90), TODAY)
    }
    assert found["70"] == (2, 1)
    assert found["99.5"] == (1, 0)


def answers(**more: str) -> dict[str, str]:
    given = {
        "where": "default", "autonomy": "suggest", "certain": "98.5", "target": "99.95", "four_eyes": "5000.00",
        "short_payment": "leave_open", "tolerance": "1.00", "tolerance_share": "0.5", "fee": "35.00",
        "fx_share": "1.5", "grace_days": "3", "withheld": "10, 15", "overpaid": "0.00", "why": "after the audit",
    }  # fmt: skip
    return {**given, **more}


def test_how_lines_are_matched_is_said_for_all_and_for_one_account(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CREDIT_MANAGER)
    client.post("/cash/autonomy/DE/", answers())
    client.post("/cash/autonomy/DE/", answers(where="accounts:GIRO", autonomy="auto"))
    whole = matching_policy(entity_id=shop.entity.pk, on=TODAY)
    giro = matching_policy(entity_id=shop.entity.pk, on=TODAY, account="GIRO")
    assert (whole.autonomy, whole.certain_ppm, whole.four_eyes_minor) == (
        Autonomy.SUGGEST,
        985_000,
        5_000_00,
    )
    assert (whole.tolerance_minor, whole.withheld_bp, whole.target_ppm) == (
        1_00,
        (1000, 1500),
        999_500,
    )
    assert (giro.autonomy, giro.certain_ppm, giro.tolerance_minor) == (Autonomy.AUTO, 985_000, 1_00)
    client.post("/cash/autonomy/DE/", answers(tolerance="2.00"))
    assert (
        matching_policy(entity_id=shop.entity.pk, on=TODAY, account="GIRO").tolerance_minor == 2_00
    )


def test_who_applies_cash_does_not_set_how_it_is_matched(shop: Shop, as_a: Door) -> None:
    assert as_a(Role.CASH_APPLIER).post("/cash/autonomy/DE/", answers()).status_code == 403


def test_a_rate_that_is_none_is_said_at_its_field(shop: Shop, as_a: Door) -> None:
    answer = as_a(Role.CREDIT_MANAGER).post("/cash/autonomy/DE/", answers(withheld="ten"))
    assert "Write rates between 0 and 100" in answer.content.decode()


def test_what_answers_taught_is_listed_without_any_account_number(shop: Shop, as_a: Door) -> None:
    confirm_match(line_id=shop.certain.pk, on=TODAY, by=ANN)
    page = as_a(Role.CASH_APPLIER).get("/cash/memory/")
    told = {(row.kind, row.shown, row.customer, row.count) for row in page.context["rows"]}
    assert told == {
        ("account", "An account of Acme GmbH", shop.acme, 1),
        ("name", "ACME GMBH", shop.acme, 1),
    }
    found = as_a(Role.CASH_APPLIER, name="other").get("/cash/memory/?q=nobody")
    assert found.context["rows"] == []


def test_what_is_remembered_is_corrected_and_forgotten(shop: Shop, as_a: Door) -> None:
    confirm_match(line_id=shop.certain.pk, on=TODAY, by=ANN)
    client = as_a(Role.CASH_APPLIER)
    named = {"kind": "name", "key": "ACME GMBH", "shown": "ACME GMBH"}
    client.post(
        "/cash/memory/DE/correct/?kind=name&key=ACME+GMBH&shown=ACME+GMBH", {"account_no": "C-2"}
    )
    assert PayerAlias.objects.get().customer == shop.bolt
    client.post("/cash/memory/DE/forget/", named)
    assert set(memory(shop.entity.pk)["kind"]) == {"account"}


def test_matching_again_settles_what_is_certain_now(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    client.post("/cash/again/")
    assert not BankLine.objects.filter(state="received", amount_minor__gt=0).exists()


def test_the_palette_and_the_home_page_lead_to_what_waits(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    assert "140.00 EUR of Acme Holding" in client.get("/palette/?q=140.00").content.decode()
    assert "Review 6 bank lines" in client.get("/").content.decode()
