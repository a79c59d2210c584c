"""A trial on real books: planned as carried out, held out in silence, answered for, learned from."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import Reminder
from cashwright.areas.collections.policies import Act
from cashwright.areas.collections.policies.trials import (
    HOLDOUT,
    Arm,
    Odds,
    Trial,
    even_odds,
    trial_of,
)
from cashwright.areas.collections.queries import (
    counted,
    exposures,
    heard,
    known,
    reminder_plan,
    send_time,
    text_results,
    trials_in_force,
)
from cashwright.areas.collections.refusals import BadTrial
from cashwright.areas.collections.rules.trials import learned_odds
from cashwright.areas.collections.services import (
    learn_from_trials,
    propose_send_time,
    propose_trial,
    remind,
)
from cashwright.areas.controls.models import Fact, PolicyVersion
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import Tone
from cashwright.areas.messaging.policies.hours import SendTime
from cashwright.areas.messaging.rules.proposals import TextProposal
from cashwright.areas.messaging.services import deliver_queued, publish_template
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.clock import noon_utc, running_on
from tests import makers
from tests.areas.collections.arms import fitting
from tests.areas.messaging.makers import went_out
from tests.makers import ANN

pytestmark = pytest.mark.django_db

ISSUED, DUE = date(2026, 1, 5), date(2026, 2, 4)
COUNT = 12
TRIED_ON = DUE + timedelta(days=7)
TRIAL = Trial(
    code="words", version=1, title="Other words", ladder="standard", days=7, from_on=ISSUED,
    arms=(Arm(code="a"), Arm(code="b", variant="b", tone=Tone.FIRM), Arm(code="c", act=Act.LETTER)),
    odds_bp=even_odds(3), holdout_bp=3_000, customers_min=1, odds=Odds.LEARNED,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with running_on(noon_utc(ISSUED)):
        yield


@pytest.fixture
def home() -> LegalEntity:
    """A dozen customers, each a week late with one invoice, and the trial in force."""
    entity = makers.entity()
    buyers = [makers.customer(entity, f"C-{n}") for n in range(COUNT)]
    for n, buyer in enumerate(buyers):
        add_contact(customer_id=buyer.pk, name=f"P {n}", by=ANN, card={"email": f"p{n}@x.example"})
        makers.invoice(buyer, 100_00, issued_on=ISSUED, due_on=DUE)
    trial = fitting(TRIAL, buyers)
    propose_trial(trial, why="to see", entity_id=entity.pk, on=ISSUED, by=ANN)
    return entity


def run(home: LegalEntity, on: date) -> Counter[str]:
    with running_on(noon_utc(on)):
        went_out()
        done = remind(reminder_plan(home.pk, on), entity_id=home.pk, on=on, by=ANN)
    return Counter({name: getattr(done, name) for name in ("messages", "withheld", "dropped")})


def arms(home: LegalEntity) -> dict[UUID, str]:
    return dict(Reminder.objects.exclude(trial="").values_list("customer_id", "arm"))


def test_what_is_planned_happens_and_who_is_held_out_hears_nothing_at_that_step(
    home: LegalEntity,
) -> None:
    body = "{{ invoice_list }} {{ total }} {{ sender_email }}"
    publish_template(
        TextProposal(key="reminder.second", language="en", variant="b", subject="B", body=body),
        by=ANN,
    )
    run(home, DUE + timedelta(days=1))
    went_out()
    plan = reminder_plan(home.pk, TRIED_ON)
    planned = {UUID(customer): arm for customer, arm in plan.select("customer_id", "arm").rows()}
    done = run(home, TRIED_ON)
    assert arms(home) == planned
    spread = Counter(planned.values())
    assert set(spread) == {"a", "b", "c", HOLDOUT}
    assert done == {"messages": COUNT - spread[HOLDOUT], "withheld": spread[HOLDOUT], "dropped": 0}

    told = Message.objects.exclude(choice={})
    assert {one.customer_id: one.choice["arm"] for one in told} == {
        customer: arm for customer, arm in planned.items() if arm != HOLDOUT
    }
    for one in told:
        arm = planned[one.customer_id]
        assert (one.channel == "post") is (arm == "c")
        assert one.template == f"reminder.second/en{':::b/1' if arm == 'b' else '/0'}"

    held = {customer for customer, arm in planned.items() if arm == HOLDOUT}
    assert Message.objects.filter(customer_id__in=held).count() == len(held)  # the first alone
    assert Fact.objects.filter(name="collections.reminder_withheld").count() == len(held)
    assert run(home, TRIED_ON + timedelta(days=1)) == {"messages": 0, "withheld": 0, "dropped": 0}
    assert run(home, DUE + timedelta(days=14))["messages"] == COUNT  # the next step is for all


def test_the_simulation_says_what_the_days_then_bring(home: LegalEntity) -> None:
    first = DUE + timedelta(days=1)
    with running_on(noon_utc(first)):
        foreseen = known(home.pk, first, ahead_days=20).simulate(20)
    wanted = Counter(
        (on, act) for on, act in foreseen.filter(foreseen["suppressed"].is_null())
        .unique(["on", "customer_id"]).select("on", "act").rows()
    )  # fmt: skip
    got: Counter[tuple[date, str | None]] = Counter()
    for offset in range(20):
        on = first + timedelta(days=offset)
        with running_on(noon_utc(on)):
            plan = reminder_plan(home.pk, on)
            remind(plan, entity_id=home.pk, on=on, by=ANN)
            went_out()
        taken = plan.filter(plan["suppressed"].is_null()).unique(["customer_id"])
        got.update((on, act) for act in taken["act"])
    assert got == wanted
    assert got[TRIED_ON, None] > 0


def test_what_customers_did_after_is_a_dated_fact_and_moves_the_odds(home: LegalEntity) -> None:
    run(home, DUE + timedelta(days=1))
    run(home, TRIED_ON)
    mine = [customer for customer, arm in arms(home).items() if arm == "b"]
    paid_on = TRIED_ON + timedelta(days=3)
    for invoice in Invoice.objects.filter(customer_id__in=mine):
        payment = makers.payment(invoice.customer, 100_00, on=paid_on)
        apply(
            source_kind=SourceKind.PAYMENT, source_id=payment.pk, on=paid_on, by=ANN,
            parts=[Part(invoice.pk, 100_00)],
        )  # fmt: skip
    on = TRIED_ON + timedelta(days=15)
    (trial,) = trials_in_force(home.pk, on)
    found = exposures(home.pk, trial.code, on)
    assert set(found.filter(found["arm"] == "b")["paid_on"]) == {paid_on}
    assert set(found.filter(found["arm"] != "b")["paid_on"]) == {None}
    told = counted(trial, found, on)
    assert told["b"].rate == (len(mine), len(mine))
    assert told["a"].answered == told[HOLDOUT].answered == 0
    early = counted(trial, found, TRIED_ON + timedelta(days=14))
    assert early["b"].rate == (0, 0)  # nobody's window is over yet

    assert learn_from_trials(entity_id=home.pk, on=on, by=ANN) == 1
    assert learn_from_trials(entity_id=home.pk, on=on, by=ANN) == 0
    assert trials_in_force(home.pk, on)[0].odds_bp == even_odds(3)  # today's plan stays as shown
    moved = trial_of(PolicyVersion.objects.order_by("-version")[0].value)
    assert moved.learned is not None
    assert moved.odds_bp == learned_odds(moved.learned.counts, seed=moved.learned.seed)
    assert moved.odds_bp[1] == max(moved.odds_bp)
    results = text_results([home.pk], on)
    first = Message.objects.filter(state="sent").count()
    assert results["messages"].sum() == first  # what is tried is queued, and did not go out yet


def test_a_trial_is_of_a_step_there_is_and_of_one_at_a_time() -> None:
    home = makers.entity()
    propose_trial(TRIAL, why="to see", entity_id=home.pk, on=ISSUED, by=ANN)
    for wrong in (
        replace(TRIAL, code="x", days=8), replace(TRIAL, code="x"), replace(TRIAL, code="x", days=45),
    ):  # fmt: skip
        with pytest.raises(BadTrial):
            propose_trial(wrong, why="to see", entity_id=home.pk, on=ISSUED, by=ANN)


def test_a_learned_hour_delays_a_reminder_within_its_day_and_tells_why(home: LegalEntity) -> None:
    Customer.objects.update(zone="Europe/Berlin")
    propose_send_time(
        SendTime(is_on=True, slots=(10, 15)), valid_from=ISSUED, why="to see", entity_id=home.pk,
        on=ISSUED, by=ANN,
    )  # fmt: skip
    on = DUE + timedelta(days=1)
    run(home, on)
    told = Message.objects.values_list("choice", "not_before_at")
    held = [at for choice, at in told if choice["hour_holdout"]]
    assert held.count(None) == len(held)
    chosen = [(choice, at) for choice, at in told if not choice["hour_holdout"]]
    assert len(chosen) + len(held) == COUNT
    for choice, at in chosen:
        assert at is not None
        local = at.astimezone(ZoneInfo("Europe/Berlin"))
        assert (local.date(), local.hour) == (on, choice["slot"])
        assert choice["slot"] in (10, 15)
        assert 0 < choice["slot_odds_bp"] <= 10_000
    morning = datetime.combine(on, time(9), ZoneInfo("Europe/Berlin"))
    assert deliver_queued(limit=99, on=on, at=morning, by=ANN).sent == len(held)
    evening = datetime.combine(on, time(17), ZoneInfo("Europe/Berlin"))
    assert deliver_queued(limit=99, on=on, at=evening, by=ANN).sent == len(chosen)
    policy = send_time(home.pk, on)
    late = heard(home.pk, on + timedelta(days=9), policy)
    assert late.shared == {}  # they went out at five, which is no hour of theirs
    assert late.held_out == (0, len(held))
