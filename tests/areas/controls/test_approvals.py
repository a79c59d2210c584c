"""Maker and checker: one asks, another decides, exactly that is carried out."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cashwright.areas.controls.limits import approved, check_limit, limit_minor
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import CREDIT_NOTE, LIMITS, REFUND, WRITE_OFF
from cashwright.areas.controls.queries import waiting_approvals
from cashwright.areas.controls.refusals import (
    AlreadyAsked,
    ApprovalExpired,
    ApprovalNeeded,
    SelfApproval,
)
from cashwright.areas.controls.services import (
    decide_approval,
    expire_approvals,
    finish_approval,
    request_approval,
    set_policy,
    withdraw_approval,
)
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import FixedClock, now, running_on
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import NotAllowedNow, NotFound
from tests.makers import ANN, BOB

pytestmark = pytest.mark.django_db
DOCUMENT = new_id()
PAYLOAD = {"invoice_id": str(DOCUMENT), "amount_minor": 500_00, "on": "2026-01-20"}
DAY = date(2026, 1, 20)


def asked(**changes: object) -> Approval:
    given = {
        "entity_id": HOUSE, "kind": WRITE_OFF, "document_id": DOCUMENT, "payload": PAYLOAD, "by": ANN,
        "reason": "insolvent", **changes,
    }  # fmt: skip
    return request_approval(**given)  # type: ignore[arg-type]


def test_a_second_person_approves_and_the_act_may_be_carried_out_once_noted() -> None:
    approval = asked()
    assert list(waiting_approvals()) == [approval]
    decide_approval(approval_id=approval.pk, approve=True, by=BOB, note="seen the letter")
    assert approved(approval.pk, kind=WRITE_OFF, payload=PAYLOAD).decided_by == BOB.name
    assert finish_approval(approval_id=approval.pk, ok=True, outcome="done", by=BOB).state == "done"
    with pytest.raises(ApprovalNeeded):
        approved(approval.pk, kind=WRITE_OFF, payload=PAYLOAD)


def test_nobody_approves_what_they_asked_for_not_even_by_sql() -> None:
    approval = asked()
    for approve in (True, False):
        with pytest.raises(SelfApproval):
            decide_approval(approval_id=approval.pk, approve=approve, by=ANN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(
            state="approved", decided_by=ANN.name, decided_at=now()
        )


def test_a_decision_is_made_once() -> None:
    approval = asked()
    decide_approval(approval_id=approval.pk, approve=False, by=BOB)
    with pytest.raises(NotAllowedNow):
        decide_approval(approval_id=approval.pk, approve=True, by=BOB)
    with pytest.raises(NotFound):
        decide_approval(approval_id=new_id(), approve=True, by=BOB)
    with pytest.raises(ApprovalNeeded):
        approved(approval.pk, kind=WRITE_OFF, payload=PAYLOAD)


def test_a_request_expires_and_can_then_be_asked_again(clock: FixedClock) -> None:
    approval = asked(days=14)
    with pytest.raises(AlreadyAsked):
        asked()
    with running_on(FixedClock(clock.now() + timedelta(days=14))):
        with pytest.raises(ApprovalExpired):
            decide_approval(approval_id=approval.pk, approve=True, by=BOB)
        assert expire_approvals(at=now(), by=Actor.rule("runs.day")) == 1
        assert asked().pk != approval.pk
    approval.refresh_from_db()
    assert approval.state == "expired"


def test_the_asker_takes_a_request_back() -> None:
    approval = asked()
    assert withdraw_approval(approval_id=approval.pk, by=ANN).state == "withdrawn"
    with pytest.raises(NotAllowedNow):
        decide_approval(approval_id=approval.pk, approve=True, by=BOB)


@pytest.mark.parametrize(
    "change", [{"amount_minor": 500_01}, {"on": "2026-01-21"}, {"invoice_id": str(new_id())}]
)
def test_an_approval_is_for_exactly_what_was_asked(change: dict[str, object]) -> None:
    approval = asked()
    decide_approval(approval_id=approval.pk, approve=True, by=BOB)
    with pytest.raises(ApprovalNeeded):
        approved(approval.pk, kind=WRITE_OFF, payload={**PAYLOAD, **change})
    with pytest.raises(ApprovalNeeded):
        approved(approval.pk, kind=REFUND, payload=PAYLOAD)


def test_a_request_changed_after_asking_cannot_be_decided() -> None:
    approval = asked()
    Approval.objects.filter(pk=approval.pk).update(payload={**PAYLOAD, "amount_minor": 1})
    with pytest.raises(AssertionError):
        decide_approval(approval_id=approval.pk, approve=True, by=BOB)


def limited(amount_minor: int, recent_minor: int = 0, currency: str = "EUR") -> None:
    check_limit(
        WRITE_OFF, entity_id=HOUSE, currency=currency, amount_minor=amount_minor,
        recent_minor=recent_minor, on=DAY, payload={}, approval_id=None,
    )  # fmt: skip


def test_one_person_may_do_up_to_the_limit_in_thirty_days_and_not_a_cent_more() -> None:
    limited(100_00)
    limited(40_00, recent_minor=60_00)
    with pytest.raises(ApprovalNeeded):
        limited(100_01)
    with pytest.raises(ApprovalNeeded):
        limited(40_01, recent_minor=60_00)


def test_limits_count_major_units_of_each_currency() -> None:
    on_day = {"entity_id": HOUSE, "on": DAY}
    assert limit_minor(WRITE_OFF, currency="KWD", **on_day) == 100_000  # type: ignore[arg-type]
    assert limit_minor(WRITE_OFF, currency="JPY", **on_day) == 10_000  # type: ignore[arg-type]
    assert limit_minor(REFUND, currency="EUR", **on_day) == 0  # type: ignore[arg-type]


def test_an_entitys_own_limits_go_before_those_of_the_house_from_their_day_on() -> None:
    mine = new_id()
    set_policy(name=LIMITS, value={WRITE_OFF: {"*": 7}}, valid_from=DAY, by=ANN, why="low")
    set_policy(
        name=LIMITS, value={WRITE_OFF: {"*": 9}}, valid_from=DAY, by=ANN, why="own", entity_id=mine
    )
    before = DAY - timedelta(days=1)
    assert limit_minor(WRITE_OFF, entity_id=HOUSE, currency="EUR", on=DAY) == 7_00
    assert limit_minor(WRITE_OFF, entity_id=mine, currency="EUR", on=DAY) == 9_00
    assert limit_minor(WRITE_OFF, entity_id=mine, currency="EUR", on=before) == 100_00
    assert limit_minor(CREDIT_NOTE, entity_id=mine, currency="EUR", on=DAY) == 1_000_00
