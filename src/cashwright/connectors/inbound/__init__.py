"""Where mail of customers comes from: a mailbox that is polled (IMAP), or files that are taken."""

from cashwright.connectors.inbound.files import mails_in
from cashwright.connectors.inbound.imap import Box, Polled, poll

__all__ = ["Box", "Polled", "mails_in", "poll"]
