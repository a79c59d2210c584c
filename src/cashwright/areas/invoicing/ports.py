"""What invoicing needs from outside: somebody who sets a page as a PDF."""

from collections.abc import Mapping
from typing import Any, Protocol


class Press(Protocol):
    """Sets pages. The same page gives the same bytes, whoever sets it and whenever."""

    edition: str
    """Names the templates, fonts and program that set the page: another edition, other bytes."""

    def printed(self, page: Mapping[str, Any]) -> bytes:
        """A PDF/A-3a that is PDF/UA-1 as well. Raises DocumentNotPrinted."""
        ...
