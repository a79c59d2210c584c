"""The price book: products and prices with their versions, coupons, tax, meters."""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.catalog import (
    coupons,
    meters,
    prices,
    products,
    taxes,
    versions,
)

urlpatterns = [
    path("catalog/", products.product_list, name="products"),
    path("catalog/products/new/", products.product_new, name="product_new"),
    path("catalog/products/<str:public>/", products.product, name="product"),
    path("catalog/products/<str:public>/edit/", products.product_edit, name="product_edit"),
    path("catalog/products/<str:public>/retire/", products.product_retire, name="product_retire"),
    path("catalog/products/<str:public>/prices/new/", prices.price_new, name="price_new"),
    path("catalog/prices/<str:public>/", prices.price, name="price"),
    path("catalog/prices/<str:public>/retire/", prices.price_retire, name="price_retire"),
    path("catalog/prices/<str:public>/set/", versions.version_new, name="version_new"),
    path("catalog/coupons/", coupons.coupon_list, name="coupons"),
    path("catalog/coupons/new/", coupons.coupon_new, name="coupon_new"),
    path("catalog/taxes/", taxes.taxes, name="taxes"),
    path("catalog/taxes/new/", taxes.rate_new, name="tax_rate_new"),
    path("catalog/taxes/file/", taxes.rates_file, name="tax_rates_file"),
    path("catalog/taxes/starter/", taxes.rates_starter, name="tax_rates_starter"),
    path("catalog/taxes/registrations/new/", taxes.registration_new, name="tax_registration_new"),
    path("catalog/taxes/exemptions/new/", taxes.exemption_new, name="tax_exemption_new"),
    path("catalog/meters/", meters.meter_list, name="meters"),
    path("catalog/meters/new/", meters.meter_new, name="meter_new"),
    path("catalog/meters/<str:public>/", meters.meter, name="meter"),
    path("catalog/meters/<str:public>/retire/", meters.meter_retire, name="meter_retire"),
]
