"""Texts for customers: what there is in which language, writing a new version, what works.

listing.py   all texts by kind and language, with what is missing
choosing.py  which text is meant and on whom it is tried
one.py       one text: as it stands, its versions, writing the next, the second person's word
working.py   what works: trials with their uplift, the texts by what followed
trying.py    starting a trial, ending one, learning hours
mail.py      the mail as a mail program shows it, kept apart from our own pages
"""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.texts import listing, mail, one, trying, working

urlpatterns = [
    path("settings/texts/", listing.texts, name="texts"),
    path("settings/texts/works/", working.what_works, name="what_works"),
    path("settings/texts/works/new/", trying.trial_new, name="trial_new"),
    path("settings/texts/works/hours/", trying.send_time_edit, name="send_time"),
    path("settings/texts/works/<str:of>/<slug:code>/", working.trial, name="trial"),
    path("settings/texts/works/<str:of>/<slug:code>/end/", trying.trial_end, name="trial_end"),
    path("settings/texts/<str:key>/<str:language>/", one.text, name="text"),
    path("settings/texts/<str:key>/<str:language>/preview/", one.text_preview, name="text_preview"),
    path("settings/texts/<str:key>/<str:language>/mail/", mail.text_mail, name="text_mail"),
]
