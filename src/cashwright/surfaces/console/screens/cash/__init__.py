"""Cash application: the review queue, what a clerk does with a line, how good matching is, what is remembered."""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.cash import (
    accepting,
    again,
    aside,
    autonomy,
    by_hand,
    deciding,
    quality,
    queue,
    remembered,
    sheet,
)

urlpatterns = [
    path("cash/", queue.cash_queue, name="cash_queue"),
    path("cash/sheet/", sheet.cash_sheet, name="cash_sheet"),
    path("cash/sheet/accept/", sheet.cash_sheet_accept, name="cash_sheet_accept"),
    path("cash/certain/", accepting.cash_certain, name="cash_certain"),
    path("cash/accepting/", accepting.cash_accepting, name="cash_accepting"),
    path("cash/again/", again.cash_again, name="cash_again"),
    path("cash/quality/", quality.cash_quality, name="cash_quality"),
    path("cash/autonomy/<str:code>/", autonomy.cash_autonomy, name="cash_autonomy"),
    path("cash/memory/", remembered.cash_memory, name="cash_memory"),
    path("cash/memory/<str:code>/forget/", remembered.memory_forget, name="memory_forget"),
    path("cash/memory/<str:code>/correct/", remembered.memory_correct, name="memory_correct"),
    path("cash/<str:public>/", queue.cash_work, name="cash_work"),
    path("cash/<str:public>/accept/", deciding.line_accept, name="line_accept"),
    path("cash/<str:public>/account/", deciding.line_account, name="line_account"),
    path("cash/<str:public>/reject/", deciding.line_reject, name="line_reject"),
    path("cash/<str:public>/undo/", deciding.line_undo, name="line_undo"),
    path("cash/<str:public>/match/", by_hand.cash_match, name="cash_match"),
    path("cash/<str:public>/aside/", aside.line_aside, name="line_aside"),
    path("cash/<str:public>/teach/", aside.line_teach, name="line_teach"),
]
