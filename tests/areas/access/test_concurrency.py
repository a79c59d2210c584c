"""Several administrators at once: duties kept apart stay apart."""

import threading
from datetime import date

import pytest
from django.db import connection

from cashwright.areas.access.granting import grant_role
from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.access.queries import uncontrolled_conflicts
from cashwright.areas.access.refusals import DutiesIncompatible
from tests.areas.parties.makers import HOUSE_RULE, a_person

ROUNDS = 15
CLASHING = (Role.CLERK, Role.CASH_APPLIER, Role.COLLECTOR, Role.ADMIN)


def granted_at_once(user: User) -> list[str]:
    """How four administrators fared who each give the person another clashing role."""
    start, ends = threading.Barrier(len(CLASHING)), []

    def grant(role: Role) -> None:
        try:
            start.wait()
            grant_role(user_id=user.pk, role=role, from_on=date(2026, 1, 1), by=HOUSE_RULE)
            ends.append("granted")
        except DutiesIncompatible:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=grant, args=(role,)) for role in CLASHING]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.mark.django_db(transaction=True)
def test_four_administrators_cannot_slip_two_clashing_roles_past_each_other() -> None:
    for number in range(ROUNDS):
        ends = granted_at_once(a_person(f"p{number}@example.com"))
        assert ends == ["granted", "refused", "refused", "refused"]
    assert uncontrolled_conflicts() == []
