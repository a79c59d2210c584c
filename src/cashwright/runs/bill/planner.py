"""The plan of a bill run: facts of a slab of customers in, documents and what stands in the way out.

Nothing here reads or writes but the quantities of usage, which are asked for once the days are known.
"""

from dataclasses import dataclass

import polars as pl

from cashwright.areas.catalog.frames import tax_lines, treat_lines
from cashwright.areas.ledger.refusals import NoRate
from cashwright.areas.usage.frames import KEY, READINGS
from cashwright.columns.dtypes import CODE, DAY, ID, TEXT
from cashwright.runs.bill.describing import described
from cashwright.runs.bill.facts import Facts
from cashwright.runs.bill.grouping import dated, ref
from cashwright.runs.bill.known import Known
from cashwright.runs.bill.late import corrections
from cashwright.runs.bill.lines import (
    FAILED,
    metered_spans,
    rated,
    regular,
    waiting,
    with_versions,
)
from cashwright.runs.bill.metering import Metering, is_by_event
from cashwright.runs.bill.prepaid import drawn
from cashwright.runs.bill.segments import segments

HEADERS = {
    "ref": TEXT, "customer_id": ID, "issued_on": DAY, "due_on": DAY, "currency": CODE,
    "document_no": TEXT, "source_ref": TEXT, "purchase_order_no": TEXT, "memo": TEXT, "kind": CODE,
    "terms_id": ID, "discount_bp": pl.Int64(), "discount_until_on": DAY, "total_minor": pl.Int64(),
    "needs_purchase_order": pl.Boolean(), "country": CODE, "payer_address": TEXT, "payer_name": TEXT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What a slab comes to.

    headers    HEADERS, one row a document; below zero it becomes a credit note
    lines      invoicing.frames.LINES and BILLING with ref, and contract_id, item_id, version_owner
    draws      prepaid.DRAWS, which prepaid credit a document uses
    failed     lines.FAILED, which is not billed and why
    """

    headers: pl.DataFrame
    lines: pl.DataFrame
    draws: pl.DataFrame
    failed: pl.DataFrame


def plan(facts: Facts, known: Known, used: Metering) -> Plan:
    """Price, tax and group everything due. Raises ColumnOverflow."""
    priced, failed = _priced(facts.due, facts, known, used)
    lines = pl.concat([priced, waiting(facts, known)])
    if facts.late.height:
        anew, _ = _priced(pl.concat([facts.late, facts.beside]), facts, known, used)
        of_late = anew.join(facts.late, on=["charge_id", "start_on"], how="semi")
        lines = pl.concat([lines, corrections(of_late, facts)])
    contracts = facts.contracts.with_columns(pl.col("purchase_order_no").fill_null(""))
    payers = facts.payers
    whole = lines.join(contracts, on="contract_id", how="left").join(
        payers.drop("payer_name", "payer_address"), on="bill_to_id", how="left"
    )
    # Days a contract agreed on go before the catalogue: its terms are not those of the document.
    own_days, terms = pl.col("custom_term_days"), pl.coalesce("terms_id", "payer_terms_id")
    whole = whole.with_columns(terms_id=pl.when(own_days.is_null()).then(terms))
    treated = _rates_known(_treated(whole, known), known)
    lacking = treated.filter(pl.col("refusal").is_not_null())
    failed = pl.concat([failed, _refused(lacking)])
    sound = treated.filter(pl.col("refusal").is_null()).with_columns(ref())
    covered, draws = drawn(sound, facts.grants, known)
    documents = _taxed(described(covered))
    return Plan(_headers(documents, payers, known), documents, draws, failed)


def _priced(
    due: pl.DataFrame, facts: Facts, known: Known, used: Metering
) -> tuple[pl.DataFrame, pl.DataFrame]:
    prices = known.prices.drop("timing")
    cut = (
        segments(due, facts.pauses)
        .join(facts.contracts.select("contract_id", "currency"), on="contract_id")
        .join(prices, on="price_id")
        .with_columns(is_metered=pl.col("meter_id").is_not_null())
    )
    spans, events = metered_spans(cut), pl.DataFrame(schema=READINGS)
    if spans.height:
        found = used.quantities(spans).select(*KEY, used_e6="quantity_e6")
        cut = (
            cut.join(found, on=KEY, how="left")
            .with_columns(quantity_e6=pl.coalesce("used_e6", "quantity_e6"))
            .drop("used_e6")
        )
        by_event = metered_spans(cut.filter(is_by_event()))
        if by_event.height:
            events = used.readings(by_event)
    return regular(rated(with_versions(cut, known), events, facts.discounts, known), known)


def _treated(lines: pl.DataFrame, known: Known) -> pl.DataFrame:
    asked = lines.with_columns(
        entity_id=pl.lit(str(known.entity.pk)), seller_country=pl.lit(known.entity.country),
        exempt_id=pl.when(pl.col("is_exempt")).then("bill_to_id"), on=pl.lit(known.on),
    )  # fmt: skip
    return treat_lines(asked, known.engine).drop("entity_id", "seller_country", "on", "exempt_id")


def _refused(lacking: pl.DataFrame) -> pl.DataFrame:
    """FAILED of lines whose tax or rate is not known: one a charge and period, one a bill item.

    An item has no period: it goes on waiting, and is told of each time.
    """
    is_item = pl.col("item_id").is_not_null()
    regular_ones = lacking.filter(~is_item).unique(["charge_id", "start_on"], maintain_order=True)
    return pl.concat([regular_ones, lacking.filter(is_item)]).select(*FAILED)


def _rates_known(lines: pl.DataFrame, known: Known) -> pl.DataFrame:
    """`lines` with a refusal where the books know no rate for their currency."""
    lacks = [code for code in lines["currency"].unique() if not known.has_rate(code)]
    refusal = pl.when(pl.col("currency").is_in(lacks)).then(pl.lit(NoRate.code))
    return lines.with_columns(refusal=pl.coalesce("refusal", refusal))


def _taxed(lines: pl.DataFrame) -> pl.DataFrame:
    """Numbered within their document, with net and tax."""
    ordered = lines.sort("ref", "contract_id", "position", "from_on", "revision", "charge_id")
    numbered = ordered.with_columns(
        invoice=pl.col("ref").rle_id().cast(pl.Int64),  # numbers group faster than text
        amount_minor=pl.col("gross_minor") - pl.col("discount_minor"),
    )
    return tax_lines(numbered.with_columns(line_no=pl.int_range(1, pl.len() + 1).over("invoice")))


def _headers(lines: pl.DataFrame, payers: pl.DataFrame, known: Known) -> pl.DataFrame:
    first = ("bill_to_id", "currency", "terms_id", "custom_term_days", "purchase_order_no")
    heads = lines.group_by("ref", maintain_order=True).agg(
        *(pl.col(name).first() for name in first),
        pl.col("needs_purchase_order").any(),
        total_minor=(pl.col("net_minor") + pl.col("tax_minor")).sum(),
    )
    names = payers.select("bill_to_id", "country", "payer_address", "payer_name")
    told = dated(heads, known.payment_terms, known.default_terms, known.on)
    blank = pl.lit(None, pl.String)
    return told.join(names, on="bill_to_id", how="left", maintain_order="left").select(
        "ref", customer_id="bill_to_id", issued_on=pl.lit(known.on), due_on="due_on",
        currency="currency", document_no=blank, source_ref=blank,
        purchase_order_no="purchase_order_no", memo=pl.lit(""), kind=pl.lit("invoice"),
        terms_id="terms_id", discount_bp="discount_bp", discount_until_on="discount_until_on",
        total_minor="total_minor", needs_purchase_order="needs_purchase_order", country="country",
        payer_address="payer_address", payer_name="payer_name",
    ).select(*HEADERS)  # fmt: skip
