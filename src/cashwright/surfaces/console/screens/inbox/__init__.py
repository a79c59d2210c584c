"""The inbox: what customers wrote and seem to ask for, and what is about to go out to them."""

from django.urls import path

from cashwright.surfaces.console.screens.inbox import acting, outgoing, showing

urlpatterns = [
    path("inbox/", showing.inbox, name="inbox"),
    path("inbox/outgoing/", outgoing.outgoing, name="inbox_outgoing"),
    path("inbox/outgoing/<str:public>/stop/", outgoing.move, {"how": "stop"}, name="outgoing_stop"),
    path("inbox/outgoing/<str:public>/hold/", outgoing.move, {"how": "hold"}, name="outgoing_hold"),
    path(
        "inbox/outgoing/<str:public>/release/", outgoing.move, {"how": "release"}, name="outgoing_release"
    ),
    path("inbox/suggestion/<str:public>/do/", acting.do, name="inbox_do"),
    path("inbox/suggestion/<str:public>/reject/", acting.reject, name="inbox_reject"),
    path("inbox/<str:public>/", showing.thread, name="inbox_thread"),
    path("inbox/<str:public>/answer/", acting.answer, name="inbox_answer"),
    path("inbox/<str:public>/snooze/", acting.snooze, name="inbox_snooze"),
    path("inbox/<str:public>/assign/", acting.assign, name="inbox_assign"),
    path("inbox/<str:public>/owner/", acting.owner, name="inbox_owner"),
    path("inbox/<str:public>/mine/", acting.mine, name="inbox_mine"),
    path("inbox/<str:public>/close/", acting.close, name="inbox_close"),
    path("inbox/file/<uuid:pk>/", showing.file, name="inbox_file"),
]  # fmt: skip
