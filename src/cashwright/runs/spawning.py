"""What a spawned process does first: Django is set up, then it is told by name what to do.

The function itself cannot be sent: to take it out of its parcel imports its module, and with that
models, before there is a Django for them.
"""

import os
from importlib import import_module


def call(module: str, function: str, *args: object) -> None:
    """Set up Django, then call `function` of `module` with what was sent along."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cashwright.project.settings")
    import django

    django.setup()
    getattr(import_module(module), function)(*args)
