"""A list as the template sees it: rows of cells, tabs with counts, sums, links to the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.formats import count_text, plural
from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.lists import asked as address
from cashwright.surfaces.console.lists import totals
from cashwright.surfaces.console.lists.asked import Asked
from cashwright.surfaces.console.lists.cells import cell, money
from cashwright.surfaces.console.lists.columns import Column, Kind, Row
from cashwright.surfaces.console.lists.filters import Choice, Filter
from cashwright.surfaces.console.lists.paging import Page, read_page
from cashwright.surfaces.console.models import SavedView
from cashwright.surfaces.console.pages import may

if TYPE_CHECKING:
    from cashwright.surfaces.console.lists.listing import Bulk, Listing


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell and what its place tells: the label for cards, the alignment."""

    label: str
    classes: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class ShownRow:
    """`key` is the primary key a selection posts; `label` names the row to screen readers."""

    key: str
    public: str
    href: str
    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where a click sorts to, and how it is sorted now (for aria-sort)."""

    column: Column
    classes: str
    url: str
    sorted: str
    unit: str


@dataclass(frozen=True, slots=True)
class ShownTab:
    """A tab with its count in words; an ellipsis until it is counted."""

    key: str
    label: str
    url: str
    count: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A filter as a form field: the values in the address, the options offered."""

    filter: Filter
    names: tuple[str, ...]
    values: tuple[str, ...]
    chosen: frozenset[str]
    options: list[tuple[str, str]]


def count_words(count: int) -> str:
    """A count as read: exact, or "10,000+" where counting stopped."""
    if count > totals.COUNT_MAX:
        return f"{count_text(totals.COUNT_MAX)}+"
    return count_text(count)


