"""The bank: our accounts and their feeds, files taken in, every line, and how the books agree with it."""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.bank import (
    accounts,
    agreeing,
    files,
    line,
    lines,
    sample,
    taking,
    transferring,
)

urlpatterns = [
    path("bank/", accounts.bank, name="bank"),
    path("bank/sample/", sample.sample_statement, name="bank_sample"),
    path("bank/new/", accounts.bank_account_new, name="bank_account_new"),
    path("bank/files/", files.bank_file_list, name="bank_files"),
    path("bank/files/new/", taking.bank_file_new, name="bank_file_new"),
    path("bank/files/new/<str:token>/", taking.bank_file_look, name="bank_file_look"),
    path("bank/files/new/<str:token>/drop/", taking.bank_file_drop, name="bank_file_drop"),
    path("bank/files/taking/<str:token>/", taking.bank_file_taking, name="bank_file_taking"),
    path("bank/files/<str:public>/", files.bank_file, name="bank_file"),
    path("bank/lines/", lines.bank_lines, name="bank_lines"),
    path("bank/lines/of/<str:public>/", line.bank_line_of, name="bank_line_of"),
    path("bank/lines/<str:public>/", line.bank_line, name="bank_line"),
    path("bank/lines/<str:public>/take-back/", line.line_take_back, name="line_take_back"),
    path("bank/lines/<str:public>/transfer/", transferring.line_transfer, name="line_transfer"),
    path("bank/accounts/<str:public>/opening/", transferring.account_opening, name="bank_opening"),
    path("bank/accounts/<str:public>/", accounts.bank_account, name="bank_account"),
    path("bank/accounts/<str:public>/agrees/", agreeing.bank_agrees, name="bank_agrees"),
]
