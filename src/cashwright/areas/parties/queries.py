"""Reading parties: entities and customers in scope, trees, terms, contacts, consent, holds."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import polars as pl
from django.db import connection
from django.db.models import Q, QuerySet

from cashwright.areas.access.queries import Asker, found, scope, scoped, within
from cashwright.areas.controls import keys
from cashwright.areas.parties.models import (
    Consent,
    Contact,
    Customer,
    FormerParticulars,
    Hold,
    LegalEntity,
    Portfolio,
    TaxId,
)
from cashwright.areas.parties.models import Terms as TermsRow
from cashwright.areas.parties.policies import Channel, ContactRole, HoldKind, Purpose, TermsKind
from cashwright.areas.parties.rules import HOUSE_TERMS, Particulars, Terms
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import ID, TEXT
from cashwright.kernel.refusals import NotFound

_ACCOUNTS = {"account_no": TEXT, "pk": ID}


def entities_for(user: Asker, permission: str) -> QuerySet[LegalEntity]:
    """The active legal entities in which `user` holds `permission`, wholly or for a portfolio."""
    reach = scope(user, permission).entities()
    rows = LegalEntity.objects.filter(is_active=True).order_by("code")
    return rows if reach is None else rows.filter(pk__in=reach)


def entity_by_code(code: str) -> LegalEntity:
    """The legal entity with `code`, in any case. Raises NotFound."""
    entity = LegalEntity.objects.filter(code=code.strip().upper()).first()
    if entity is None:
        raise NotFound(document="legal entity", id=code[:12])
    return entity


def portfolio_by_code(code: str) -> Portfolio:
    """The portfolio with `code`, in any case. Raises NotFound."""
    portfolio = Portfolio.objects.filter(code=code.strip().upper()).first()
    if portfolio is None:
        raise NotFound(document="portfolio", id=code[:24])
    return portfolio


def customers_for(user: Asker, permission: str = "customers.read") -> QuerySet[Customer]:
    """The customers `user` may touch with `permission`."""
    return scoped(Customer.objects.all(), user, permission, portfolio="portfolio_id")


def customer_for(user: Asker, customer_id: UUID, permission: str = "customers.read") -> Customer:
    """One customer. Raises NotFound when there is none, or it is not in the asker's scope."""
    return found(
        Customer.objects.select_related("entity", "parent", "segment", "portfolio", "terms", "account_owner"
        ),
        user, permission, customer_id, document="customer", portfolio="portfolio_id",
    )  # fmt: skip


def customer_by_account(entity_id: UUID, account_no: str) -> Customer:
    """The customer of an entity with this account number, exactly. Raises NotFound."""
    found = Customer.objects.filter(entity_id=entity_id, account_no=account_no).first()
    if found is None:
        raise NotFound(document="customer", id=account_no[:64])
    return found


def contacts_for(user: Asker, permission: str = "contacts.read") -> QuerySet[Contact]:
    """The people at customers whom `user` may see: personal data, a permission of its own."""
    reach = within(
        scope(user, permission), entity="customer__entity_id", portfolio="customer__portfolio_id"
    )
    return Contact.objects.filter(reach)


def customer_ids(entity_id: UUID) -> pl.DataFrame:
    """The customers of a legal entity: account_no, customer_id Utf8."""
    rows = Customer.objects.filter(entity_id=entity_id)
    return read_frame(rows, schema=_ACCOUNTS).rename({"pk": "customer_id"})


def family(customer_id: UUID) -> list[UUID]:
    """A customer and all below it, itself first, then level by level."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE below(id, level) AS ("
            " SELECT id, 0 FROM parties_customer WHERE id = %s"
            " UNION ALL SELECT c.id, b.level + 1"
            " FROM parties_customer c JOIN below b ON c.parent_id = b.id"
            ") CYCLE id SET is_cycle USING path"
            " SELECT id FROM below WHERE NOT is_cycle ORDER BY level, id",
            [customer_id],
        )
        return [row[0] for row in cursor.fetchall()]


def terms_value(row: TermsRow) -> Terms:
    """A row of the catalog as the value the rules count with."""
    return Terms(
        TermsKind(row.kind), row.term_days, row.term_months, row.discount_bp, row.discount_days
    )


def terms_of(customer: Customer) -> Terms:
    """The customer's own terms, else the legal entity's, else the house's."""
    row = customer.terms or customer.entity.default_terms
    return HOUSE_TERMS if row is None else terms_value(row)


def addressees(customer_id: UUID, role: ContactRole) -> QuerySet[Contact]:
    """The active people with an e-mail address who are there for `role`; oldest first."""
    rows = Contact.objects.filter(customer_id=customer_id, is_active=True).exclude(email="")
    return rows.filter(roles__contains=[str(role)]).order_by("created_at", "pk")


def is_consenting(
    contact_id: UUID, channel: Channel, purpose: Purpose, *, at: datetime
) -> bool | None:
    """What a person had last stated by `at`; None when they never said anything."""
    said = Consent.objects.filter(
        contact_id=contact_id, channel=channel, purpose=purpose, stated_at__lte=at
    )
    latest = said.order_by("-stated_at", "-pk").first()
    return None if latest is None else latest.is_given


def proof_of(consent: Consent) -> str:
    """What proves a statement of consent. Raises SubjectErased, sealing.Unreadable."""
    place = keys.place("parties_consent", "proof_sealed", consent.pk)
    return keys.unseal(bytes(consent.proof_sealed), place)


def standing_holds(on: date, kind: HoldKind | None = None) -> QuerySet[Hold]:
    """The holds in force on a day, of one kind or of all."""
    rows = Hold.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on),
        Q(released_on__isnull=True) | Q(released_on__gt=on),
        from_on__lte=on,
    )
    return rows if kind is None else rows.filter(kind=kind)


def held_customers(
    on: date, kind: HoldKind, customer_ids: Collection[UUID] | None = None
) -> set[UUID]:
    """Which customers (of those given, or all) have a hold of `kind` on a day."""
    rows = standing_holds(on, kind)
    if customer_ids is not None:
        rows = rows.filter(customer_id__in=customer_ids)
    return set(rows.values_list("customer_id", flat=True))


def particulars(party: Customer | LegalEntity, *, at: datetime | None = None) -> Particulars:
    """What a document issued at an instant prints of a party; without `at`, one issued now."""
    if at is not None:
        former = FormerParticulars.objects.filter(party_id=party.pk, until_at__gt=at)
        stood = former.order_by("until_at", "pk").first()
        if stood is not None:
            return Particulars.of_json(stood.particulars)
    if isinstance(party, LegalEntity):
        tax_no = (party.country, "vat", party.tax_no)
        return Particulars(
            name=party.name, legal_name=party.legal_name, postal_address=party.postal_address,
            country=party.country, region="", tax_ids=(tax_no,) if party.tax_no else (),
            payment_details=party.payment_details, document_footer=party.document_footer,
            brand_color=party.brand_color,
        )  # fmt: skip
    numbers = TaxId.objects.filter(customer=party).order_by("country", "kind")
    return Particulars(
        name=party.name, legal_name="", postal_address=party.postal_address,
        country=party.country, region=party.region,
        tax_ids=tuple(numbers.values_list("country", "kind", "value")),
    )  # fmt: skip
