"""What a house may set about access: permissions, the roles that carry them, duties kept apart.

Words: a *permission* is `area.verb`; a *role* is a named set of permissions; a *duty* is a kind
of power that one person must not hold together with certain others.
"""

from cashwright.areas.access.policies.duties import (
    DECIDE,
    DUTIES,
    GRANT_ROLE,
    INCOMPATIBLE,
    Duty,
    SecondPerson,
)
from cashwright.areas.access.policies.permissions import (
    AUTHENTICATED,
    MACHINE_PERMISSIONS,
    PERMISSIONS,
    PERSONAL_DATA,
    PUBLIC,
)
from cashwright.areas.access.policies.roles import ROLES, Role, RoleCard

__all__ = [
    "AUTHENTICATED",
    "DECIDE",
    "DUTIES",
    "GRANT_ROLE",
    "INCOMPATIBLE",
    "MACHINE_PERMISSIONS",
    "PERMISSIONS",
    "PERSONAL_DATA",
    "PUBLIC",
    "ROLES",
    "Duty",
    "Role",
    "RoleCard",
    "SecondPerson",
]
