"""Doing, about a step before anybody gets it: its words with a real customer, and a test to oneself.

A test goes the way messages go, to the one who asks and to nobody else. It is no message of the
customer's: it counts for no budget, is on no timeline of theirs, and the journal says who sent it.
"""

from dataclasses import dataclass
from datetime import date

from cashwright.areas.access.models import User
from cashwright.areas.collections.events import StepTested
from cashwright.areas.collections.policies import Ladder, Step, Track
from cashwright.areas.collections.queries import addressees
from cashwright.areas.collections.services.wording import Laws, Senders, words_of
from cashwright.areas.controls.services import announce, command
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.ports import Outgoing, Rendered, SendError
from cashwright.areas.messaging.queries import text_in_force
from cashwright.areas.messaging.refusals import MailUnreachable
from cashwright.areas.messaging.services.delivery import sender_of
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import Channel
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import new_id, public_id

_LISTED_MAX = 12


@dataclass(frozen=True, slots=True)
class Previewed:
    """What a customer would read. `reader` may be empty; `invoices` how many it is about."""

    said: Rendered
    label: str
    language: str
    reader: str
    signed: str
    invoices: int


def preview_step(
    step: Step, customer: Customer, *, on: date, language: str = ""
) -> Previewed | None:
    """The words of a step to a customer (with entity and segment), as of a day; None when nothing is open.

    language  in place of theirs
    """
    invoices = _about(step, customer, on)
    if not invoices:
        return None
    reader = addressees([customer.pk]).get(customer.pk)
    tongue = language or (reader.language if reader else "") or customer.language
    segment = customer.segment.code if customer.segment else ""
    text = text_in_force(step.template, tongue, segment=segment, tone=str(step.tone))
    sender = Senders({customer.portfolio_id}, on).of(step.sender, customer.portfolio_id)
    listed = [(row, row.balance_minor) for row in invoices]
    name = reader.name if reader else ""
    said = words_of(text, customer, name, tongue, sender, listed, Laws(on), on)
    return Previewed(
        said, text.label, text.language, name, sender.name or sender.email, len(invoices)
    )  # fmt: skip


def _about(step: Step, customer: Customer, on: date) -> list[Invoice]:
    """What such a step would speak of: what is late, or, before anything is, what is due next."""
    rows = Invoice.objects.filter(customer=customer, balance_minor__gt=0, issued_on__lte=on)
    rows = rows.order_by("due_on", "pk")
    is_early = step.track is Track.ISSUE or (step.track is Track.DUE and step.days <= 0)
    fitting = rows.filter(due_on__gte=on) if is_early else rows.filter(due_on__lt=on)
    return list(fitting[:_LISTED_MAX]) or list(rows[:1])


def send_test(
    step: Step, ladder: Ladder, shown: Previewed, customer: Customer, *, to: User, by: Actor
) -> None:
    """Send the words of a step to oneself, marked as a test; not to be called inside a command.

    raises  MailUnreachable; nothing was sent then
    """
    mark = f"This is a test of the ladder {ladder.title or ladder.name}. Only you got it."
    message = Outgoing(
        public_id=public_id("msg", new_id()), channel=Channel.EMAIL, from_name=customer.entity.name,
        to_address=to.email, subject=f"[Test] {shown.said.subject}",
        body_text=f"{mark}\n\n{shown.said.body_text}",
        body_html=f"<p>{mark}</p>\n{shown.said.body_html}" if shown.said.body_html else "",
        language=shown.language, headers={"X-Cashwright-Test": "yes"},
    )  # fmt: skip
    sender = sender_of(Channel.EMAIL)
    try:
        with sender.open():
            sender.send(message, ())
    except SendError as error:
        raise MailUnreachable(reason=str(error)) from error
    _note(step, ladder, shown, customer, to=to, by=by)


@command
def _note(
    step: Step, ladder: Ladder, shown: Previewed, customer: Customer, *, to: User, by: Actor
) -> None:
    event = StepTested(
        entity_id=customer.entity_id, test_id=new_id(), user_id=to.pk, ladder=ladder.name,
        step=step.code, template=shown.label, language=shown.language,
    )  # fmt: skip
    announce(event, by=by)
