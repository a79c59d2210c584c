"""Bad input of billing: each is refused with its code, the facts, and words that say what to do.

Nothing is half done: after a refusal the books are what they were before it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cashwright.areas.catalog.models import Price, PriceVersion, TaxRate, Tier
from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.catalog.rules import TierDraft
from cashwright.areas.catalog.services import PriceNumbers, add_price, set_price
from cashwright.areas.contracts.models import Amendment, BillItem, ChargeSpan, Subscription
from cashwright.areas.contracts.services import cancel, change_quantity
from cashwright.areas.controls.models import Fact
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import billed_lines, price_billed_on
from cashwright.areas.ledger.models import Posting
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.models import Event
from cashwright.kernel.refusals import Refusal
from cashwright.runs.models import BillException
from cashwright.surfaces.cli import catalog as catalog_cli
from cashwright.surfaces.console.words import WORDS, say
from tests import makers
from tests.areas.contracts.makers import contract, price, product, subscription, version
from tests.areas.usage.usage_makers import meter
from tests.makers import ANN, some_id
from tests.runs.bill.bill_makers import FEB_1, JAN_1, billed, company, counts, totals
from tests.surfaces.api.calls import Machine

pytestmark = pytest.mark.django_db
E6 = 1_000_000
_KEPT = (
    Price, PriceVersion, Tier, Subscription, ChargeSpan, Amendment, BillItem, Invoice, Posting,
    Event, BillException, Fact,
)  # fmt: skip


def books() -> dict[str, int]:
    """How many rows there are of all that billing writes."""
    return {model.__name__: model._default_manager.count() for model in _KEPT}


def said(refusal: Refusal) -> str:
    """The words for a person: every fact filled in."""
    assert refusal.code in WORDS
    status, sentence = say(refusal)
    assert status in (404, 409, 422)
    assert "…" not in sentence
    assert "{" not in sentence
    return sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A case: what exists, what is asked, and how it is declined."""

    ask: Callable[[LegalEntity], object]
    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    words: str


def tiers(*drafts: TierDraft) -> Callable[[LegalEntity], object]:
    """A graduated price is given these tiers."""

    def ask(home: LegalEntity) -> object:
        calls = Price.objects.get(code="CALLS")
        return set_price(
            price_id=calls.pk, currency="EUR", valid_from=JAN_1, by=ANN,
            numbers=PriceNumbers(tiers=drafts), billed=price_billed_on,
        )  # fmt: skip

    return ask


def unknown_meter(home: LegalEntity) -> object:
    return add_price(
        product_id=product().pk, code="METERED", name="Metered", model=ChargeModel.PER_UNIT,
        timing=Timing.ARREARS, interval_months=1, meter_id=some_id(), by=ANN,
    )  # fmt: skip


def before_posted(home: LegalEntity) -> object:
    charge = Subscription.objects.get(reference="S-1").charges.get()
    return change_quantity(
        charge_id=charge.pk, quantity_e6=3 * E6, effective_on=date(2026, 1, 20), on=FEB_1,
        billed=billed_lines, by=ANN,
    )  # fmt: skip


CASES = {
    "tiers that overlap": Bad(
        ask=tiers(
            TierDraft(up_to_e6=100 * E6, unit_price_e9=10), TierDraft(up_to_e6=50 * E6),
            TierDraft(up_to_e6=None),
        ),
        code="catalog.tiers_overlap",
        facts={"tier_no": 2, "up_to": "50", "before_up_to": "100"},
        words="100",
    ),
    "a gap between tiers": Bad(
        ask=tiers(
            TierDraft(up_to_e6=100 * E6, unit_price_e9=10),
            TierDraft(up_to_e6=None, above_e6=200 * E6),
        ),
        code="catalog.tiers_have_gap",
        facts={"tier_no": 2, "starts_at": "200", "before_up_to": "100"},
        words="100",
    ),
    "a meter that does not exist": Bad(
        ask=unknown_meter, code="catalog.unknown_meter", words="meter"
    ),
    "a change before the last billed period": Bad(
        ask=before_posted,
        code="contracts.amendment_before_posted",
        facts={"effective_on": date(2026, 1, 20), "earliest_on": FEB_1},
        words="1 Feb 2026",
    ),
}  # fmt: skip


@pytest.fixture
def home() -> LegalEntity:
    """A company that billed January and February for one seat, and sells metered calls."""
    made = company()
    add_price(
        product_id=product().pk, code="CALLS", name="Calls", model=ChargeModel.GRADUATED,
        timing=Timing.ARREARS, interval_months=1, by=ANN,
    )  # fmt: skip
    subscription(contract(makers.customer(made)), price(), reference="S-1")
    billed(made, JAN_1)
    billed(made, FEB_1)
    return made


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_with_its_code_its_facts_and_a_remedy(case: str, home: LegalEntity) -> None:
    bad, before = CASES[case], books()
    with pytest.raises(Refusal) as refused:
        bad.ask(home)
    assert refused.value.code == bad.code
    assert bad.facts.items() <= refused.value.facts.items()
    assert bad.words in said(refused.value)
    assert books() == before


