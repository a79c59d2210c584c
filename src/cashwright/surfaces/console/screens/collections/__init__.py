"""Collections: whom to call first, and what the machine left to people."""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.collections import (
    agencies,
    charges,
    escalations,
    focus,
    placements,
    plans,
    promises,
    tasks,
    worklist,
)

urlpatterns = [
    path("collections/", worklist.collections, name="collections"),
    path("collections/hold/", worklist.collections_hold, name="collections_hold"),
    path("collections/snooze/", worklist.collections_snooze, name="collections_snooze"),
    path("collections/reassign/", worklist.collections_reassign, name="collections_reassign"),
    path("collections/refresh/", worklist.collections_refresh, name="collections_refresh"),
    *focus.urlpatterns,
    *escalations.urlpatterns,
    *placements.urlpatterns,
    *agencies.urlpatterns,
    *promises.urlpatterns,
    *plans.urlpatterns,
    *charges.urlpatterns,
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<str:public>/", tasks.task, name="task"),
    path("tasks/<str:public>/apply/", tasks.task_apply, name="task_apply"),
    path("tasks/<str:public>/dismiss/", tasks.task_dismiss, name="task_dismiss"),
]
