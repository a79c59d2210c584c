"""No row points to a row that does not exist, or to one of another legal entity (I-47).

Over every foreign key of every table, so that a later area is checked without asking for it.
"""

# ruff: noqa: S608 - the SQL is made of our own names

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from cashwright.kernel.events import HOUSE
from cashwright.runs.verify.check import Check, Violation, shown


def _columns(model: type[models.Model]) -> dict[str, str]:
    return {field.attname: str(field.column) for field in model._meta.local_concrete_fields}


def _name(model: type[models.Model]) -> str:
    """What names a row of a table: its own id, or that of the document it is a line of."""
    key = model._meta.pk
    own = key.columns[0] if isinstance(key, models.CompositePrimaryKey) else str(key.column)
    return f'x."{own}"'


def _query(model: type[models.Model], field: models.ForeignKey[models.Model, models.Model]) -> str:
    target = field.related_model
    assert isinstance(target, type), "relations are resolved by now"
    prefix = getattr(model, "PREFIX", None)
    label = f"'{prefix}'" if prefix else "NULL"
    name = _name(model) if prefix else f"'{model._meta.db_table} ' || {_name(model)}"
    here, there = _columns(model).get("entity_id"), _columns(target).get("entity_id")
    wrong, detail = "y.{key} IS NULL", f"'its {field.name} does not exist'"
    if here and there:
        both = f"""x."{here}" <> y."{there}" AND '{HOUSE}' NOT IN (x."{here}", y."{there}")"""
        wrong += f" OR ({both})"
        detail = f"CASE WHEN y.{{key}} IS NULL THEN {detail} ELSE 'its {field.name} is of another entity' END"
    key = f'"{field.target_field.column}"'
    return (
        f"SELECT {label}, ({name})::text, {detail.format(key=key)}"
        f' FROM "{model._meta.db_table}" x LEFT JOIN "{target._meta.db_table}" y ON y.{key} = x."{field.column}"'
        f' WHERE x."{field.column}" IS NOT NULL AND ({wrong.format(key=key)}) LIMIT 1000'
    )  # fmt: skip


def _references() -> Iterator[str]:
    for model in apps.get_models():
        if not model._meta.managed or not model.__module__.startswith("cashwright."):
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.ForeignKey):
                yield _query(model, field)


def _strays() -> Iterator[Violation]:
    with connection.cursor() as cursor:
        for sql in _references():
            cursor.execute(sql)
            for prefix, name, detail in cursor.fetchall():
                yield Violation(shown(prefix, name), detail)


# References that are no foreign keys, because they may point to one of several tables.
_LOOSE = """
SELECT 'je', p.entry_id::text, 'line ' || p.line_no || ' is about a document of another entity or of none'
FROM ledger_posting p
LEFT JOIN (
    SELECT id, entity_id FROM invoicing_invoice UNION ALL SELECT id, entity_id FROM invoicing_creditnote
    UNION ALL SELECT id, entity_id FROM payments_payment
) AS d ON d.id = p.document_id
WHERE p.document_id IS NOT NULL AND d.entity_id IS DISTINCT FROM p.entity_id
UNION ALL
SELECT 'app', a.id::text, 'applies a source of another entity'
FROM cash_application a JOIN (
    SELECT id, entity_id FROM payments_payment UNION ALL SELECT id, entity_id FROM invoicing_creditnote
    UNION ALL SELECT id, entity_id FROM credit_writeoff
) AS s ON s.id = a.source_id
WHERE s.entity_id <> a.entity_id
UNION ALL
SELECT NULL, 'fact ' || f.seq || ' of chain ' || f.chain_id, 'belongs to the books of another entity'
FROM verify_fact f WHERE f.data ->> 'entity_id' <> f.chain_id::text
"""

CHECKS = (
    Check("I-47", "references exist within the entity",
          "No row points to one that does not exist, or to one of another legal entity.", _strays),
    Check("I-47", "loose references",
          "What lines, applications and facts are about belongs to the same legal entity.", _LOOSE),
)  # fmt: skip
