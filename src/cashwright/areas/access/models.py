"""Tables of access: people and the roles they hold; programs and the keys they call with.

Words: an *assignment* gives one person one role, over all records or only those of one legal
entity or portfolio, for a span of days (`until_on` is its last), unless it is ended before.
There is no superuser: a right comes from a role.
"""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Cast, Lower
from django.utils.crypto import salted_hmac

from cashwright.areas.access.policies import Role
from cashwright.areas.access.rules import Rights
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id, public_id


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """One person, stored at once; without a password nobody can log in as them."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person who works here. Logs in with an e-mail address."""

    PREFIX: ClassVar[str] = "usr"
    PII: ClassVar[dict[str, str]] = {
        "email": "logging in and notices to staff",
        "name": "showing colleagues who did what",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, default="en")
    zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)
    sessions_epoch = models.PositiveIntegerField(default=0)

    # What they may do, as read for one request (queries.rights_for_request); no column.
    held: Rights | None = None

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def public_id(self) -> str:
        return public_id(self.PREFIX, self.pk)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django ends every session whose stored hash differs; a new epoch makes it differ."""
        told = f"{self.password}/{self.sessions_epoch}"
        return salted_hmac("access.sessions", told, secret=secret, algorithm="sha256").hexdigest()


class RoleAssignment(models.Model):
    """One role held by one person; empty entity or portfolio means all of them.

    approval_id  the request a second person agreed to, for a role that carries a duty
    """

    PREFIX: ClassVar[str] = "ras"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=24)
    entity_id = models.UUIDField(null=True, blank=True)
    portfolio_id = models.UUIDField(null=True, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    granted_by = models.CharField(max_length=80)
    granted_at = models.DateTimeField(default=now)
    compensating_control = models.CharField(max_length=200, blank=True)
    approval_id = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_assignment_role",
                condition=models.Q(role__in=[r.value for r in Role]),
            ),
            models.CheckConstraint(
                name="role_assignment_not_to_oneself",
                condition=~models.Q(granted_by=Cast("user_id", models.CharField())),
            ),
            models.CheckConstraint(
                name="role_assignment_ends_after_it_starts",
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
            ),
        ]
        indexes = [models.Index(fields=["user", "from_on"], name="role_assignment_of_user")]

    @property
    def public_id(self) -> str:
        return public_id(self.PREFIX, self.pk)


class ApiKey(models.Model):
    """A program that may call the API. Its secret is shown once; only the hash of it is kept.

    permissions  some of policies.MACHINE_PERMISSIONS
    entity_id    empty: all legal entities
    """

    PREFIX: ClassVar[str] = "key"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64)
    permissions = models.JSONField()
    entity_id = models.UUIDField(null=True, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    @property
    def public_id(self) -> str:
        return public_id(self.PREFIX, self.pk)


class Hook(models.Model):
    """A system that calls us by itself. Its signing secret is derived, and kept nowhere.

    source  its name in the address it calls and on what comes of it, such as `crm`
    """

    PREFIX: ClassVar[str] = "hk"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=40, unique=True)
    entity_id = models.UUIDField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now)
    secret_no = models.PositiveIntegerField(default=1)
    revoked_at = models.DateTimeField(null=True, blank=True)

    @property
    def public_id(self) -> str:
        return public_id(self.PREFIX, self.pk)
