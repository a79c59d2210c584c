"""`verify` finds roles that came in past the services."""

import pytest

from cashwright.areas.access.models import RoleAssignment, User
from cashwright.areas.access.policies import Role
from cashwright.areas.access.queries import people_day
from cashwright.kernel.clock import now
from cashwright.runs.verify import verify

pytestmark = pytest.mark.django_db


def test_duties_that_are_kept_apart_are_found_in_one_hand() -> None:
    user = User.objects.create_user("both@example.com")
    assert verify().ok
    for role in (Role.CLERK, Role.CASH_APPLIER):
        RoleAssignment.objects.create(
            user=user, role=role, from_on=people_day(), granted_by="sql", granted_at=now()
        )
    (broken,) = verify().broken
    assert (broken.invariant, broken.name) == ("I-45", "duties kept apart")
    assert all(found.document == user.public_id for found in broken.named)
