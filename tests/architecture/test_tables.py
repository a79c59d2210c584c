"""Tables: which may point to which, what they are called, and that migrations match them."""

from __future__ import annotations

from io import StringIO
from itertools import pairwise

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

# Bottom to top; a table points to one of its own area or of an area before it.
ORDER = (
    "controls", "access", "parties", "messaging", "ledger", "catalog", "contracts",
    "usage", "invoicing", "payments", "cash", "disputes",
    "credit", "collections", "insight", "exchange", "runs", "console",
)  # fmt: skip


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("cashwright.")]


def test_foreign_keys_point_to_the_same_or_an_earlier_area() -> None:
    upward = []
    for model in _models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.ManyToManyField):
                continue
            target = field.related_model._meta.app_label
            here = ORDER.index(model._meta.app_label)
            if target in ORDER and ORDER.index(target) > here:
                upward.append(f"{model._meta.label}.{field.name} -> {target}")
    assert upward == []


def test_every_area_has_its_place_in_the_order() -> None:
    assert {model._meta.app_label for model in _models()} <= set(ORDER)


def test_no_two_documents_share_a_prefix() -> None:
    prefixes = sorted(
        (model.PREFIX, model._meta.label) for model in _models() if hasattr(model, "PREFIX")
    )
    assert prefixes
    assert [(one, two) for one, two in pairwise(prefixes) if one[0] == two[0]] == []


def test_names_say_the_unit_of_what_they_hold() -> None:
    wrong = []
    for model in _models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.Field) or field.is_relation:
                continue
            name = f"{model._meta.label}.{field.name}"
            if field.name.endswith(("_date", "_time", "_amt", "_qty", "_pct", "_num")):
                wrong.append(name)
            if isinstance(field, models.DateTimeField) and not field.name.endswith("_at"):
                # Fields that Django's own base classes bring along keep their names.
                wrong += [name] if field.name not in {"last_login", "at"} else []
    assert wrong == []


PERSONAL = {
    "email", "phone", "to_address", "body_text", "body_html", "payer_text", "iban", "bank_account",
    "date_of_birth", "proof",
}  # fmt: skip


def test_personal_fields_say_why_they_are_kept_or_are_sealed() -> None:
    unsaid = [
        f"{model._meta.label}.{field.name}"
        for model in _models()
        for field in model._meta.concrete_fields
        if field.name in PERSONAL
        and not field.is_relation
        and field.name not in getattr(model, "PII", {})
    ]
    assert unsaid == []


def test_sealed_columns_hold_bytes_and_name_whose_they_may_be() -> None:
    sealed = [(model, getattr(model, "SEALED", {})) for model in _models()]
    assert sum(len(columns) for _, columns in sealed) >= 2
    for model, columns in sealed:
        assert set(columns) == {
            f.name for f in model._meta.concrete_fields if f.name.endswith("_sealed")
        }
        for column, owners in columns.items():
            assert isinstance(model._meta.get_field(column), models.BinaryField)
            assert set(owners) <= {f.attname for f in model._meta.concrete_fields}


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, verbosity=1)
    except SystemExit:
        pytest.fail(out.getvalue())