def _classes(column: Column) -> str:
    return f"k-{column.kind}" + (" end" if column.kind.is_right_aligned else "")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows match, and how many each tab would show."""

    count: int
    tabs: tuple[int, ...]


@dataclass(frozen=True)
class Shown:
    """Everything the template needs, read lazily where it may not be shown."""

    listing: Listing
    request: HttpRequest
    matching: QuerySet[Any]
    asked: Asked
    frame: Frame
    at: Page
    tally: Tally | None

    @classmethod
    def of(
        cls,
        listing: Listing,
        request: HttpRequest,
        rows: QuerySet[Any],
        matching: QuerySet[Any],
        asked: Asked,
        frame: Frame,
        *,
        is_figures: bool = False,
    ) -> Shown:
        """Read one page of `matching`; count and add up at once, unless that would take a while.

        is_figures  whether counts and sums are what is asked for now
        """
        at = read_page(matching, asked, listing.paths(asked.columns))
        tally = None
        if is_figures or not totals.is_large(listing.weighs or rows.model):
            base = rows.none() if asked.problem else rows.filter(asked.where)
            tabs = [base.filter(tab.q(frame)) for tab in listing.tabs]
            count, *tab_counts = totals.counts([matching, *tabs])
            tally = Tally(count, tuple(tab_counts))
        return cls(listing, request, matching, asked, frame, at, tally)

    @property
    def page(self) -> list[Row]:
        return self.at.rows

    @property
    def previous_url(self) -> str:
        return address.url(self.asked.params, before=self.at.before) if self.at.before else ""

    @property
    def next_url(self) -> str:
        return address.url(self.asked.params, after=self.at.after) if self.at.after else ""

    @property
    def path(self) -> str:
        return self.request.path

    @property
    def query(self) -> str:
        """The address without the page, as a bulk form posts it and a saved view keeps it."""
        return address.url(self.asked.params)

    @cached_property
    def uniform(self) -> dict[str, str]:
        """Money columns whose rows here are all of one currency: its code stands in the head."""
        found = {}
        for column in self.asked.columns:
            if column.kind is Kind.MONEY:
                codes = {row[column.currency] for row in self.page}
                if len(codes) == 1:
                    found[column.key] = str(codes.pop())
        return found

    @property
    def heads(self) -> Iterator[Head]:
        for column in self.asked.columns:
            is_by = column is self.asked.sort
            downwards = self.asked.is_descending
            other = f"-{column.key}" if is_by and not downwards else column.key
            yield Head(
                column=column,
                classes=_classes(column),
                url=address.url(self.asked.params, sort=other) if column.sort else "",
                sorted=("descending" if downwards else "ascending") if is_by else "",
                unit=self.uniform.get(column.key, ""),
            )

    @cached_property
    def rows(self) -> list[ShownRow]:
        columns = [
            (c, f"{c.label} {self.uniform.get(c.key, '')}".strip(), _classes(c))
            for c in self.asked.columns
        ]
        return [self._row(row, columns) for row in self.page]

    def _row(self, row: Row, columns: list[tuple[Column, str, str]]) -> ShownRow:
        prefix = self.listing.prefix
        return ShownRow(
            key=str(row["pk"]),
            public=public_id(prefix, row["pk"]) if prefix else str(row["pk"]),
            href=self.listing.row_href(row),
            label=str(self.listing.columns[0].of(row, self.frame) or row["pk"]),
            cells=[
                Cell(label, classes, cell(c, row, self.frame, is_uniform=c.key in self.uniform))
                for c, label, classes in columns
            ],
        )

    @property
    def tabs(self) -> Iterator[ShownTab]:
        for number, tab in enumerate(self.listing.tabs):
            yield ShownTab(
                tab.key,
                tab.label,
                address.url(self.asked.params, tab=tab.key),
                count_words(self.tally.tabs[number]) if self.tally else "…",
                tab.key == self.asked.tab,
            )

    @property
    def fields(self) -> Iterator[Field]:
        for each in self.listing.filters:
            names = each.names()
            options = each.offered(self.frame) if isinstance(each, Choice) else []
            yield Field(
                each,
                names,
                tuple(self.asked.params.get(name, "") for name in names),
                frozenset(self.asked.params.getlist(each.key)),
                options,
            )

    @property
    def filter_fields(self) -> list[Field]:
        return [each for each in self.fields if each.filter.shape != "search"]

    @property
    def search(self) -> Field | None:
        return next((each for each in self.fields if each.filter.shape == "search"), None)

    @property
    def other_params(self) -> list[tuple[str, str]]:
        """What the filter form carries along unseen: tab, sort, columns, day, entity."""
        own = {name for each in self.listing.filters for name in each.names()}
        skipped = own | {*address.PLACE, "part", "export", "id"}
        return [
            (name, value)
            for name, values in self.asked.params.lists()
            if name not in skipped
            for value in values
        ]

    @property
    def cleared_url(self) -> str:
        names = {name for each in self.listing.filters for name in each.names()}
        return address.url(self.asked.params, **dict.fromkeys(names))

    @property
    def range_words(self) -> str:
        """Where the reader is: 51–100 of 1,234 invoices; without the total until it is counted."""
        if not self.page:
            return f"No {self.listing.many}"
        last = self.at.position + len(self.page)
        here = f"{count_text(self.at.position + 1)}–{count_text(last)}"
        if self.tally is None:
            return here
        noun = self.listing.one if self.tally.count == 1 else self.listing.many
        total = f"{count_words(self.tally.count)} {noun}"
        return total if self.tally.count == len(self.page) else f"{here} of {total}"

    @property
    def count_words(self) -> str:
        return count_words(self.tally.count) if self.tally else ""

    @property
    def is_more_than_page(self) -> bool:
        return bool(self.at.before or self.at.after)

    @cached_property
    def sums(self) -> list[tuple[str, str, list[tuple[str, SafeString]]]]:
        """Per currency: its code, how many rows, and (column label, total)."""
        summed = {c.key: c for c in self.asked.columns if c.total}
        if not summed or not self.tally or not self.tally.count:
            return []
        currency = next(iter(summed.values())).currency
        paths = {key: c.read_path for key, c in summed.items()}
        return [
            (
                each.currency,
                plural(each.rows, self.listing.one, self.listing.many),
                [
                    (c.label, money(each.minor[key], each.currency, language=self.frame.language))
                    for key, c in summed.items()
                ],
            )
            for each in totals.sums(self.matching, currency=currency, columns=paths)
        ]

    @property
    def figures_url(self) -> str:
        """Where counts and sums are fetched when the page came without them."""
        if self.tally:
            return ""
        return f"{self.query}{'&' if len(self.query) > 1 else ''}part=figures"

    @cached_property
    def views(self) -> list[SavedView]:
        return list(
            SavedView.objects.filter(
                user_id=str(self.request.user.pk), list_key=self.listing.key
            ).order_by("name")
        )

    @property
    def bulk(self) -> list[tuple[Bulk, str]]:
        """The commands this reader may give, each with its address."""
        return [
            (b, reverse(b.url_name)) for b in self.listing.bulk if may(self.request, b.permission)
        ]

    @property
    def exports(self) -> list[tuple[str, str]]:
        permission = self.listing.export_permission
        if permission and not may(self.request, permission):
            return []
        kinds = (("csv", "CSV"), ("xlsx", "Excel"), ("parquet", "Parquet"))
        return [
            (f"{self.query}{'&' if len(self.query) > 1 else ''}export={k}", label)
            for k, label in kinds
        ]

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        return [(c, c in self.asked.columns) for c in self.listing.columns]

    @property
    def empty_url(self) -> str:
        name = self.listing.empty.url_name
        return reverse(name) if name else ""
