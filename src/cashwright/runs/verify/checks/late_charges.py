"""Late charges: each day and fee of an invoice once, reckoned as its spans say, billed as they are (I-35)."""

from collections import defaultdict
from collections.abc import Iterator

from cashwright.areas.collections.models import LateCharge
from cashwright.areas.collections.policies import LateChargeKind
from cashwright.areas.collections.policies.charging import Rounding
from cashwright.areas.collections.queries.charges import read_spans
from cashwright.areas.collections.rules.interest import Span, parts_minor
from cashwright.runs.verify.check import Check, Violation

_ONCE = """
SELECT 'lch', c.id, 'charges days that a charge before it has charged'
FROM (
    SELECT id, from_on, max(until_on) OVER (
        PARTITION BY invoice_id ORDER BY from_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS charged_until
    FROM collections_latecharge WHERE kind = 'interest'
) c WHERE c.from_on <= c.charged_until
UNION ALL
SELECT 'lch', c.id, 'is a second fee of its invoice'
FROM (
    SELECT id, row_number() OVER (PARTITION BY invoice_id ORDER BY from_on, id) AS place
    FROM collections_latecharge WHERE kind = 'fee'
) c WHERE c.place > 1
UNION ALL
SELECT 'lch', c.id, 'charges a day on which its invoice was not late'
FROM collections_latecharge c JOIN invoicing_invoice i ON i.id = c.invoice_id
WHERE c.from_on <= i.due_on
"""

# What was open when each day of a span began, as the books knew it when the charge was accrued.
_PRINCIPAL = """
SELECT 'lch', c.id, 'bears interest on ' || s.principal_minor || ' when ' || i.total_minor - a.minor
       || ' were open'
FROM collections_latecharge c
JOIN invoicing_invoice i ON i.id = c.invoice_id
CROSS JOIN LATERAL (
    SELECT (one ->> 0)::date AS from_on, (one ->> 1)::date AS until_on,
           (one ->> 3)::bigint AS principal_minor
    FROM jsonb_array_elements(c.spans) AS one
) s
CROSS JOIN LATERAL (VALUES (s.from_on), (s.until_on)) AS d (day)
CROSS JOIN LATERAL (
    SELECT coalesce(sum(p.amount_minor), 0) AS minor FROM cash_application p
    WHERE p.invoice_id = c.invoice_id AND p.applied_on < d.day AND p.created_at <= c.accrued_at
) a
WHERE s.principal_minor > i.total_minor - a.minor
"""

_BILLED = """
SELECT 'inv', b.id, 'bills ' || b.net_minor || ' of late charges that come to ' || c.minor
FROM (SELECT invoice_billed_id, sum(amount_minor) AS minor, min(currency) AS currency
      FROM collections_latecharge WHERE state = 'billed' GROUP BY invoice_billed_id) c
JOIN invoicing_invoice b ON b.id = c.invoice_billed_id
WHERE b.net_minor <> c.minor OR b.currency <> c.currency OR b.state IN ('draft', 'discarded')
UNION ALL
SELECT 'inv', b.id, 'bills late charges that do not name it'
FROM invoicing_invoice b
WHERE b.source = 'late_charges' AND b.state NOT IN ('draft', 'discarded')
  AND NOT EXISTS (SELECT FROM collections_latecharge c WHERE c.invoice_billed_id = b.id)
"""


def _reckoned() -> Iterator[Violation]:
    """Charges whose amount is not what the rule gives for their spans, after those before them."""
    before: dict[object, list[Span]] = defaultdict(list)
    rows = LateCharge.objects.filter(kind=LateChargeKind.INTEREST).order_by("invoice_id", "from_on")
    for charge in rows.iterator(chunk_size=2_000):
        theirs, added = before[charge.invoice_id], read_spans(charge.spans)
        detail = _wrong(charge, theirs, added)
        if detail:
            yield Violation(charge.public_id, detail)
        theirs.extend(added)


def _wrong(charge: LateCharge, before: list[Span], added: tuple[Span, ...]) -> str:
    due = parts_minor(before, added, Rounding(charge.basis.rpartition("/")[2]))
    if [span[4] for span in charge.spans] != due or charge.amount_minor != sum(due):
        return f"is {charge.amount_minor}, its days come to {sum(due)}"
    ends = [charge.from_on, *(day for one in added for day in (one.from_on, one.until_on))]
    if ends != sorted(ends) or not added or added[-1].until_on > charge.until_on:
        return "has spans that are not within its days"
    return ""


CHECKS = (
    Check("I-35", "late charges once",
          "No day of an invoice is charged twice for being late, and no second fee is.", _ONCE),
    Check("I-35", "late charges reckoned",
          "Interest is what the rule gives day by day for the days, rates and amounts it names.",
          _reckoned),
    Check("I-35", "late charges on what was open",
          "Interest is never on more than was open of the invoice that day, as known then.", _PRINCIPAL),
    Check("I-35", "late charges billed",
          "An invoice of late charges comes to the charges that name it.", _BILLED),
)  # fmt: skip
