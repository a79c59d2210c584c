"""Who belongs to whom: a customer's tree has no circles."""

from collections.abc import Mapping
from uuid import UUID

from cashwright.areas.parties.refusals import HierarchyCycle


def check_parent(child: UUID, parent: UUID, parents: Mapping[UUID, UUID | None]) -> None:
    """Whether `child` may hang under `parent`.

    parents  each customer's present parent; all above `parent` must be in it
    raises   HierarchyCycle when `child` is `parent` or stands above it
    """
    above: UUID | None = parent
    steps = 0
    while above is not None:
        if above == child:
            raise HierarchyCycle(customer_id=str(child), parent_id=str(parent))
        steps += 1
        assert steps <= len(parents) + 1, "the tree already has a circle"
        above = parents.get(above)
