"""Whether what claims to come from a mail provider does: anymail's checks, and ours around them.

Denied by default: a provider nobody set up, or set up without a secret, is not listened to. Whoever
takes in mail by a hook uses the same check: `prove(name, request, inbound=True)`.
"""

import warnings
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from cashwright.areas.messaging.refusals import (
    ProviderNotKnown,
    ReportNotSigned,
    ReportUnreadable,
)
from cashwright.connectors.providers.known import PROVIDERS, Provider


def proven_events(name: str, request: HttpRequest) -> list[Any]:
    """anymail's events of one call, once the provider has proved that it made it.

    name    the provider, from the address that was called
    raises  ProviderNotKnown, ReportNotSigned, ReportUnreadable
    """
    view = prove(name, request)
    try:
        return list(view.parse_events(request))
    except _MALFORMED as error:
        raise ReportUnreadable(reason=type(error).__name__) from error


def prove(name: str, request: HttpRequest, *, inbound: bool = False) -> Any:
    """anymail's view of a call, once it has proved that the provider made it.

    inbound  it hands on a mail: only Mailgun signs such calls, every other needs a user and password
    raises   ProviderNotKnown, ReportNotSigned, ReportUnreadable
    """
    secrets = settings.CASHWRIGHT_HOOKS.get(name)
    if name not in PROVIDERS or not secrets:
        raise ProviderNotKnown(provider=name[:40])
    if inbound and not secrets.keys() & _PROVE_INBOUND:
        raise ProviderNotKnown(provider=name)
    try:
        view = _view(PROVIDERS[name], dict(secrets), inbound=inbound)
        view.run_validators(request)
    except AnymailWebhookValidationFailure as error:
        raise ReportNotSigned(provider=name) from error
    except _MALFORMED as error:
        raise ReportUnreadable(reason=type(error).__name__) from error
    return view


_PROVE_INBOUND = frozenset({"webhook_secret", "webhook_signing_key"})
_MALFORMED = (
    AnymailError, ImproperlyConfigured, ArithmeticError, AttributeError, LookupError, OSError,
    RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What reading a strange body may end in; each is the body's fault."""


def _view(provider: Provider, secrets: dict[str, str], *, inbound: bool) -> Any:
    module, *views = provider.views
    made = getattr(import_module(f"anymail.webhooks.{module}"), views[inbound])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SendGrid's is no longer tried by anymail; ours tries it
        return made(**{"webhook_secret": [], **secrets})
