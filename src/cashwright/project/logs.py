"""Logs: one JSON object a line on standard error, without secrets and without personal data.

On a terminal the same facts are printed for people. Whatever a key's name says is secret is
replaced before it is written; words that look like a key, a card or an account are replaced
wherever they stand.
"""

from __future__ import annotations

import logging.config
import os
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

REDACTED = "[redacted]"
_SECRET_KEYS = re.compile(
    r"passw|secret|token|api_?key|authorization|cookie|session|csrf|iban|account_number|card|cvv"
    r"|otp|private|credential|e_?mail|recipient|phone",
    re.IGNORECASE,
)
_SECRET_WORDS = re.compile(
    r"(?P<url>(?<=://)[^/\s:@]+:[^/\s@]+(?=@))"
    r"|(?P<bearer>(?i:bearer)\s+\S+)"
    r"|(?P<iban>\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b)"
    r"|(?P<card>\b\d(?:[ -]?\d){12,18}\b)"
    r"|(?P<mail>[\w.+-]+@[\w-]+\.[\w.-]+)"
)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _SECRET_WORDS.sub(REDACTED, value)
    if isinstance(value, Mapping):
        return {
            key: REDACTED if _SECRET_KEYS.search(str(key)) else _clean(part)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(part) for part in value]
    return value


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: secrets by name of the key or shape of the word, at any depth."""
    return {
        key: REDACTED if key != "event" and _SECRET_KEYS.search(key) else _clean(value)
        for key, value in event.items()
        if not key.startswith("_")
    } | {key: value for key, value in event.items() if key.startswith("_")}


def configure() -> None:
    """Send structlog and the standard library through one formatter."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        redact,
                        _renderer(),
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {"cashwright": {"level": os.environ.get("CASHWRIGHT_LOG_LEVEL", "INFO")}},
        }
    )


def _renderer() -> Any:
    """JSON for machines, aligned words on a terminal; CASHWRIGHT_LOG says otherwise."""
    plain = os.environ.get("CASHWRIGHT_LOG", "plain" if sys.stderr.isatty() else "json") == "plain"
    if plain:
        return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.processors.JSONRenderer(sort_keys=True, default=str)
