"""Issued documents on their way: mail with the PDF by each customer's preference, and what comes back.

Words: a document is *sent* when a message that mentions it was queued; the message's own state says
whether the mail server took it, and whether it came back. Nothing imported is ever sent.
"""

from cashwright.runs.send_documents.bounced import take_bounce
from cashwright.runs.send_documents.printed import printed_documents
from cashwright.runs.send_documents.sending import send_documents

__all__ = ["printed_documents", "send_documents", "take_bounce"]
