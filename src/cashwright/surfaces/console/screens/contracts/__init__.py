"""Contracts: the list, one contract with what it will be billed when, and everything done about it."""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.contracts import (
    agreeing,
    amending,
    detail,
    listing,
    writing,
)

urlpatterns = [
    path("contracts/", listing.contract_list, name="contracts"),
    path("contracts/new/", writing.contract_new, name="contract_new"),
    path("contracts/<str:public>/", detail.contract, name="contract"),
    path("contracts/<str:public>/activate/", writing.contract_activate, name="contract_activate"),
    path("contracts/<str:public>/discard/", writing.contract_discard, name="contract_discard"),
    path("contracts/<str:public>/subscribe/", writing.subscribe, name="contract_subscribe"),
    path("contracts/<str:public>/negotiate/", writing.negotiate, name="contract_negotiate"),
    path("contracts/<str:public>/renew/", agreeing.renewal, name="contract_renew"),
    path("contracts/<str:public>/discount/", agreeing.discount, name="contract_discount"),
    path("contracts/<str:public>/coupon/", agreeing.coupon, name="contract_coupon"),
    path("contracts/<str:public>/credit/", agreeing.credit, name="contract_credit"),
    path("contracts/<str:public>/once/", agreeing.once, name="contract_once"),
    path("contracts/<str:public>/milestone/", agreeing.milestone, name="contract_milestone"),
    path("contracts/<str:public>/order/", agreeing.order, name="contract_order"),
    path("contracts/<str:public>/payer/", agreeing.payer, name="contract_payer"),
    path("milestones/<str:public>/reach/", agreeing.reach, name="milestone_reach"),
    path("subscriptions/<str:public>/coterm/", amending.in_step, name="subscription_coterm"),
    path("subscriptions/<str:public>/<slug:kind>/", amending.amendment, name="subscription_amend"),
]
