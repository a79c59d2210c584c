"""Reading pages as a person would: the links that carry a number, the sums below a list."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

from django.test import Client

from cashwright.kernel.currencies import minor_of

_LINK = re.compile(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_SUM = re.compile(r'<dl class="sum" data-currency="(\w+)">.*?</dl>', re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")


def text(client: Client, url: str, status: int = 200) -> str:
    """The page, whatever it is made of."""
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(unescape(_TAGS.sub(" ", html)).split())


def number(shown: str) -> Decimal:
    """ "−1,234.50" as a number."""
    return Decimal(words(shown).split()[0].replace(",", "").replace("−", "-"))


def numbers_linked(html: str, path: str) -> list[tuple[str, Decimal]]:
    """Every linked amount whose address starts with `path`: (address, amount)."""
    found = []
    for url, inside in _LINK.findall(html):
        address = unescape(url)
        shown = words(inside)
        if address.startswith(path) and re.fullmatch(r"−?[\d,]+\.\d\d( [A-Z]{3})?", shown):
            found.append((address, number(shown)))
    return found


def sums(client: Client, url: str) -> dict[str, int]:
    """The totals below a list: currency -> minor units (the last money column)."""
    found = {}
    for match in _SUM.finditer(text(client, url)):
        shown = re.findall(
            r'<span class="money[^"]*">(.*?)<span class="code">', match[0], re.DOTALL
        )
        plain = words(shown[-1]).replace(",", "").replace("−", "-")
        found[match[1]] = minor_of(plain, match[1])
    return found
