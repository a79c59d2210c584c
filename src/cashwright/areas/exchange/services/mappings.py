"""Keeping what a user said about the columns of a file, for the next file of its kind."""

from cashwright.areas.controls.services import announce, command
from cashwright.areas.exchange.events import MappingSaved
from cashwright.areas.exchange.models import SavedMapping
from cashwright.areas.exchange.ports import Table
from cashwright.areas.exchange.rules.headers import fingerprint
from cashwright.areas.exchange.rules.reading import Asked, HowToRead
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now


@command
def save_mapping(*, table: Table, how: HowToRead, asked: Asked, by: Actor) -> SavedMapping:
    """Read files with these headers this way from now on. Saving the same again changes nothing."""
    options: dict[str, str] = {}
    if asked.dates is not None:
        options["dates"] = str(asked.dates)
    if asked.decimal is not None:
        options["decimal"] = str(asked.decimal)
    kind, print_ = str(how.kind), fingerprint(table.headers)
    same = SavedMapping.objects.select_for_update().filter(kind=kind, fingerprint=print_)
    saved = same.first()
    if saved is not None:
        options = {**saved.options, **options}
        if saved.columns == dict(how.columns) and saved.options == options:
            return saved
    saved, _ = SavedMapping.objects.update_or_create(
        kind=kind,
        fingerprint=print_,
        defaults={
            "columns": dict(how.columns), "options": options, "saved_by": by.name,
            "saved_at": now(),
        },
    )  # fmt: skip
    announce(MappingSaved(mapping_id=saved.pk, kind=kind, fingerprint=print_), by=by)
    return saved
