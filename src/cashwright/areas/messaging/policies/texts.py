"""Which texts exist and the names each may use."""

from enum import StrEnum

PUBLISH_TEXT = "messaging.publish_text"
"""The kind of approval that puts a text in force."""


class TemplateKey(StrEnum):
    """The texts of the house, by what they are for."""

    BEFORE_DUE = "reminder.before_due"
    FIRST = "reminder.first"
    SECOND = "reminder.second"
    THIRD = "reminder.third"
    FINAL = "reminder.final"
    PROMISE_BROKEN = "reminder.promise_broken"
    NOTICE_FIRST = "notice.first"
    NOTICE_SECOND = "notice.second"
    NOTICE_FINAL = "notice.final"
    CALL_OVERDUE = "call.overdue"
    CALL_FINAL = "call.final"
    CALL_PLAN_DEFAULTED = "call.plan_defaulted"
    TASK_CREDIT_HOLD = "task.credit_hold"
    TASK_AGENCY = "task.agency"
    TASK_ESCALATE = "task.escalate"
    PAYMENT_THANKS = "payment.thanks"
    REPLY_COPY = "reply.copy"
    REPLY_PAID_ALREADY = "reply.paid_already"
    INVOICE = "document.invoice"
    CREDIT_NOTE = "document.credit_note"
    PROMISE_CONFIRMED = "promise.confirmed"
    PLAN_AGREED = "plan.agreed"
    DISPUTE_RECEIVED = "dispute.received"
    DISPUTE_UPDATE = "dispute.update"
    DISPUTE_QUESTION = "dispute.question"
    DISPUTE_ANSWER = "dispute.answer"
    DISPUTE_DECISION = "dispute.decision"


REMINDERS = tuple(key for key in TemplateKey if key.startswith("reminder."))
DOCUMENTS = tuple(key for key in TemplateKey if key.startswith("document."))


TOKENS: dict[str, str] = {
    "greeting": "Dear and the name of the person, or a greeting to nobody by name.",
    "customer_name": "The name of the customer.",
    "account_no": "The customer's account number with us.",
    "entity_name": "The name of our company.",
    "invoices": "How many invoices it is about: 1 invoice, 3 invoices.",
    "invoice_list": "The invoices, one a line: number, date, due date, amount.",
    "total": "What is open, one sum a currency.",
    "first_due_on": "The earliest due date among the invoices.",
    "days_late": "How many days the oldest invoice is past due: 1 day, 14 days.",
    "owed": "One sentence: what is open, past due since when, for how long.",
    "by_law": "What the law or the contract says about paying late, by how the text speaks.",
    "sender_name": "The person who looks after the customer.",
    "sender_email": "How to reach that person.",
    "sender_phone": "That person's phone number, if known.",
    "document_no": "The number of the invoice or credit note that is attached.",
    "issued_on": "The day it was issued.",
    "due_on": "The day it is due, or was promised for.",
    "instalment_list": "The instalments of a payment plan, one a line: day, amount.",
    "dispute_no": "The number of a dispute.",
    "reason": "Why the customer disputes: price, usage, billed twice.",
    "rest": "What is open of the invoice and not disputed.",
    "credited": "What a decision credited.",
    "outcome": "How a dispute was decided: credited, rejected.",
    "answer_on": "The day a dispute is answered by.",
    "text": "What the person who writes has to say.",
}
"""Every name a text may use, and what stands in its place."""
