"""Reading whether a customer may be called now: the hour where they are, how often they were called."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from cashwright.areas.collections.models import Call
from cashwright.areas.collections.rules.touches import REACHED
from cashwright.areas.messaging.queries.stopping import contact_policy, recipients
from cashwright.areas.messaging.rules.windows import Contacted, Verdict, may_contact
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import Channel

_LOOK_BACK = timedelta(days=61)


def may_call(customer: Customer, *, on: date, at: datetime) -> Verdict:
    """Whether the rules of contact let a customer be called at an instant, and when they next do.

    What was said is asked over all channels; a call that reached somebody counts as a conversation.
    """
    known = recipients([customer.pk], at=at)[customer.pk]
    calls = Call.objects.filter(customer=customer, called_at__gt=at - _LOOK_BACK, called_at__lte=at)
    past = [
        Contacted(called_at, Channel.PHONE, talked=outcome in REACHED)
        for called_at, outcome in calls.values_list("called_at", "outcome")
    ]
    recipient = replace(known, history=[*known.history, *past])
    return may_contact(recipient, contact_policy(customer.entity_id, on), Channel.PHONE, at)
