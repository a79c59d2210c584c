"""Icons from the one sprite, as markup."""

from __future__ import annotations

from functools import cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


@cache
def icon(name: str, classes: str = "icon") -> SafeString:
    """The icon `name` (a Tabler name), hidden from screen readers: words stand beside it."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("console/vendor/icons.svg"),
        name,
    )
