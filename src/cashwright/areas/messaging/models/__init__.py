"""Tables of messaging: texts, messages, what each said of which document, and what came back.

Words: a *mention* is one thing said of one document once: a reminder step of an invoice. The
database keeps it single, so that a step cannot be sent twice whatever runs twice.
"""

from cashwright.areas.messaging.models.addresses import BlockedAddress
from cashwright.areas.messaging.models.inbound import Inbound, InboundFile, Suggestion, Thread
from cashwright.areas.messaging.models.letters import Letter, LetterSeries
from cashwright.areas.messaging.models.messages import Mention, Message
from cashwright.areas.messaging.models.reports import MessageReport
from cashwright.areas.messaging.models.templates import Template

__all__ = [
    "BlockedAddress",
    "Inbound",
    "InboundFile",
    "Letter",
    "LetterSeries",
    "Mention",
    "Message",
    "MessageReport",
    "Suggestion",
    "Template",
    "Thread",
]
