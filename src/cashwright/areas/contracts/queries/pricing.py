"""What a charge costs for one whole period: the version in force, rated, discounts taken off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from cashwright.areas.catalog.models import PriceVersion
from cashwright.areas.catalog.policies import Timing
from cashwright.areas.catalog.queries import price_terms, version_for
from cashwright.areas.catalog.refusals import NoPriceInCurrency
from cashwright.areas.catalog.rules import DiscountTerms, discounted_lines, minimum_topup, rate
from cashwright.areas.contracts.models import Charge, Contract, Discount
from cashwright.areas.contracts.rules import Priced
from cashwright.kernel.currencies import minor_units


@dataclass(slots=True, frozen=True)
class Wanted:
    """A charge in a quantity, at a negotiated version or the price book's."""

    charge: Charge
    quantity_e6: int
    price_version_id: UUID | None = None


@dataclass
class Pricer:
    """Prices charges of one contract; versions are those valid on `period_on`, or else on `on`."""

    contract: Contract
    period_on: date
    on: date
    _versions: dict[tuple[UUID, UUID | None], PriceVersion] = field(default_factory=dict)

    def priced(self, wanted: Sequence[Wanted]) -> list[Priced]:
        """Each for one whole period, the contract's discounts taken off all of them together.

        wanted  of one timing; each costs its minimum at least, which no discount is taken off
        raises  NoPriceInCurrency, and those of catalog.rules.rate
        """
        gross = [self._gross(each) for each in wanted]
        least = [self._topup(e, g) for e, g in zip(wanted, gross, strict=True)]
        taken = discounted_lines(gross, [self._terms(d, wanted) for d in self._discounts(wanted)])
        return [Priced(g + m, t) for g, m, t in zip(gross, least, taken, strict=True)]

    def shares(self, wanted: Wanted) -> bool:
        """Whether an amount off the whole contract is spread over this charge and others."""
        found = self._discounts([wanted])
        return any(d.amount_minor is not None and d.charge_id is None for d in found)

    def version(self, wanted: Wanted) -> PriceVersion:
        """The version a charge is priced at. Raises NoPriceInCurrency."""
        price_id = wanted.charge.price_id
        key = (price_id, wanted.price_version_id)
        if key not in self._versions:
            self._versions[key] = self._find(price_id, wanted.price_version_id)
        return self._versions[key]

    def _find(self, price_id: UUID, version_id: UUID | None) -> PriceVersion:
        if version_id is not None:
            return PriceVersion.objects.get(pk=version_id)
        try:
            return version_for(price_id, self.contract.currency, self.period_on)
        except NoPriceInCurrency:
            return version_for(price_id, self.contract.currency, self.on)

    def _gross(self, wanted: Wanted) -> int:
        version = self.version(wanted)
        return rate(
            price_terms(version), wanted.quantity_e6, units=minor_units(version.currency)
        ).amount_minor

    def _topup(self, wanted: Wanted, gross_minor: int) -> int:
        return minimum_topup(price_terms(self.version(wanted)), gross_minor)

    def _discounts(self, wanted: Sequence[Wanted]) -> list[Discount]:
        """Those in force. An amount off the whole comes off what is paid in advance, if anything is."""
        of_whole = [d for d in self._in_force if d.charge_id is None and d.amount_minor is not None]
        if of_whole and wanted and wanted[0].charge.timing != self._paid:
            return [d for d in self._in_force if d not in of_whole]
        return self._in_force

    @cached_property
    def _in_force(self) -> list[Discount]:
        in_force = Q(until_on__isnull=True) | Q(until_on__gt=self.on)
        rows = Discount.objects.filter(in_force, contract_id=self.contract.pk, from_on__lte=self.on)
        return list(rows.order_by("position", "agreed_at"))

    @cached_property
    def _paid(self) -> Timing:
        in_advance = Charge.objects.filter(
            subscription__contract_id=self.contract.pk, timing=Timing.ADVANCE
        )
        return Timing.ADVANCE if in_advance.exists() else Timing.ARREARS

    @staticmethod
    def _terms(discount: Discount, wanted: Sequence[Wanted]) -> DiscountTerms:
        theirs = None
        if discount.charge_id is not None:
            theirs = frozenset(
                at for at, each in enumerate(wanted) if each.charge.pk == discount.charge_id
            )
        return DiscountTerms(
            percent_ppm=discount.percent_ppm, amount_minor=discount.amount_minor, charges=theirs
        )
