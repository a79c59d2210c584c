"""The door for web servers: `cashwright.project.wsgi:application`."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cashwright.project.settings")
application = get_wsgi_application()

from cashwright.project.doctor.safety import (  # noqa: E402 - needs Django ready
    refuse_broken,
    refuse_unsafe,
)

refuse_unsafe()
refuse_broken()

# What is loaded by now stays: the collector need not look through it again and again. A quarter less
# processor time for a request that makes many objects, such as a thousand usage events.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
