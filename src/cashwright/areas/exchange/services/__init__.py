"""Doing in the exchange: reading a file as it is meant, keeping record of what became of it."""

from cashwright.areas.exchange.services.batches import (
    finish_import,
    interrupt_dead_imports,
    refuse_import,
    start_import,
)
from cashwright.areas.exchange.services.mappings import save_mapping
from cashwright.areas.exchange.services.preview import Preview, Question, preview
from cashwright.areas.exchange.services.progress import BatchProgress
from cashwright.areas.exchange.services.reading import decide

__all__ = [
    "BatchProgress",
    "Preview",
    "Question",
    "decide",
    "finish_import",
    "interrupt_dead_imports",
    "preview",
    "refuse_import",
    "save_mapping",
    "start_import",
]
