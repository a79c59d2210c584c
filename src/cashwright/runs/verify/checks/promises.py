"""What customers agreed to adds up: promises over their invoices, plans over their instalments."""

from cashwright.runs.verify.check import Check

_PROMISES = """
SELECT 'prm', p.id, 'is ' || p.amount_minor || ', its invoices have ' || coalesce(k.minor, 0)
FROM collections_promise p
LEFT JOIN (SELECT promise_id, sum(amount_minor) AS minor FROM collections_promiseitem GROUP BY 1) k
    ON k.promise_id = p.id
WHERE p.amount_minor <> coalesce(k.minor, 0)
UNION ALL
SELECT 'prm', p.id, 'is about an invoice of another customer or currency'
FROM collections_promise p JOIN collections_promiseitem k ON k.promise_id = p.id
LEFT JOIN invoicing_invoice i ON i.id = k.invoice_id
WHERE (i.customer_id, i.currency) IS DISTINCT FROM (p.customer_id, p.currency)
"""

_PLANS = """
SELECT 'ppl', p.id, 'is over ' || p.total_minor || ', its instalments come to ' || coalesce(n.minor, 0)
       || ', its invoices to ' || coalesce(k.minor, 0)
FROM collections_paymentplan p
LEFT JOIN (SELECT plan_id, sum(amount_minor) AS minor FROM collections_instalment GROUP BY 1) n
    ON n.plan_id = p.id
LEFT JOIN (SELECT plan_id, sum(amount_minor) AS minor FROM collections_planitem GROUP BY 1) k
    ON k.plan_id = p.id
WHERE p.total_minor <> coalesce(n.minor, 0) OR p.total_minor <> coalesce(k.minor, 0)
UNION ALL
SELECT 'ppl', p.id, 'pays off an invoice of another customer or currency'
FROM collections_paymentplan p JOIN collections_planitem k ON k.plan_id = p.id
LEFT JOIN invoicing_invoice i ON i.id = k.invoice_id
WHERE (i.customer_id, i.currency) IS DISTINCT FROM (p.customer_id, p.currency)
"""

_APART = """
SELECT 'ppl', b.id, 'pays off an invoice that another plan pays off on the same days'
FROM collections_planitem ka
JOIN collections_paymentplan a ON a.id = ka.plan_id AND a.agreed_on IS NOT NULL
JOIN collections_planitem kb ON kb.invoice_id = ka.invoice_id AND kb.plan_id > ka.plan_id
JOIN collections_paymentplan b ON b.id = kb.plan_id AND b.agreed_on IS NOT NULL
WHERE a.agreed_on < coalesce(b.ended_on, 'infinity') AND b.agreed_on < coalesce(a.ended_on, 'infinity')
"""

_APPROVED = """
SELECT 'ppl', p.id, CASE WHEN a.id IS NULL THEN 'names an approval that does not exist'
       ELSE 'its approval is of something else' END
FROM collections_paymentplan p LEFT JOIN controls_approval a ON a.id = p.approval_id
WHERE p.approval_id IS NOT NULL
  AND (a.kind, a.document_id, a.currency, a.amount_minor)
      IS DISTINCT FROM ('collections.payment_plan', p.id, p.currency, p.total_minor)
"""

CHECKS = (
    Check("I-05", "promises add up",
          "A promise is the sum of its parts, each of an invoice of its customer.", _PROMISES),
    Check("I-05", "plans add up",
          "A payment plan is the sum of its instalments and of what was open of its invoices.", _PLANS),
    Check("I-05", "one plan at a time",
          "No invoice is in two payment plans in force on one day.", _APART),
    Check("I-45", "plans approved",
          "A payment plan that a second person agreed to is exactly the one they saw.", _APPROVED),
)  # fmt: skip
