"""What providers report, taken with all that follows: who is written to instead, what a person is asked."""

from collections.abc import Sequence

from cashwright.areas.controls.queries import books_today
from cashwright.areas.controls.services import command, open_task
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.ports import ProviderReport
from cashwright.areas.messaging.services import Reported, take_reports
from cashwright.areas.parties.models import Customer
from cashwright.kernel.actors import Actor
from cashwright.runs.fall_back import fall_back

COMPLAINT = "messaging.complaint"


@command
def take_provider_reports(reports: Sequence[ProviderReport], *, by: Actor) -> Reported:
    """Take reports. What came back goes to the next person or channel; a complaint is a person's.

    raises  MessageNotReported, StillSending; then nothing is taken
    repeat  reports that were taken before change nothing
    """
    done = take_reports(reports, by=by)
    for message, is_permanent in done.bounced:
        fall_back(message.pk, is_permanent=is_permanent, by=by)
    for message in done.complained:
        _ask(message, by)
    return done


def _ask(message: Message, by: Actor) -> None:
    customer = Customer.objects.select_related("entity").get(pk=message.customer_id)
    open_task(
        entity_id=message.entity_id, kind=COMPLAINT, key=f"{COMPLAINT}:{customer.pk}",
        on=books_today(customer.entity.zone), by=by, customer_id=customer.pk,
        document_id=message.pk,
        title=f"{customer.name} called our mail spam: find another way to reach them"[:200],
    )  # fmt: skip
