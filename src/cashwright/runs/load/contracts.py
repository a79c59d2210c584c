"""Contracts of a file: checked as a set, then written with their subscriptions, prices and schedules.

Each row is a contract of one subscription at the amount it was agreed for: the plan becomes a price of
the book for its interval, the amount a version of that price which belongs to the contract.
"""

from re import sub
from uuid import UUID

import polars as pl

from cashwright.areas.catalog.models import Price, Product
from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.catalog.services import add_price, add_product
from cashwright.areas.contracts.models import Contract
from cashwright.areas.contracts.services import add_subscriptions
from cashwright.areas.exchange.frames.rows import refuse
from cashwright.areas.ledger.models import Account
from cashwright.columns.dtypes import CODE, DAY, ID, TEXT, Schema
from cashwright.columns.guards import guarded_product
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import new_id_texts
from cashwright.runs.load import checks
from cashwright.runs.load.books import numbers_in
from cashwright.runs.load.options import SOURCE, Books, LoadOptions, Progress

CHUNK = 50_000
E6 = 1_000_000
_NO_PLAN = "Subscription"
_INCOME = "4000"
_COMPARED = ("customer_id", "currency", "starts_on", "ends_on")
_KNOWN: Schema = {
    "source_ref": TEXT, "source": CODE, "customer_id": ID, "currency": CODE, "starts_on": DAY,
    "ends_on": DAY,
}  # fmt: skip


def plan_contracts(contracts: pl.DataFrame, books: Books, options: LoadOptions) -> pl.DataFrame:
    """Check the rows of `frames.contracts.judge_contracts` against the books.

    A row without a start begins on the cutover day, when one is given.
    adds   customer_id, is_new_customer, is_known, document_kind, total_minor (a month of it)
    """
    contracts = contracts.with_columns(
        rows=pl.lit(1, pl.UInt32), first_row="row_no", refusal_row="row_no",
        document_kind=pl.lit("contracts"), total_minor="monthly_minor",
        starts_on=pl.col("starts_on").fill_null(pl.lit(options.cutover, pl.Date)),
        plan=pl.col("plan").fill_null(_NO_PLAN),
    )  # fmt: skip
    contracts = refuse(
        contracts, "starts_on", "exchange.value_missing", pl.col("starts_on").is_null()
    )
    is_early = pl.col("ends_on") <= pl.col("starts_on")
    contracts = refuse(contracts, "ends_on", "exchange.end_before_start", is_early)
    contracts = checks.with_customers(contracts, books)
    contracts = _against_known(contracts, books)
    return checks.check_customers(contracts, may_be_new=not options.no_new_customers)


def apply_contracts(contracts: pl.DataFrame, books: Books, by: Actor, progress: Progress) -> None:
    """Write what can be written, in file order."""
    prices = _prices(contracts, by)
    for start in range(0, contracts.height, CHUNK):
        progress("writing", start, contracts.height)
        _write(contracts.slice(start, CHUNK), prices, books, by)
    progress("writing", contracts.height, contracts.height)


def _write(some: pl.DataFrame, prices: pl.DataFrame, books: Books, by: Actor) -> None:
    made = some.join(prices, on=["plan", "months"], how="left", maintain_order="left")
    names = ("contract_id", "subscription_id", "charge_id", "price_version_id")
    made = made.with_columns(
        *(pl.Series(name, new_id_texts(made.height), dtype=ID) for name in names),
        flat_minor=guarded_product(pl.col("monthly_minor"), pl.col("months"), "monthly_amount"),
    )
    add_subscriptions(
        made.select(
            "subscription_id", "contract_id", "customer_id", "starts_on", "ends_on",
            name="plan", interval_months="months", reference="contract_ref",
        ),
        made.select(
            "charge_id", "subscription_id", "price_id", "price_version_id", quantity_e6=_quantity(),
            timing=pl.lit(str(Timing.ADVANCE)),
        ),
        contracts=made.select(
            "contract_id", "customer_id", "currency", "starts_on", "ends_on",
            contract_no=pl.col("contract_ref").str.slice(0, 40), source=pl.lit(SOURCE),
            source_ref="contract_ref",
        ),
        versions=made.select(
            "price_version_id", "price_id", "currency", "flat_minor", valid_from="starts_on",
            owner_id="contract_id",
        ),
        entity_id=books.entity.pk, on=books.today, by=by,
    )  # fmt: skip


def _quantity() -> pl.Expr:
    """Millionths of the quantity in the file, one where it has none; finer digits are cut."""
    exponent = pl.col("quantity_exponent").cast(pl.Int64)
    scaled = pl.col("quantity_scaled")
    up = scaled * pl.lit(10, pl.Int64).pow(pl.max_horizontal(6 - exponent, 0))
    down = scaled // pl.lit(10, pl.Int64).pow(pl.max_horizontal(exponent - 6, 0))
    found = pl.when(exponent <= 6).then(up).otherwise(down)
    return found.clip(lower_bound=0).fill_null(E6)


def _prices(contracts: pl.DataFrame, by: Actor) -> pl.DataFrame:
    """The price of each plan and interval: plan | months | price_id; those missing are made."""
    pairs = contracts.select("plan", "months").unique().sort("plan", "months").rows()
    found = [(plan, months, str(_price(plan, months, by))) for plan, months in pairs]
    return pl.DataFrame(
        found, schema={"plan": TEXT, "months": pl.Int64(), "price_id": ID}, orient="row"
    )


def _price(plan: str, months: int, by: Actor) -> UUID:
    stem = sub(r"[^A-Z0-9]+", "-", plan.upper()).strip("-")[:30] or "PLAN"
    code = f"{stem}-{months}M"
    known = Price.objects.filter(code=code).values_list("pk", flat=True).first()
    if known is not None:
        return known
    product = Product.objects.filter(code=stem).first() or add_product(
        code=stem, name=plan, account=_income(), by=by
    )
    price = add_price(
        product_id=product.pk, code=code, name=plan, model=ChargeModel.FLAT,
        timing=Timing.ADVANCE, interval_months=months, by=by,
    )  # fmt: skip
    return price.pk


def _income() -> str:
    """The account imported plans are income of: the first of that kind."""
    codes = Account.objects.filter(kind="income", is_active=True).order_by("code")
    return codes.values_list("code", flat=True).first() or _INCOME


def _against_known(contracts: pl.DataFrame, books: Books) -> pl.DataFrame:
    """Mark what is in the books already; refuse its number when it says something else."""
    references = contracts["contract_ref"].drop_nulls().to_list()
    table = Contract._meta.db_table
    known = numbers_in(table, "source_ref", books.entity.pk, references, _KNOWN)
    known = known.filter(pl.col("source") == SOURCE).with_columns(is_taken=pl.lit(value=True))
    matched = contracts.join(
        known.drop("source"), left_on="contract_ref", right_on="source_ref", how="left",
        maintain_order="left", suffix="_known",
    )  # fmt: skip
    pairs = (pl.col(name).eq_missing(pl.col(f"{name}_known")) for name in _COMPARED)
    same = pl.all_horizontal(pairs)
    is_taken = pl.col("is_taken").fill_null(value=False)
    matched = matched.with_columns(is_known=is_taken & same)
    matched = refuse(matched, "contract_ref", "exchange.number_reused", is_taken & ~same)
    return matched.select(*contracts.columns, "is_known")
