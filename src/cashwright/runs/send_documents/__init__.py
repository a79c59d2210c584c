"""Issued documents on their way: mail with the PDF by each customer's preference.

Words: a document is *sent* when a message that mentions it was queued; the message's own state says
whether the mail server took it, and whether it came back (bounced.py). Nothing imported is ever sent.
"""

from cashwright.runs.send_documents.printed import printed_documents
from cashwright.runs.send_documents.sending import send_documents

__all__ = ["printed_documents", "send_documents"]
