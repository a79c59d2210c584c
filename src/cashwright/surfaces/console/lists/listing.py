"""The list kit: one declaration per list, everything else follows.

    INVOICES = Listing(
        key="invoices",
        one="invoice", many="invoices",
        columns=(
            Column(key="number", label="Number", kind=Kind.LINK, path="invoice_no",
                   href=lambda row: reverse("console:invoice", args=[invoice_public(row["pk"])]),
                   sort="invoice_no"),
            Column(key="customer", label="Customer", path="customer__name", sort="customer__name"),
            Column(key="due", label="Due", kind=Kind.DUE, path="due_on", sort="due_on"),
            Column(key="balance", label="Balance", kind=Kind.MONEY, path="balance_minor",
                   sort="balance_minor", total=True),
            Column(key="state", label="State", kind=Kind.STATE),
        ),
        tabs=(Tab("open", "Open", Q(state="posted")),
              Tab("late", "Past due", lambda frame: Q(state="posted", due_on__lt=frame.as_of))),
        filters=(Search("invoice_no", "customer__name"), DateRange("due", "Due", "due_on")),
        sort="-due",
        bulk=(Bulk("remind", "Remind", "console:invoices_remind", "messages.send"),),
        prefix="inv",
        empty=Empty("No invoices yet", "Import a file or write one.", "Import", "console:imports"),
    )

    @page(permission="invoices.read", section="invoices")
    def invoice_list(request):
        frame = frame_of(request)
        rows = queries.invoices(as_of=frame.as_of, entity_ids=frame.entity_ids)   # already in scope
        return INVOICES.render(request, rows, title="Invoices", crumbs=[])

The page costs five statements (rows, size, counts, sums, saved views) however many rows there
are; over a table of more than 50,000 rows counts and sums follow after the page (`?part=figures`);
`weighs` names another table whose size counts, when the rows add up a larger one.
The template may be extended: `template="console/invoices/list.html"` with blocks `actions`, `above`.
For a bulk command: `for pk in INVOICES.selected(request, rows).values_list("pk", flat=True)`.
A row opens on Enter, is peeked at on Space (`?part=peek&id=`, drawn from the same columns or by
`peek_template`), and is exported by `?export=csv|xlsx|parquet`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse

from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import asked as address
from cashwright.surfaces.console.lists.asked import Asked
from cashwright.surfaces.console.lists.columns import Column, Kind, Row
from cashwright.surfaces.console.lists.filters import Filter
from cashwright.surfaces.console.pages import is_for, may


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the list with a count. The first tab is the one shown without asking."""

    key: str
    label: str
    where: Q | Callable[[Frame], Q] = field(default_factory=Q)

    def q(self, frame: Frame) -> Q:
        return self.where(frame) if callable(self.where) else self.where


