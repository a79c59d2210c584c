"""Finds products, prices and meters by name or code."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.http import HttpRequest

from cashwright.areas.catalog.models import Meter, Price, Product
from cashwright.surfaces.console.finders.hit import Hit
from cashwright.surfaces.console.frame import frame_of

HEADING = "Price book"
PERMISSION = "catalog.read"


def find(request: HttpRequest, text: str) -> Iterator[Hit]:
    """What is sold and what is counted."""
    if len(text) < 2:
        return
    frame = frame_of(request)
    named = Q(name__icontains=text) | Q(code__istartswith=text)
    for product in Product.objects.filter(named).order_by("name")[:4]:
        yield Hit(
            product.name, frame.link("console:product", product.public_id), "tag", product.code
        )
    for price in Price.objects.filter(named).select_related("product").order_by("name")[:4]:
        note = f"{price.product.name}, {price.code}"
        yield Hit(price.name, frame.link("console:price", price.public_id), "tag", note)
    for meter in Meter.objects.filter(named).order_by("name")[:2]:
        yield Hit(meter.name, frame.link("console:meter", meter.public_id), "gauge", meter.code)
