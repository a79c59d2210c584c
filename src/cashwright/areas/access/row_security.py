"""Row security: what every table shows, made from the models so that a new one is not forgotten.

A table with an `entity_id` shows the rows of the entities in reach (reach.py). One without is shown
through its first required foreign key to such a table: a line is seen with its invoice. All others
are HOUSE_WIDE, with the reason. A table that is neither is undecided, and a test and `verify` say so.
"""

from django.apps import apps
from django.db import models

from cashwright.areas.access.reach import ALL, SETTING

# Tables that show all their rows to everybody who works here, and why.
HOUSE_WIDE = {
    "access_apikey": "read to find out what a program may reach",
    "access_cache": "counts failed log-ins, before anybody is known",
    "access_hook": "read to find out whether a call is signed by one",
    "access_roleassignment": "read to find out what a person may reach",
    "access_user": "people work for the house",
    "account_emailaddress": "logging in",
    "account_emailconfirmation": "logging in",
    "auth_group": "Django's; the house grants roles instead",
    "auth_group_permissions": "Django's; the house grants roles instead",
    "auth_permission": "Django's; the house grants roles instead",
    "catalog_coupon": "one price book for all entities",
    "catalog_meter": "one price book for all entities",
    "catalog_price": "one price book for all entities",
    "catalog_priceversion": "one price book for all entities",
    "catalog_product": "one price book for all entities",
    "catalog_taxrate": "what places take, whoever sells",
    "catalog_tier": "one price book for all entities",
    "console_policydraft": "a person's own, found by person",
    "console_savedview": "a person's own, found by person",
    "controls_bookclock": "one day for all books",
    "controls_cursor": "how far the reactions came; numbers only",
    "controls_idempotencykey": "answers to programs, found by their own secret key",
    "controls_subjectkey": "wrapped keys, worth nothing without the key ring outside the database",
    "django_content_type": "Django's",
    "django_migrations": "Django's",
    "django_session": "read before anybody is known",
    "exchange_importprogress": "how many rows of an import are done; numbers only",
    "exchange_savedmapping": "how files with certain headers are read; no content of them",
    "ledger_account": "one chart of accounts for all entities",
    "ledger_fxrate": "public rates",
    "messaging_template": "one set of letters for all entities",
    "mfa_authenticator": "logging in",
    "parties_portfolio": "names of the house",
    "parties_segment": "names of the house",
    "parties_terms": "terms the house offers",
    "procrastinate_events": "the queue; a worker serves all entities",
    "procrastinate_jobs": "the queue; a worker serves all entities",
    "procrastinate_periodic_defers": "the queue; a worker serves all entities",
    "procrastinate_workers": "the queue; a worker serves all entities",
}  # fmt: skip

# Tables in which the entity has another name.
_ENTITY_COLUMN = {"parties_legalentity": "id", "controls_chain": "id", "controls_fact": "chain_id"}

# Each is asked once a query, not once a row.
_SEES_ALL = f"(SELECT current_setting('{SETTING}', true) = '{ALL}' AS sees_all)"
_ENTITIES = (
    f"(SELECT string_to_array(NULLIF(current_setting('{SETTING}', true), '{ALL}'), ',')::uuid[]"
    " AS string_to_array)"
)


def scoped() -> dict[str, str]:
    """Each scoped table with the condition its policy must hold, by name."""
    found = {model._meta.db_table: _condition(model) for model in _not_house_wide()}
    return {table: condition for table, condition in sorted(found.items()) if condition}


def undecided() -> list[str]:
    """Tables that have no way to a legal entity and are not said to be house-wide."""
    return sorted(m._meta.db_table for m in _not_house_wide() if not _condition(m))


def _not_house_wide() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.db_table not in HOUSE_WIDE]


def _condition(model: type[models.Model]) -> str:
    table = model._meta.db_table
    columns = {str(field.column): field for field in model._meta.local_concrete_fields}
    entity = columns.get(_ENTITY_COLUMN.get(table, "entity_id"))
    if entity is not None:
        shared = f" OR {entity.column} IS NULL" if entity.null else ""
        return f"{_SEES_ALL} OR {entity.column} = ANY ({_ENTITIES}::uuid[]){shared}"
    for field in columns.values():
        if isinstance(field, models.ForeignKey) and not field.null:
            above = field.related_model
            if isinstance(above, type) and above._meta.db_table not in HOUSE_WIDE:
                there = f"above.{field.target_field.column} = {table}.{field.column}"
                row = f"SELECT 1 FROM {above._meta.db_table} above WHERE {there}"  # noqa: S608 - our own names
                return f"{_SEES_ALL} OR EXISTS ({row})"
    return ""
