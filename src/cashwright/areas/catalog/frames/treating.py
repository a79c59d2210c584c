"""The tax of many sales: each different situation is asked once, whoever answers."""

from uuid import UUID

import polars as pl

from cashwright.areas.catalog.ports import Buyer, Seller, TaxEngine, TaxSituation
from cashwright.columns.dtypes import CODE, COUNT, DAY, ID
from cashwright.kernel.refusals import Refusal

SITUATIONS = {
    "entity_id": ID, "seller_country": CODE, "country": CODE, "region": CODE,
    "tax_countries": CODE, "exempt_id": ID, "tax_class": CODE, "on": DAY,
}  # fmt: skip
TREATMENTS = {
    "category": CODE,
    "rate_ppm": COUNT,
    "reason": CODE,
    "evidence": CODE,
    "refusal": CODE,
}


def treat_lines(lines: pl.DataFrame, engine: TaxEngine) -> pl.DataFrame:
    """`lines` with category, rate_ppm, reason, evidence and refusal (a code or null).

    lines    SITUATIONS and any other columns: tax_countries are codes with blanks between, in order;
             exempt_id is the customer only where it has an exemption, so that all others with the
             same place are one situation
    refused  category and rate are null (no_tax_rate)
    """
    asked = lines.select(*SITUATIONS).unique(maintain_order=True)
    answers = engine.treat([_situation(row) for row in asked.iter_rows(named=True)])
    told = pl.DataFrame([_told(answer) for answer in answers], schema=TREATMENTS, orient="row")
    known = asked.hstack(told)
    return lines.join(
        known, on=list(SITUATIONS), how="left", maintain_order="left", nulls_equal=True
    )


def _situation(row: dict[str, object]) -> TaxSituation:
    exempt = row["exempt_id"]
    return TaxSituation(
        seller=Seller(entity_id=UUID(str(row["entity_id"])), country=str(row["seller_country"])),
        buyer=Buyer(
            country=str(row["country"]), region=str(row["region"]),
            tax_countries=frozenset(str(row["tax_countries"]).split()),
            customer_id=UUID(str(exempt)) if exempt else None,
        ),
        tax_class=str(row["tax_class"]), on=row["on"],  # type: ignore[arg-type]
    )  # fmt: skip


def _told(answer: object) -> tuple[object, ...]:
    if isinstance(answer, Refusal):
        return None, None, None, None, answer.code
    return answer.category, answer.rate_ppm, str(answer.reason), answer.evidence, None  # type: ignore[attr-defined]
