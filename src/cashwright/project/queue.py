"""The queue: Procrastinate's app with our tasks, and what its health is."""

from __future__ import annotations

from procrastinate.contrib.django import app

__all__ = ["app"]