@pytest.mark.parametrize(
    ("event", "code", "remedy"),
    [
        ({"properties": {"n": -1}}, "usage.value_negative", "correct"),
        ({"subscription": "GONE"}, "usage.subscription_not_running", ""),
        ({"kind": "no.such.kind"}, "usage.kind_unknown", "add a meter"),
        ({"subscription": "NOBODY"}, "usage.subscription_unknown", ""),
    ],
)  # fmt: skip
def test_a_bad_event_is_refused_by_itself_through_the_api(
    event: dict[str, Any], code: str, remedy: str, home: LegalEntity, clock: object
) -> None:
    """Negative usage, an event after the end, a kind no meter counts; the others are taken."""
    meter()
    gone = subscription(contract(makers.customer(home, "C-2")), price("G"), reference="GONE")
    cancel(
        subscription_id=gone.pk, effective_on=date(2026, 2, 10), on=FEB_1, billed=billed_lines,
        by=ANN,
    )  # fmt: skip
    good = {
        "id": "good", "kind": "call", "subscription": "S-1",
        "occurred_at": "2026-03-01T10:00:00Z", "properties": {"n": 1},
    }  # fmt: skip
    status, told = Machine(entity_id=home.pk).post(
        "/events", {"source": "app", "events": [good, {**good, "id": "bad", **event}]}
    )
    assert (status, told["taken"], told["refused"]) == (200, 1, 1)
    bad = told["results"][1]
    assert (bad["id"], bad["state"], bad["code"]) == ("bad", "refused", code)
    assert bad["detail"]
    assert "{" not in bad["detail"]
    assert remedy in bad["remedy"] != ""
    assert Event.objects.count() == 1


def test_a_currency_without_a_price_waits_and_is_billed_once_there_is_one(
    home: LegalEntity,
) -> None:
    makers.rate("USD", date(2026, 2, 28), "1.1")
    fee = price("FEE", 10_00)
    subscription(contract(makers.customer(home, "C-2"), currency="USD", starts_on=FEB_1), fee)
    march = date(2026, 3, 1)
    before = totals()
    assert counts(billed(home, march))["catalog.no_price_in_currency"] == 2
    waits = BillException.objects.values_list("code", "start_on").order_by("start_on")
    assert list(waits) == [
        ("catalog.no_price_in_currency", FEB_1), ("catalog.no_price_in_currency", march),
    ]  # fmt: skip
    assert len(totals()) == len(before) + 1, "what has a price does not wait"
    assert "catalog.no_price_in_currency" in WORDS

    version(fee, 20_00, currency="USD")
    billed(home, date(2026, 3, 2))
    assert not BillException.objects.exists()
    later = Invoice.objects.filter(currency="USD")
    assert sum(one.net_minor for one in later) == 40_00


def test_a_day_without_a_tax_rate_waits_and_is_billed_once_there_is_one(home: LegalEntity) -> None:
    march = date(2026, 3, 1)
    TaxRate.objects.all().delete()
    before = Invoice.objects.count()
    assert counts(billed(home, march)) == {"catalog.no_tax_rate": 1}
    assert (Invoice.objects.count(), BillException.objects.get().code) == (
        before, "catalog.no_tax_rate",
    )  # fmt: skip
    assert "catalog.no_tax_rate" in WORDS
    TaxRate.objects.create(
        country="DE", tax_class="standard", rate_ppm=190_000, valid_from=date(2020, 1, 1)
    )
    assert counts(billed(home, date(2026, 3, 2))) == {"invoices": 1}
    assert totals()[-1] == 11_90
    assert not BillException.objects.exists()


def test_a_price_book_file_with_a_gap_writes_nothing_of_itself(
    home: LegalEntity, tmp_path: Path
) -> None:
    file = tmp_path / "prices.toml"
    file.write_text(
        'valid_from = 2026-01-01\n[products]\nNEW = { name = "New", account = "4000" }\n'
        '[prices.NEW]\nproduct = "NEW"\nmodel = "graduated"\ntiming = "arrears"\nevery = "1 month"\n'
        "amounts.EUR = { tiers = [{ up_to = 100, unit_price = 1 }, "
        "{ up_to = 50, unit_price = 2 }, { unit_price = 3 }] }\n"
    )
    before = books()
    told = CliRunner().invoke(catalog_cli.app, ["apply", str(file)])
    assert isinstance(told.exception, Refusal)
    assert told.exception.code == "catalog.tiers_overlap"
    assert books() == before
