"""What documents print of a party: name, address, tax numbers, and of our own company its look."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cashwright.kernel.refusals import BadInput


@dataclass(frozen=True, slots=True)
class Particulars:
    """One party as a document shows it. The last three are of our own companies only.

    tax_ids          (country, kind, value), sorted
    payment_details  where to pay, line by line as printed
    """

    name: str
    legal_name: str
    postal_address: str
    country: str
    region: str
    tax_ids: tuple[tuple[str, str, str], ...]
    payment_details: str = ""
    document_footer: str = ""
    brand_color: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as printed below the name, the country last."""
        return (*self.postal_address.splitlines(), self.country)

    def as_json(self) -> dict[str, Any]:
        """As it is stored; `of_json` reads it."""
        return asdict(self)

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> "Particulars":
        return cls(**{**value, "tax_ids": tuple((c, k, v) for c, k, v in value["tax_ids"])})


def color(text: str) -> str:
    """A color such as #1d4ed8. Raises BadInput."""
    given = text.strip().lower()
    if len(given) != 7 or given[0] != "#" or any(c not in "0123456789abcdef" for c in given[1:]):
        raise BadInput(field="brand_color", value=given[:16], expected="a color such as #1d4ed8")
    return given
