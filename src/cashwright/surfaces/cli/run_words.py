"""What a run's counts are called, for people."""

OUTCOMES: dict[str, str] = {
    "apply_cash.exact": "payments applied to the invoice of exactly their amount",
    "apply_cash.exact_sum": "payments applied to the only invoices that sum to them",
    "apply_cash.oldest_first": "payments applied oldest due first",
    "apply_cash.asked": "payments that fit more than one way: a task asks a person",
    "apply_cash.waiting": "payments still waiting for a person's answer",
    "apply_cash.on_account": "payments left on account: nothing of the customer is open",
    "close_tasks.closed": "tasks closed: their payment is applied",
    "dun.messages": "reminders written",
    "dun.steps": "invoices reminded of",
    "dun.dropped": "invoices that were paid or held while the reminder was written",
    "deliver.sent": "messages sent",
    "deliver.failed": "messages the mail server refused",
    "deliver.unknown": "messages nobody can say whether they went out",
    "deliver.suppressed": "messages kept back: no longer wanted",
    "deliver.queued": "messages still waiting",
    "expire.approvals": "requests that nobody decided in time",
    "react.facts": "approved requests carried out or refused",
    "measure.figures": "figures noted",
    "measure.movements_merged": "rows of movements merged",
}
