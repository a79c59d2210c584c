"""Disputes: the board and the list, one case, opening and deciding one, where they come from."""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.disputes import (
    acting,
    board,
    case,
    causes,
    deciding,
    listing,
    opening,
)

urlpatterns = [
    path("disputes/", listing.disputes, name="disputes"),
    path("disputes/board/", board.board, name="disputes_board"),
    path("disputes/causes/", causes.causes, name="disputes_causes"),
    path("disputes/papers/<str:public>/", case.paper, name="dispute_paper"),
    path("disputes/<str:public>/", case.case, name="dispute"),
    path("disputes/<str:public>/move/", acting.move, name="dispute_move"),
    path("disputes/<str:public>/owner/", acting.owner, name="dispute_owner"),
    path("disputes/<str:public>/reason/", acting.reason, name="dispute_reason"),
    path("disputes/<str:public>/show/", acting.show, name="dispute_show"),
    path("disputes/<str:public>/propose/", acting.propose, name="dispute_propose"),
    path("disputes/<str:public>/file/<str:kind>/", case.file, name="dispute_file"),
    path("disputes/<str:public>/facts/", acting.facts, name="dispute_facts"),
    path("disputes/<str:public>/waive/", acting.waive, name="dispute_waive"),
    path("disputes/<str:public>/evidence/", acting.evidence, name="dispute_evidence"),
    path("disputes/<str:public>/say/", acting.say_word, name="dispute_say"),
    path("disputes/<str:public>/note/", acting.note, name="dispute_note"),
    path("disputes/<str:public>/decide/", deciding.decide, name="dispute_decide"),
    path("disputes/<str:public>/withdraw/", deciding.withdraw, name="dispute_withdraw"),
    path("invoices/<str:public>/dispute/", opening.invoice_dispute, name="invoice_dispute"),
    path("customers/<str:public>/dispute/", opening.customer_dispute, name="customer_dispute"),
]
