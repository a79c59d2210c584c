"""What delivery asks at the last moment: whether reminders still hold, and what they have to say by now.

A reminder never names a wrong amount: it is made anew from the books as they stand when it goes out,
from the version of the text it was first made from. What a person typed is never changed: where its
figures moved, it waits for that person (I-33).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from cashwright.areas.collections.policies import SenderKind
from cashwright.areas.collections.queries import Standing, standing, who_replied
from cashwright.areas.collections.rules import Suppression
from cashwright.areas.collections.services.wording import Laws, Senders, figures_of, words_of
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.policies import BY_HAND, FIGURES_CHANGED
from cashwright.areas.messaging.ports import Kept, Reworded, Waiting
from cashwright.areas.messaging.queries import text_of_label
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.policies import Purpose

Asked = dict[UUID, int]


def as_the_books_stand(
    waiting: Sequence[Waiting], *, on: date
) -> dict[UUID, Reworded | Kept | str]:
    """The guard of delivery on a day: what stops reminders, and the words of those that changed.

    stopped   when everything it is about was paid, promised, put in a plan, disputed or placed since
    reworded  when part of that holds, or other amounts are open; or the day has moved on
    kept      typed by a person, and the figures it was typed beside have changed
    replied   the customer wrote since and nobody answered: a machine does not speak into that
    """
    about = [one for one in waiting if one.purpose == Purpose.REMINDERS]
    replied = who_replied({one.customer_id for one in about}, on)
    found = standing({pk for one in about for pk in (*one.document_ids, *_asked(one))})
    said: dict[UUID, Reworded | Kept | str] = {}
    anew: list[tuple[Waiting, Asked]] = []
    for one in about:
        before, stop = _asked(one), _stop(one, found)
        after = {pk: minor for pk in before if (minor := _open(found, pk))}
        if one.customer_id in replied and one.template != BY_HAND:
            said[one.message_id] = Suppression.REPLIED
        elif stop or (before and not after and one.template != BY_HAND):
            said[one.message_id] = stop or _first_stop(before, found)
        elif one.template == BY_HAND:
            if before != after:
                said[one.message_id] = Kept(FIGURES_CHANGED)
        elif before != after or (before and one.figures["on"] != on.isoformat()):
            anew.append((one, after))
    return said | _said_anew(anew, on)


def _asked(one: Waiting) -> Asked:
    return {UUID(pk): minor for pk, minor in one.figures.get("asked", {}).items()}


def _open(found: Mapping[UUID, Standing], invoice_id: UUID) -> int:
    one = found.get(invoice_id)
    return 0 if one is None or one.stop else one.asked_minor


def _stop(one: Waiting, found: Mapping[UUID, Standing]) -> str:
    """What stops all that a message is about. One that cannot be said anew is stopped by any of it."""
    stops = [found[pk].stop for pk in one.document_ids if pk in found]
    if not stops or (one.figures and not all(stops)):
        return ""
    return next((stop for stop in stops if stop), "")


def _first_stop(before: Asked, found: Mapping[UUID, Standing]) -> str:
    return next((found[pk].stop for pk in before if pk in found and found[pk].stop), "paid")


def _said_anew(
    anew: Sequence[tuple[Waiting, Asked]], on: date
) -> dict[UUID, Reworded | Kept | str]:
    if not anew:
        return {}
    invoices = Invoice.objects.in_bulk({pk for _, asked in anew for pk in asked})
    customers = (
        Customer.objects.select_related("entity").in_bulk({one.customer_id for one, _ in anew})
    )  # fmt: skip
    names = dict(
        Contact.objects.filter(pk__in={one.contact_id for one, _ in anew}).values_list("pk", "name")
    )
    senders = Senders({customer.portfolio_id for customer in customers.values()}, on)
    laws = Laws(on)
    said: dict[UUID, Reworded | Kept | str] = {}
    for one, asked in anew:
        text, customer = text_of_label(one.template), customers[one.customer_id]
        if text is None:
            said[one.message_id] = Kept(FIGURES_CHANGED)
            continue
        kind = SenderKind(one.figures["sender"])
        name = names.get(one.contact_id, "") if one.contact_id else ""
        listed = [(invoices[pk], minor) for pk, minor in asked.items()]
        sender = senders.of(kind, customer.portfolio_id)
        words = words_of(text, customer, name, one.language, sender, listed, laws, on)
        said[one.message_id] = Reworded(words, figures_of(tuple(asked.items()), kind, on))
    return said
