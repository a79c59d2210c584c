"""Refusals of messaging.

Refusal
  UnknownToken           a template names something it cannot know
  MissingToken           a template leaves out what a letter of its kind has to say
  BadTemplate            a template that cannot be read
  BadDesign              a design that cannot be compiled, or that runs, loads or tells something
  ToneRefused            a template says what no letter of its tone says
  TemplateNeedsSecond    what customers read is agreed on by two people
  ErasureNeedsSecond     what cannot be undone is decided by two people
  OnlyAPerson            what may have gone out is not sent again by a machine
  MailUnreachable        the mail server cannot be reached; nothing was handed over
  BadContactPolicy       hours, days or numbers of a contact policy that cannot be kept to
  UnknownText            there is no text of that key
  ProviderNotKnown       a report of a provider nobody set up here, or set up without a secret
  ReportNotSigned        what claims to come from a provider and does not prove it
  ReportUnreadable       a provider's report that is too large or not in its form
  MessageNotReported     a report about messages that are not ours
  StillSending           a report about a message whose sending is not noted yet
  LinkNotValid           a link that ends messages was changed on its way
  MailUnreadable         a mail that is too large, too deep or no mail at all
  ThreadWithoutCustomer  nobody knows yet whose conversation it is
"""

from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.kernel.refusals import Refusal


class UnknownToken(Refusal):
    """facts: token, nearest, known. Remedy: one of the known names, in double braces."""

    code = "messaging.unknown_token"


class MissingToken(Refusal):
    """facts: tokens, where. Remedy: say it, by its name in double braces."""

    code = "messaging.missing_token"


class BadDesign(Refusal):
    """facts: reason. Remedy: words, tables and links in MJML, nothing that is loaded."""

    code = "messaging.bad_design"


class ToneRefused(Refusal):
    """facts: found, why. Remedy: say it in other words, or in a text that speaks more firmly."""

    code = "messaging.tone_refused"


class TemplateNeedsSecond(ApprovalNeeded):
    """facts: kind. Remedy: send it for approval; somebody else who decides agrees."""

    code = "messaging.template_needs_second"


class BadTemplate(Refusal):
    """facts: reason. Remedy: {{ name }} and plain words, nothing else."""

    code = "messaging.bad_template"


class ErasureNeedsSecond(ApprovalNeeded):
    """facts: kind. Remedy: send it for approval; somebody else who decides agrees."""

    code = "messaging.erasure_needs_second"


class OnlyAPerson(Refusal):
    """facts: message_id. Remedy: somebody looks whether it arrived, and decides."""

    code = "messaging.only_a_person"


class MailUnreachable(Refusal):
    """facts: reason. Remedy: start the mail server, or correct CASHWRIGHT_EMAIL_URL."""

    code = "messaging.mail_unreachable"


class BadContactPolicy(Refusal):
    """facts: reason. Remedy: hours that open before they close, a day, numbers above nought."""

    code = "messaging.bad_contact_policy"


class LinkNotValid(Refusal):
    """facts: none. Remedy: open the link as it stands in the message, or write to us."""

    code = "messaging.link_not_valid"


class MailUnreadable(Refusal):
    """facts: reason. Remedy: open it in a mail program; what matters in it can be noted by hand."""

    code = "messaging.mail_unreadable"


class ThreadWithoutCustomer(Refusal):
    """facts: thread_id. Remedy: say first whose conversation it is."""

    code = "messaging.thread_without_customer"


class UnknownText(Refusal):
    """facts: key. Remedy: publish a text of that key first."""

    code = "messaging.unknown_text"


class ProviderNotKnown(Refusal):
    """facts: provider. Remedy: name it in CASHWRIGHT_EMAIL_URL with its `hook` or `hook_key`."""

    code = "messaging.provider_not_known"


class ReportNotSigned(Refusal):
    """facts: provider. Remedy: enter the same secret at the provider and in the settings."""

    code = "messaging.report_not_signed"


class ReportUnreadable(Refusal):
    """facts: reason. Remedy: choose the provider's event webhook, and this address for it alone."""

    code = "messaging.report_unreadable"


class MessageNotReported(Refusal):
    """facts: provider, count. Remedy: none; the messages were sent by somebody else's program."""

    code = "messaging.message_not_reported"


class StillSending(Refusal):
    """facts: message_id. Remedy: report it again in a minute."""

    code = "messaging.still_sending"
