"""Doing, about products: adding and changing them, and taking anything out of the price book."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from cashwright.areas.catalog.events import EntryRetired, ProductAdded, ProductChanged
from cashwright.areas.catalog.models import Meter, Price, Product
from cashwright.areas.catalog.policies import TaxClass
from cashwright.areas.catalog.refusals import CodeTaken
from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger.models import Account
from cashwright.areas.ledger.refusals import UnknownAccount
from cashwright.areas.parties.rules import words
from cashwright.areas.parties.services.changing import apply_changes
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput, NotFound

_INCOME = ("revenue", "")  # the roles of accounts an invoice line may go to


def _tax_class(value: Any) -> str:
    if value not in set(TaxClass):
        raise BadInput(field="tax_class", value=str(value)[:16], expected=", ".join(TaxClass))
    return str(value)


def _account(value: str) -> str:
    """The code of an income account in use. Raises UnknownAccount."""
    known = Account.objects.filter(code=value, kind="income", role__in=_INCOME, is_active=True)
    if not known.exists():
        raise UnknownAccount(account=str(value)[:40])
    return value


_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda v: words.one_line("name", v, length_max=120),
    "account_id": _account,
    "tax_class": _tax_class,
}


@command
def add_product(
    *, code: str, name: str, account: str, by: Actor, tax_class: str = TaxClass.STANDARD
) -> Product:
    """Add something that is sold.

    account  the code of the income account its lines go to
    raises   CodeTaken, UnknownAccount, BadInput
    """
    short = words.code("code", code, length_max=40)
    if Product.objects.filter(code=short).exists():
        raise CodeTaken(document="product", code=short)
    product = Product(code=short)
    given = {"name": name, "account_id": account, "tax_class": tax_class}
    apply_changes(product, given, _FIELDS, frozenset())
    product.tax_class = _tax_class(tax_class)
    product.save(force_insert=True)
    event = ProductAdded(
        product_id=product.pk, code=short, account=account, tax_class=product.tax_class
    )
    announce(event, by=by)
    return product


@command
def change_product(*, product_id: UUID, changes: Mapping[str, Any], by: Actor) -> Product:
    """Change name, account_id or tax_class for lines to come; posted ones stay as they are.

    raises  NotFound, UnknownAccount, BadInput
    """
    product = Product.objects.select_for_update().filter(pk=product_id).first()
    if product is None:
        raise NotFound(document="product", id=str(product_id))
    changed = apply_changes(product, changes, _FIELDS, frozenset())
    if changed:
        product.save(update_fields=[field for field, _, _ in changed])
        announce(ProductChanged(product_id=product.pk, changes=changed), by=by)
    return product


@command
def retire(*, entry: Product | Price | Meter, by: Actor) -> None:
    """Stop offering a product, price or meter; contracts that have it go on. Twice is once."""
    kind = entry._meta.model_name or ""
    row = type(entry)._default_manager.select_for_update().filter(pk=entry.pk).first()
    if row is None:
        raise NotFound(document=kind, id=str(entry.pk))
    if not row.is_active:
        return
    row.is_active = entry.is_active = False
    row.save(update_fields=["is_active"])
    announce(EntryRetired(entry_id=row.pk, kind=kind, code=row.code), by=by)
