"""Coupons: what is offered, how often it was redeemed, and offering one."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from cashwright.areas.catalog.models import Coupon
from cashwright.areas.catalog.services import add_coupon
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.books.pricing import percent_text
from cashwright.surfaces.console.formats import money_text, plural
from cashwright.surfaces.console.forms.catalog import CouponForm, read
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import Column, Empty, Kind, Listing, Row, Search, Tab
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.catalog.parts import form_page, parts
from cashwright.surfaces.console.screens.settings_.tabs import tried


def _off(row: Row, _: object) -> str:
    if row["percent_ppm"] is not None:
        return percent_text(row["percent_ppm"])
    return f"{money_text(row['amount_minor'], row['currency'])} {row['currency']} a period"


def _long(row: Row, _: object) -> str:
    return plural(row["periods"], "period", "periods") if row["periods"] else "always"


def _left(frame: Frame) -> Q:
    within = Q(valid_until__isnull=True) | Q(valid_until__gte=frame.as_of)
    used_up = Q(redemptions_max__isnull=False, used_no__gte=F("redemptions_max"))
    return within & ~used_up


COUPONS = Listing(
    key="coupons",
    one="coupon",
    many="coupons",
    columns=(
        Column(key="code", label="Code", sort="code"),
        Column(key="name", label="Name"),
        Column(key="off", label="Takes off", value=_off,
               needs=("percent_ppm", "amount_minor", "currency")),
        Column(key="long", label="For", value=_long, needs=("periods",)),
        Column(key="product", label="Product", path="product__name"),
        Column(key="from", label="From", kind=Kind.DATE, path="valid_from", sort="valid_from"),
        Column(key="until", label="Until", kind=Kind.DATE, path="valid_until"),
        Column(key="used", label="Redeemed", kind=Kind.NUMBER, path="used_no"),
        Column(key="most", label="At most", kind=Kind.NUMBER, path="redemptions_max"),
    ),
    tabs=(Tab("open", "Can be redeemed", _left), Tab("all", "All")),
    filters=(Search("code", "name"),),
    sort="code",
    empty=Empty(
        "No coupons", "A coupon takes a share or an amount off a contract for some periods. Offer"
        " one, and redeem it on the page of a contract.",
        "New coupon", "console:coupon_new", "tag",
    ),
)  # fmt: skip


def coupons() -> QuerySet[Coupon]:
    """All coupons with how often they were redeemed."""
    used = RawSQL(
        "(SELECT count(*) FROM contracts_discount d WHERE d.coupon_id = catalog_coupon.id)", []
    )
    return Coupon.objects.annotate(used_no=used)


@page(permission="catalog.read", section="products")
def coupon_list(request: HttpRequest) -> HttpResponseBase:
    """Every coupon there is."""
    return COUPONS.render(
        request, coupons(), title="Price book", template="console/catalog/coupons.html",
        context={"tabs": parts(request, "coupons"), "may_edit": may(request, "catalog.edit")},
    )  # fmt: skip


@page(permission="catalog.edit", section="products", methods=("GET", "POST"))
def coupon_new(request: HttpRequest) -> HttpResponse:
    """Offer a coupon."""
    back = reverse("console:coupons")
    start = {"valid_from": frame_of(request).today}
    form = CouponForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_bound and form.is_valid():
        given, code = form.cleaned_data, form.cleaned_data["currency"]
        percent = read(form, "percent", 4)
        amount = minor(form, "amount", code) if given["amount"] else None
        product = given["product"]
        if not form.errors:
            made = tried(form, lambda: add_coupon(
                code=given["code"], name=given["name"], valid_from=given["valid_from"],
                percent_ppm=percent or None, amount_minor=amount, currency=code,
                periods=given["periods"], product_id=product.pk if product else None,
                valid_until=given["valid_until"], redemptions_max=given["redemptions_max"],
                by=Actor.human(request.user.pk),
            ))  # fmt: skip
            if made is not None:
                return done(request, back, f"{made.code} can be redeemed.")
    return form_page(request, form, title="New coupon", button="Offer", back=back)