@dataclass(frozen=True, slots=True)
class Bulk:
    """A command over the selected rows: a form posts the selection to `url_name`."""

    key: str
    label: str
    url_name: str
    permission: str
    icon: str = "check"
    confirm: str = ""  # a question asked first; {n} is the number of rows


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list teaches: what will be here, and one thing to do about it."""

    title: str
    text: str = ""
    action: str = ""
    url_name: str = ""
    icon: str = "circle-dashed"


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list, declared; see the top of this file."""

    key: str
    one: str
    many: str
    columns: tuple[Column, ...]
    tabs: tuple[Tab, ...] = ()
    filters: tuple[Filter, ...] = ()
    sort: str = ""
    bulk: tuple[Bulk, ...] = ()
    prefix: str = ""
    href: Callable[[Row], str] | None = None  # what Enter opens; the first column's link if absent
    needs: tuple[str, ...] = ()
    weighs: type[Model] | None = (
        None  # whose size decides whether counts follow later; else the rows'
    )
    empty: Empty = Empty("Nothing here yet")
    peek_template: str = "console/lists/peek.html"
    size: int = 50
    export_permission: str = "exports.run"

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        assert len(keys) == len(set(keys)), f"{self.key}: two columns share a key"
        currencies = {c.currency for c in self.columns if c.total}
        assert len(currencies) <= 1, f"{self.key}: totals of one list share one currency path"
        sorts = {c.key for c in self.columns if c.sort}
        wanted = self.sort.removeprefix("-")
        assert not wanted or wanted in sorts, f"{self.key}: {wanted} is not sortable"

    def paths(self, columns: Sequence[Column]) -> list[str]:
        """What a row reads for these columns, without repetition."""
        found = ["pk", *self.needs]
        for column in columns:
            found.extend(column.paths())
        if self.href is None:
            found.extend(self.columns[0].paths())
        return list(dict.fromkeys(found))

    def row_href(self, row: Row) -> str:
        """What a row opens."""
        opens = self.href or self.columns[0].href
        return opens(row) if opens else ""

    def matching(self, rows: QuerySet[Any], asked: Asked, frame: Frame) -> QuerySet[Any]:
        """The rows of the tab and the filters; none when a value could not be read."""
        if asked.problem:
            return rows.none()
        tab = next((tab for tab in self.tabs if tab.key == asked.tab), None)
        return rows.filter(asked.where & tab.q(frame) if tab else asked.where)

    def selected(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows a bulk form names: those ticked, or all that matched when it was sent.

        rows     the same base QuerySet the list was rendered with, so the scope still holds
        """
        if request.POST.get("all") == "1":
            params = QueryDict(request.POST.get("query", "").removeprefix("?"))
            frame = frame_of(request)
            return self.matching(rows, address.read(self, params, frame), frame)
        return rows.filter(pk__in=[self._key(rows, each) for each in request.POST.getlist("row")])

    def render(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        *,
        title: str = "",
        template: str = "console/lists/page.html",
        crumbs: Sequence[tuple[str, str]] = (),
        context: Mapping[str, Any] | None = None,
    ) -> HttpResponseBase:
        """The list as a page, its body for htmx, one row's peek, its sums, or a file.

        rows   in the reader's scope already; related columns are read by path, not by model
        """
        from cashwright.surfaces.console.lists import export, shown

        frame = frame_of(request)
        asked = address.read(self, request.GET, frame)
        matching = self.matching(rows, asked, frame)
        if request.GET.get("export"):
            if self.export_permission and not may(request, self.export_permission):
                raise Http404
            return export.respond(self, matching, asked, frame, request.GET["export"])
        if request.GET.get("part") == "peek":
            return self._peek(request, rows, frame)
        is_figures = request.GET.get("part") == "figures"
        listed = shown.Shown.of(self, request, rows, matching, asked, frame, is_figures=is_figures)
        if is_figures:
            return TemplateResponse(request, "console/lists/figures.html", {"list": listed})
        body = "console/lists/answer.html" if is_for(request, "list") else template
        return TemplateResponse(
            request, body, {**(context or {}), "list": listed, "title": title, "crumbs": crumbs}
        )

    def _key(self, rows: QuerySet[Any], text: str) -> Any:
        """A primary key from a form. Raises NotFound when it cannot be one."""
        pk: Any = rows.model._meta.pk
        try:
            return pk.to_python(text)
        except ValidationError:
            raise NotFound(document=self.one, id=text[:40]) from None

    def _peek(self, request: HttpRequest, rows: QuerySet[Any], frame: Frame) -> HttpResponse:
        """One row in the side panel: all its columns, labelled."""
        from cashwright.surfaces.console.lists.cells import cell

        key = self._key(rows, request.GET.get("id", ""))
        row = rows.filter(pk=key).values(*self.paths(self.columns)).first()
        if row is None:
            raise NotFound(document=self.one, id=str(key))
        facts = [
            (c.label, cell(c, row, frame))
            for c in self.columns
            if c.kind is not Kind.ID or c.export
        ]
        context = {"facts": facts, "row": row, "href": self.row_href(row), "list_def": self}
        return TemplateResponse(request, self.peek_template, context)
