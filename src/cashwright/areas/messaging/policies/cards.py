"""One card for every text: what it is for, how it speaks, what it may and what it must say.

Words: a *kind* is what texts are for (reminders, scripts of calls, answers); a *card* is what holds
for every version of one text, in every language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cashwright.areas.messaging.policies.texts import TemplateKey
from cashwright.areas.messaging.policies.tones import Tone


class TextKind(StrEnum):
    """What texts are for."""

    REMINDER = "reminder"
    NOTICE = "notice"
    CALL = "call"
    TASK = "task"
    REPLY = "reply"
    AGREEMENT = "agreement"
    DISPUTE = "dispute"
    DOCUMENT = "document"


TO_CUSTOMERS = frozenset(set(TextKind) - {TextKind.CALL, TextKind.TASK})
"""The kinds a customer reads; the others are for colleagues."""


@dataclass(frozen=True, slots=True)
class TextCard:
    """`knows`: the names the text may use; `needs`: those it cannot do without."""

    key: TemplateKey
    kind: TextKind
    title: str
    tone: Tone
    knows: frozenset[str]
    needs: frozenset[str] = frozenset()


_ABOUT = {"greeting", "customer_name", "account_no", "entity_name", "sender_email", "total"}
_OWED = frozenset(
    {
        *_ABOUT, "invoices", "invoice_list", "first_due_on", "days_late", "owed", "sender_name",
        "sender_phone",
    }
)  # fmt: skip
_REMINDED = _OWED | {"by_law"}
_SAYS = frozenset({"total", "invoice_list", "sender_email"})
"""What is owed, for which invoices and since when (the list tells each due date), whom to tell that
something is wrong."""

_DOCUMENT = frozenset({*_ABOUT, "document_no", "issued_on", "due_on"})
_DISPUTE = frozenset(
    {*_ABOUT, "dispute_no", "document_no", "reason", "rest", "credited", "outcome", "answer_on", "text"}
)  # fmt: skip

_K, _T, _KIND = TemplateKey, Tone, TextKind
_CARDS = (
    TextCard(_K.BEFORE_DUE, _KIND.REMINDER, "Before it is due", _T.FRIENDLY, _REMINDED,
             _SAYS | {"first_due_on"}),
    TextCard(_K.FIRST, _KIND.REMINDER, "First reminder", _T.FRIENDLY, _REMINDED, _SAYS),
    TextCard(_K.SECOND, _KIND.REMINDER, "Second reminder", _T.PLAIN, _REMINDED, _SAYS),
    TextCard(_K.THIRD, _KIND.REMINDER, "Third reminder", _T.FIRM, _REMINDED, _SAYS),
    TextCard(_K.FINAL, _KIND.REMINDER, "Final reminder", _T.FINAL, _REMINDED, _SAYS),
    TextCard(_K.PROMISE_BROKEN, _KIND.REMINDER, "After a broken promise", _T.PLAIN, _REMINDED, _SAYS),
    TextCard(_K.NOTICE_FIRST, _KIND.NOTICE, "First letter", _T.PLAIN, _REMINDED, _SAYS),
    TextCard(_K.NOTICE_SECOND, _KIND.NOTICE, "Second letter", _T.FIRM, _REMINDED, _SAYS),
    TextCard(_K.NOTICE_FINAL, _KIND.NOTICE, "Final letter", _T.FINAL, _REMINDED, _SAYS),
    TextCard(_K.CALL_OVERDUE, _KIND.CALL, "Call about what is late", _T.PLAIN, _REMINDED),
    TextCard(_K.CALL_FINAL, _KIND.CALL, "Last call", _T.FIRM, _REMINDED),
    TextCard(_K.CALL_PLAN_DEFAULTED, _KIND.CALL, "Call about a missed instalment", _T.PLAIN, _REMINDED),
    TextCard(_K.TASK_CREDIT_HOLD, _KIND.TASK, "Credit hold", _T.PLAIN, _REMINDED),
    TextCard(_K.TASK_AGENCY, _KIND.TASK, "Agency or not", _T.PLAIN, _REMINDED),
    TextCard(_K.TASK_ESCALATE, _KIND.TASK, "Pass it on", _T.PLAIN, _REMINDED),
    TextCard(_K.PAYMENT_THANKS, _KIND.REPLY, "Thanks for a payment", _T.FRIENDLY, _OWED),
    TextCard(_K.REPLY_COPY, _KIND.REPLY, "Copies of invoices", _T.FRIENDLY, _OWED),
    TextCard(_K.REPLY_PAID_ALREADY, _KIND.REPLY, "They say it is paid", _T.FRIENDLY, _OWED),
    TextCard(_K.PROMISE_CONFIRMED, _KIND.AGREEMENT, "A promise is noted", _T.FRIENDLY,
             _OWED | {"due_on"}, frozenset({"due_on"})),
    TextCard(_K.PLAN_AGREED, _KIND.AGREEMENT, "A payment plan is agreed", _T.FRIENDLY,
             _OWED | {"instalment_list"}, frozenset({"instalment_list"})),
    TextCard(_K.DISPUTE_RECEIVED, _KIND.DISPUTE, "A dispute has arrived", _T.FRIENDLY, _DISPUTE,
             frozenset({"dispute_no", "sender_email"})),
    TextCard(_K.DISPUTE_UPDATE, _KIND.DISPUTE, "Where a dispute stands", _T.FRIENDLY, _DISPUTE,
             frozenset({"dispute_no"})),
    TextCard(_K.DISPUTE_QUESTION, _KIND.DISPUTE, "A question about a dispute", _T.FRIENDLY, _DISPUTE,
             frozenset({"dispute_no", "text"})),
    TextCard(_K.DISPUTE_ANSWER, _KIND.DISPUTE, "An answer in a dispute", _T.FRIENDLY, _DISPUTE,
             frozenset({"text"})),
    TextCard(_K.DISPUTE_DECISION, _KIND.DISPUTE, "A dispute is decided", _T.PLAIN, _DISPUTE,
             frozenset({"dispute_no", "outcome"})),
    TextCard(_K.INVOICE, _KIND.DOCUMENT, "With an invoice", _T.FRIENDLY, _DOCUMENT,
             frozenset({"document_no", "total"})),
    TextCard(_K.CREDIT_NOTE, _KIND.DOCUMENT, "With a credit note", _T.FRIENDLY, _DOCUMENT,
             frozenset({"document_no", "total"})),
)  # fmt: skip

CARDS: Mapping[str, TextCard] = {str(card.key): card for card in _CARDS}
"""The card of each text, in the order of their kinds."""
