"""`cashwright revalue`: before a month is closed."""

from datetime import date

import pytest
from typer.testing import CliRunner

from cashwright.areas.ledger.models import Revaluation
from cashwright.areas.ledger.refusals import NoRate
from cashwright.surfaces.cli.revalue import app
from tests import makers
from tests.makers import JAN_5

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False).output


def test_each_entity_is_told_of_and_a_second_time_changes_nothing() -> None:
    makers.rate("USD", JAN_5, "1.10")
    makers.rate("USD", date(2026, 1, 30), "1.25")
    abroad, home = makers.entity("DE"), makers.entity("US", "USD", "US")
    makers.invoice(makers.customer(abroad, currency="USD"), 110_00)
    makers.invoice(makers.customer(home), 110_00)
    for _ in range(2):
        told = run("--as-of", "2026-01-31")
        assert "DE as of 2026-01-31: revalued" in told
        assert "US as of 2026-01-31: nothing to revalue" in told
    assert Revaluation.objects.count() == 1


def test_a_day_without_rates_is_refused() -> None:
    makers.rate("USD", JAN_5, "1.10")
    makers.invoice(makers.customer(makers.entity(), currency="USD"), 110_00)
    with pytest.raises(NoRate):
        run("--as-of", "2026-01-31")
    assert not Revaluation.objects.exists()
