"""The mail providers that are set up by one address, and what django-anymail calls their parts.

source  anymail 15.2, its documentation of each provider
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider. Its scheme in CASHWRIGHT_EMAIL_URL is its name.

    backend         Django's mail backend
    access_setting  the setting that takes the secret of its API
    domain_setting  the setting that takes the sending domain; empty: it needs none
    raw_field       where a call about a mail that came in holds the mail as it came; empty: nowhere
    views      anymail's module and classes of its hooks: reports, inbound mail
    key_name   how its view calls the key that reports are signed with; empty: it signs nothing and
               proves itself by a user and password in the address of the hook
    """

    backend: str
    access_setting: str
    views: tuple[str, str, str]
    domain_setting: str = ""
    raw_field: str = ""
    key_name: str = ""


PROVIDERS: Mapping[str, Provider] = {
    "brevo": Provider(
        backend="anymail.backends.brevo.EmailBackend", access_setting="BREVO_API_KEY",
        views=("brevo", "BrevoTrackingWebhookView", "BrevoInboundWebhookView"),
    ),
    "mailgun": Provider(
        backend="anymail.backends.mailgun.EmailBackend", access_setting="MAILGUN_API_KEY",
        domain_setting="MAILGUN_SENDER_DOMAIN", raw_field="body-mime", key_name="webhook_signing_key",
        views=("mailgun", "MailgunTrackingWebhookView", "MailgunInboundWebhookView"),
    ),
    "postmark": Provider(
        backend="anymail.backends.postmark.EmailBackend", access_setting="POSTMARK_SERVER_TOKEN",
        raw_field="RawEmail",
        views=("postmark", "PostmarkTrackingWebhookView", "PostmarkInboundWebhookView"),
    ),
    "sendgrid": Provider(
        backend="anymail.backends.sendgrid.EmailBackend", access_setting="SENDGRID_API_KEY",
        key_name="tracking_webhook_verification_key", raw_field="email",
        views=("sendgrid", "SendGridTrackingWebhookView", "SendGridInboundWebhookView"),
    ),
}  # fmt: skip
