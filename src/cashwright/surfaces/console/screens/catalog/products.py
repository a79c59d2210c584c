"""Products: the list, one with its prices, adding, changing and retiring one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.catalog.models import Price, PriceVersion, Product
from cashwright.areas.catalog.queries import price_terms
from cashwright.areas.catalog.services import add_product, change_product, retire
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.books.pricing import MODELS, TAX_CLASSES, billed_text, terms_text
from cashwright.surfaces.console.forms.catalog import ProductForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.lists import Column, Empty, Kind, Listing, Row, Search, Tab
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.catalog.parts import crumbs, form_page, parts
from cashwright.surfaces.console.screens.settings_.tabs import tried


def _href(row: Row) -> str:
    return reverse("console:product", args=[public_id(Product.PREFIX, row["pk"])])


PRODUCTS = Listing(
    key="products",
    one="product",
    many="products",
    columns=(
        Column(key="name", label="Product", kind=Kind.LINK, href=_href, needs=("pk",), sort="name"),
        Column(key="code", label="Code", sort="code"),
        Column(
            key="prices", label="Prices", kind=Kind.NUMBER, path="prices_no",
            hint="Ways to charge for it that are sold now.",
        ),
        Column(
            key="tax", label="Tax", needs=("tax_class",),
            value=lambda row, _: TAX_CLASSES.get(row["tax_class"], row["tax_class"]),
        ),
        Column(key="account", label="Income account", path="account__name"),
        Column(
            key="state", label="State", kind=Kind.STATE, needs=("is_active",),
            value=lambda row, _: "sold" if row["is_active"] else "retired",
        ),
    ),
    tabs=(Tab("sold", "Sold", Q(is_active=True)), Tab("retired", "Retired", Q(is_active=False)),
          Tab("all", "All")),
    filters=(Search("name", "code"),),
    sort="name",
    prefix=Product.PREFIX,
    empty=Empty(
        "Start with a product", "A product is what the invoice line says. Its prices say how it is"
        " charged: flat, by seat, by tier, by usage, in any currency.",
        "New product", "console:product_new", "tag",
    ),
)  # fmt: skip


def products() -> QuerySet[Product]:
    """All products; the price book belongs to the whole house."""
    sold = Count("prices", filter=Q(prices__is_active=True))
    return Product.objects.annotate(prices_no=sold)


def product_of(public: str) -> Product:
    """The product with this public id. Raises NotFound."""
    found = Product.objects.select_related("account").filter(
        pk=parse_public_id(Product.PREFIX, public)
    ).first()  # fmt: skip
    if found is None:
        raise NotFound(document="product", id=public[:40])
    return found


@page(permission="catalog.read", section="products")
def product_list(request: HttpRequest) -> HttpResponseBase:
    """Everything that is sold."""
    return PRODUCTS.render(
        request, products(), title="Price book", template="console/catalog/products.html",
        context={"tabs": parts(request, "products"), "may_edit": may(request, "catalog.edit")},
    )  # fmt: skip


@page(permission="catalog.read", section="products")
def product(request: HttpRequest, public: str) -> HttpResponse:
    """One product and the ways it is charged."""
    shown = product_of(public)
    context = {
        "product": shown, "public": public, "title": shown.name,
        "tax": TAX_CLASSES.get(shown.tax_class, shown.tax_class),  # type: ignore[call-overload]
        "prices": priced(list(shown.prices.select_related("meter").order_by("-is_active", "code")),
                         frame_of(request).as_of),
        "may_edit": may(request, "catalog.edit"), "crumbs": crumbs((shown.name, "")),
    }  # fmt: skip
    return render(request, "console/catalog/product.html", context)


def priced(prices: list[Price], on: date) -> list[dict[str, Any]]:
    """Each price in words, with what it costs on a day in each currency."""
    rows = PriceVersion.objects.filter(
        price__in=prices, owner_id__isnull=True, valid_from__lte=on
    ).select_related("price").prefetch_related("tiers")  # fmt: skip
    in_force: dict[tuple[Any, str], PriceVersion] = {}
    for row in rows.order_by("valid_from", "created_at"):
        in_force[row.price_id, row.currency] = row
    return [
        {
            "row": price,
            "model": MODELS[price.model][0],
            "billed": billed_text(price),
            "costs": [
                (code, terms_text(price_terms(version), code, price.unit_name))
                for (price_id, code), version in sorted(in_force.items(), key=lambda e: e[0][1])
                if price_id == price.pk
            ],
        }
        for price in prices
    ]


@page(permission="catalog.edit", section="products", methods=("GET", "POST"))
def product_new(request: HttpRequest) -> HttpResponse:
    """Add something that is sold."""
    form = ProductForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = tried(
            form, lambda: add_product(**form.cleaned_data, by=Actor.human(request.user.pk))
        )
        if made is not None:
            url = reverse("console:product", args=[made.public_id])
            return done(request, url, f"{made.name} is in the price book. Say how it is charged.")
    return form_page(
        request, form, title="New product", button="Add", back=reverse("console:products")
    )


@page(permission="catalog.edit", section="products", methods=("GET", "POST"))
def product_edit(request: HttpRequest, public: str) -> HttpResponse:
    """Change what lines to come say of a product."""
    shown = product_of(public)
    start = {"name": shown.name, "account": shown.account_id, "tax_class": shown.tax_class}
    form = ProductForm(request.POST if request.method == "POST" else None, initial=start)
    del form.fields["code"]
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        changes = {
            "name": given["name"], "account_id": given["account"], "tax_class": given["tax_class"],
        }  # fmt: skip
        changed = tried(form, lambda: change_product(
            product_id=shown.pk, changes=changes, by=Actor.human(request.user.pk)
        ))  # fmt: skip
        if changed is not None:
            return done(
                request, reverse("console:product", args=[public]), "The product is changed."
            )
    return form_page(
        request, form, title=f"Change {shown.name}", button="Save",
        back=reverse("console:product", args=[public]),
        note="Invoices that are posted stay as they are.",
    )  # fmt: skip


@page(permission="catalog.edit", methods=("POST",))
def product_retire(request: HttpRequest, public: str) -> HttpResponse:
    """Stop selling a product; contracts that have it go on."""
    retire(entry=product_of(public), by=Actor.human(request.user.pk))
    return done(request, reverse("console:product", args=[public]), "It is not sold any more.")
