"""Customers of a file: new ones are set up, known ones changed where the file says otherwise."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import polars as pl

from cashwright.areas.access.models import User
from cashwright.areas.exchange.frames.rows import refuse
from cashwright.areas.exchange.rules.countries import read_country
from cashwright.areas.parties.models import Contact, Customer, Terms
from cashwright.areas.parties.policies import Channel, ContactRole
from cashwright.areas.parties.services import (
    add_contact,
    change_contact,
    change_customer,
    create_customers,
    set_parent,
)
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.runs.load.options import Books

_CARD = ("account_no", "name", "country", "currency", "language")


def set_up_customers(
    documents: pl.DataFrame, books: Books, by: Actor, notes: list[str]
) -> pl.DataFrame:
    """Add the new customers of documents that can be posted; theirs is the first document's card.

    documents  account_no | customer_name | country | currency | is_new_customer | customer_id | refusal
    returns    the documents with customer_id filled, or refused where the card cannot be kept
    """
    fresh = documents.filter(pl.col("is_new_customer") & pl.col("refusal").is_null())
    cards = fresh.unique("account_no", keep="first", maintain_order=True).select(
        "account_no",
        pl.coalesce("customer_name", "account_no").alias("name"),
        pl.col("country"),
        pl.col("currency"),
    )
    if cards.is_empty():
        return documents
    made = create_customers(with_countries(cards, notes), entity_id=books.entity.pk, by=by)
    ids = made.select("account_no", made_id="customer_id")
    documents = documents.join(ids, on="account_no", how="left", maintain_order="left")
    documents = documents.with_columns(customer_id=pl.coalesce("customer_id", "made_id"))
    is_lacking = pl.col("is_new_customer") & pl.col("customer_id").is_null()
    return refuse(documents, "customer_name", "exchange.customer_refused", is_lacking).drop(
        "made_id"
    )


def with_countries(cards: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """`country` as its code; what is no country becomes null and is told once."""
    written = cards["country"].drop_nulls().unique().sort().to_list()
    known = {text: read_country(text) for text in written}
    strange = [text for text, code in known.items() if code is None]
    if strange:
        shown = ", ".join(strange[:5]) + (" ..." if len(strange) > 5 else "")
        notes.append(f"no country: {shown}; the legal entity's is taken")
    codes = pl.col("country").replace_strict(known, default=None, return_dtype=pl.String)
    return cards.with_columns(country=codes) if written else cards


def plan_customers(customers: pl.DataFrame, books: Books) -> pl.DataFrame:
    """Check a file of customers against the books: is_known where nothing would change."""
    rows = Customer.objects.filter(entity_id=books.entity.pk).values_list(
        "account_no",
        "name",
        "country",
        "currency",
        "language",
        "terms__code",
        "parent__account_no",
        "account_owner__email",
    )
    kept = {row[0]: row for row in rows}
    reached = {
        (account_no, email): channel
        for account_no, email, channel in Contact.objects.filter(
            customer__entity_id=books.entity.pk
        ).values_list("customer__account_no", "email", "channel")
    }
    named = set(customers["account_no"].drop_nulls().to_list())
    terms = set(Terms.objects.values_list("code", flat=True))
    colleagues = User.objects.filter(is_active=True).values_list("email", flat=True)
    customers = customers.with_columns(
        account_owner=pl.col("account_owner").str.to_lowercase(),
        channel=pl.col("channel").str.to_lowercase(),
        language=pl.col("language").str.to_lowercase().str.slice(0, 2),
        terms=pl.col("terms").str.to_uppercase().str.replace_all(r"\s+", ""),
        rows=pl.lit(1, pl.UInt32),
        first_row=pl.col("row_no"),
        refusal_row=pl.col("row_no"),
        is_new_customer=~pl.col("account_no").is_in(list(kept)),
    )
    customers = refuse(
        customers, "terms", "exchange.terms_unknown",
        pl.col("terms").is_not_null() & ~pl.col("terms").is_in(list(terms)),
    )  # fmt: skip
    customers = refuse(
        customers, "parent", "exchange.parent_unknown",
        pl.col("parent").is_not_null() & ~pl.col("parent").is_in([*named, *kept]),
    )  # fmt: skip
    customers = refuse(
        customers, "account_owner", "exchange.colleague_unknown",
        pl.col("account_owner").is_not_null()
        & ~pl.col("account_owner").is_in([email.lower() for email in colleagues]),
    )  # fmt: skip
    customers = refuse(
        customers, "channel", "exchange.channel_unknown",
        pl.col("channel").is_not_null() & ~pl.col("channel").is_in([str(c) for c in Channel]),
    )  # fmt: skip
    same = [
        _is_same(row, kept.get(str(row["account_no"])), reached) for row in customers.to_dicts()
    ]
    return customers.with_columns(is_known=pl.Series(same, dtype=pl.Boolean))


def _is_same(
    row: dict[str, object], kept: tuple[str, ...] | None, reached: Mapping[tuple[str, str], str]
) -> bool:
    """Whether the books already say everything the row says."""
    if kept is None:
        return False
    country = read_country(str(row["country"])) if row["country"] else None
    names = ("currency", "language", "terms", "parent", "account_owner")
    said = (row["name"], country, *(row[name] for name in names))
    is_card = all(value in (None, own) for value, own in zip(said, kept[1:], strict=True))
    channel = reached.get((kept[0], str(row["email"] or "")))
    is_person = channel is not None and row["channel"] in (None, channel)
    return is_card and (not row["email"] or is_person)


def apply_customers(
    customers: pl.DataFrame, books: Books, by: Actor, notes: list[str]
) -> pl.DataFrame:
    """Set up the new, change the known, then contacts, terms and parents. Returns with refusals."""
    valid = pl.col("refusal").is_null() & ~pl.col("is_known")
    cards = customers.filter(valid).select(_CARD)
    cards = cards.with_columns(name=pl.coalesce("name", "account_no"))
    cards = with_countries(cards, notes)
    made = create_customers(cards, entity_id=books.entity.pk, by=by)
    ids = made.select("account_no", customer_id="customer_id", is_new="is_new")
    customers = customers.join(ids, on="account_no", how="left", maintain_order="left")
    bad = valid & pl.col("customer_id").is_null()
    customers = refuse(customers, "name", "exchange.customer_refused", bad)
    terms = dict(Terms.objects.values_list("code", "pk"))
    said = customers.filter(valid & pl.col("refusal").is_null()).with_columns(
        country=pl.col("account_no").replace_strict(
            dict(cards.select("account_no", "country").iter_rows()), default=None
        )
    )
    refused = [row["row_no"] for row in said.to_dicts() if not _complete(row, terms, by)]
    parents = dict(
        Customer.objects.filter(entity_id=books.entity.pk).values_list("account_no", "pk")
    )
    for row in said.filter(pl.col("parent").is_not_null()).to_dicts():
        set_parent(customer_id=row["customer_id"], parent_id=parents[row["parent"]], by=by)
    return refuse(
        customers, "email", "exchange.customer_refused", pl.col("row_no").is_in(refused)
    ).drop("customer_id", "is_new")


def _complete(row: dict[str, Any], terms: Mapping[str, UUID], by: Actor) -> bool:
    """Everything of a row beside the card of a new customer. False when the card refuses it."""
    fields = () if row["is_new"] else ("name", "country", "currency", "language")
    changes: dict[str, Any] = {name: row[name] for name in fields if row[name]}
    if row["terms"]:
        changes["terms_id"] = terms[str(row["terms"])]
    if row["account_owner"]:
        owner = User.objects.get(email__iexact=row["account_owner"])
        changes["account_owner_id"] = owner.pk
    try:
        if changes:
            change_customer(customer_id=row["customer_id"], changes=changes, by=by)
        if row["email"]:
            _contact(row, by)
    except Refusal:
        return False
    return True


def _contact(row: dict[str, Any], by: Actor) -> None:
    """The person with the address of a row, reached as it says."""
    email, customer_id = str(row["email"]), row["customer_id"]
    told = {"channel": row["channel"]} if row["channel"] else {}
    known = Contact.objects.filter(customer_id=customer_id, email=email).order_by("created_at")
    person = known.first()
    if person is None:
        card = {"email": email, "roles": [str(ContactRole.ACCOUNTS_PAYABLE)], **told}
        add_contact(customer_id=customer_id, name=str(row["name"])[:120], by=by, card=card)
    elif told:
        change_contact(contact_id=person.pk, changes=told, by=by)
