"""Doing, about parties: legal entities and catalogs, customers, contacts, and many at once."""

from cashwright.areas.parties.services.bulk import create_customers
from cashwright.areas.parties.services.contacts import (
    add_contact,
    change_contact,
    erase_contact,
    state_consent,
)
from cashwright.areas.parties.services.customers import (
    change_customer,
    create_customer,
    move_customers,
    place_hold,
    release_hold,
    set_parent,
    set_tax_id,
)
from cashwright.areas.parties.services.entities import (
    add_portfolio,
    add_segment,
    add_standard_terms,
    add_terms,
    change_legal_entity,
    create_legal_entity,
)
from cashwright.areas.parties.services.limits import set_credit_limit

__all__ = [
    "add_contact",
    "add_portfolio",
    "add_segment",
    "add_standard_terms",
    "add_terms",
    "change_contact",
    "change_customer",
    "change_legal_entity",
    "create_customer",
    "create_customers",
    "create_legal_entity",
    "erase_contact",
    "move_customers",
    "place_hold",
    "release_hold",
    "set_credit_limit",
    "set_parent",
    "set_tax_id",
    "state_consent",
]
