"""Invoices by what people type: a number or its beginning, the count in its series, a customer.

A million numbers are not looked through for a piece of text: an index for that (trigrams) does not
come with the embedded PostgreSQL and would make every import dearer. The index that keeps numbers
unique finds their beginnings, and customers, few beside their invoices, are looked through first.
"""

from __future__ import annotations

from django.db.models import Q

from cashwright.areas.invoicing.models import Invoice, Series
from cashwright.areas.invoicing.rules import document_no
from cashwright.areas.parties.models import Customer
from cashwright.surfaces.console.frame import Frame

BUYERS_MAX = 200
NUMBERS_MAX = 200
_COUNT_MAX = 10**6
_LAST = "\U0010ffff"  # sorts behind whatever a number goes on with


def begins(word: str) -> Q:
    """Numbers that begin with `word`, as typed or in capitals.

    As a span, which the index of unique numbers answers also behind row security; LIKE is not
    trusted there. Where a database sorts by a language the span is wider; LIKE then makes it exact.
    """
    found = Q()
    for start in dict.fromkeys((word, word.upper())):
        found |= Q(
            document_no__gte=start, document_no__lt=start + _LAST, document_no__startswith=start
        )
    return found


def numbered(word: str, frame: Frame) -> Q:
    """Numbers that begin with `word`, and for "42" those that are the 42nd of their series."""
    found = begins(word)
    if word.isascii() and word.isdigit() and 0 < int(word) < _COUNT_MAX:
        series = Series.objects.filter(entity_id__in=frame.entity_ids, last_no__gte=int(word))
        names = {document_no(row.prefix, row.year, int(word)) for row in series}
        if names:
            found |= Q(document_no__in=sorted(names))
    return found


def number_or_customer(word: str, frame: Frame) -> Q | None:
    """The invoices of that number, or of customers whose name or number has `word` in it.

    None when there are none: then `word` may stand in the middle of a number, or be a purchase
    order. None too when so many customers have it that the first rows of any list do.
    """
    mine = Customer.objects.filter(entity_id__in=frame.entity_ids)
    named = mine.filter(Q(name__icontains=word) | Q(account_no__icontains=word))
    buyers = list(named.order_by().values_list("pk", flat=True)[: BUYERS_MAX + 1])
    if len(buyers) > BUYERS_MAX:
        return None
    by_number = numbered(word, frame)
    rows = Invoice.objects.filter(by_number, entity_id__in=frame.entity_ids)
    hits = list(rows.order_by().values_list("pk", flat=True)[: NUMBERS_MAX + 1])
    if not buyers and not hits:
        return None
    if len(hits) <= NUMBERS_MAX:
        by_number = Q(pk__in=hits)
    return Q(customer_id__in=buyers) | by_number if buyers else by_number
