"""Several workers at once: each message is queued once and sent once."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import PRESETS
from cashwright.areas.messaging.services import deliver_queued, queue_messages
from cashwright.areas.parties.policies import Purpose
from tests.areas.messaging.makers import a_draft
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_customer

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4
ON, NOON = date(2026, 3, 2), datetime(2026, 3, 2, 12, tzinfo=UTC)


def all_at_once(work: Callable[[], Any]) -> list[Any]:
    """What each of four threads got, all starting together."""
    start, results = threading.Barrier(WRITERS), []

    def run() -> None:
        try:
            start.wait()
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_four_runs_queue_each_reminder_once() -> None:
    company = a_company()
    customers = [a_customer(company, str(n)) for n in range(5)]
    for number in range(10):
        drafts = [
            a_draft(customer, f"{number}-{customer.account_no}", mentions=((uuid4(), "step"),))
            for customer in customers
        ]
        made = all_at_once(partial(queue_messages, drafts, by=HOUSE_RULE))
        assert len(made) == WRITERS
        assert sum(message is not None for result in made for message in result) == len(customers)
    assert Message.objects.count() == 10 * len(customers)


def deliver() -> Any:
    return deliver_queued(limit=1000, on=ON, at=NOON, by=HOUSE_RULE)


def test_four_workers_send_each_message_once(settings: Any, mailoutbox: list[Any]) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    customer = a_customer(a_company())
    drafts = [
        a_draft(customer, str(n), to_address=f"p{n}@example.com", purpose=Purpose.INVOICES)
        for n in range(120)
    ]
    queue_messages(drafts, by=HOUSE_RULE)
    reports = all_at_once(deliver)
    assert sum(report.sent for report in reports) == 120
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(d.to_address for d in drafts)


def test_four_workers_together_keep_to_one_customers_budget(
    settings: Any, mailoutbox: list[Any]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    customer = a_customer(a_company())
    queue_messages([a_draft(customer, str(n)) for n in range(120)], by=HOUSE_RULE)
    reports = all_at_once(deliver)
    assert sum(report.sent for report in reports) == len(mailoutbox) == PRESETS["standard"].budget
