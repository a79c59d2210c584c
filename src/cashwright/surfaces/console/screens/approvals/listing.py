"""The list of requests that need, or had, a second person's word."""

from __future__ import annotations

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import GRANT_ROLE
from cashwright.areas.access.queries import found, scoped
from cashwright.areas.collections.policies.placing import PLACEMENT
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import (
    CREDIT_NOTE,
    PAYMENT_PLAN,
    REFUND,
    SET_POLICY,
    WRITE_OFF,
)
from cashwright.areas.ledger.periods import REOPEN
from cashwright.areas.messaging.policies import ERASE_PERSON, PUBLISH_TEXT
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    Choice,
    Column,
    DateRange,
    Empty,
    Kind,
    Listing,
    Row,
    Search,
    Tab,
)
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.scoping import with_house
from cashwright.surfaces.console.templatetags.documents import kind_words

_KINDS = tuple(
    (kind, kind_words(kind))
    for kind in (
        WRITE_OFF,
        CREDIT_NOTE,
        REFUND,
        REOPEN,
        GRANT_ROLE,
        ERASE_PERSON,
        PLACEMENT,
        PUBLISH_TEXT,
        PAYMENT_PLAN,
        SET_POLICY,
    )
)


def href(row: Row) -> str:
    return reverse("console:approval", args=[public_id(Approval.PREFIX, row["pk"])])


APPROVALS = Listing(
    key="approvals",
    one="request",
    many="requests",
    columns=(
        Column(key="what", label="What", kind=Kind.LINK, href=href, needs=("pk", "kind"),
               value=lambda row, _: kind_words(row["kind"])),
        Column(key="customer", label="Customer", path="customer_name", sort="customer_name"),
        Column(key="amount", label="Amount", kind=Kind.MONEY, path="asked_minor", sort="asked_minor",
               total=True),
        Column(key="reason", label="Why", path="reason"),
        Column(key="asker", label="Asked by", path="asker"),
        Column(key="asked", label="Asked", kind=Kind.INSTANT, path="requested_at",
               sort="requested_at"),
        Column(key="expires", label="Expires", kind=Kind.INSTANT, path="expires_at", visible=False),
        Column(key="state", label="State", kind=Kind.STATE, path="state"),
        Column(key="outcome", label="Outcome", path="outcome", visible=False),
        Column(key="entity", label="Entity", path="entity_code", visible=False),
    ),
    tabs=(
        Tab("waiting", "Waiting", Q(state="requested")),
        Tab("decided", "Decided", ~Q(state="requested")),
        Tab("all", "All"),
    ),
    filters=(
        Search("reason", "customer_name"),
        Choice("kind", "What", "kind", _KINDS),
        DateRange("asked", "Asked", "requested_at__date"),
    ),
    sort="-asked",
    prefix=Approval.PREFIX,
    empty=Empty(
        "Nothing waits for a second person",
        "Write-offs, credit notes and refunds above the limit of one person appear here,"
        " and roles that carry power over money.",
        icon="checks",
    ),
)  # fmt: skip


def requests_for(request: HttpRequest, permission: str) -> QuerySet[Approval]:
    """The requests in scope, with the names people know things by."""
    customer = Customer.objects.filter(pk=OuterRef("customer_id"))
    people = User.objects.annotate(key=Cast("pk", CharField())).filter(key=OuterRef("requested_by"))
    entity = LegalEntity.objects.filter(pk=OuterRef("entity_id"))
    rows = Approval.objects.annotate(
        customer_name=Subquery(customer.values("name")[:1]),
        portfolio_of=Subquery(customer.values("portfolio_id")[:1]),
        asker=Subquery(people.values(shown=F("name"))[:1]),
        entity_code=Subquery(entity.values("code")[:1]),
        asked_minor=Case(When(~Q(currency=""), then=F("amount_minor"))),  # none where none is asked
    )
    return scoped(rows, request.user, permission, portfolio="portfolio_of")


def one(request: HttpRequest, public: str, permission: str) -> Approval:
    """The request with this public id. Raises NotFound outside the scope of `permission`."""
    pk = parse_public_id(Approval.PREFIX, public)
    rows = requests_for(request, permission)
    return found(rows, request.user, permission, pk, document="request", portfolio="portfolio_of")


def rows(request: HttpRequest, frame: Frame) -> QuerySet[Approval]:
    """The requests of the frame's entities; of all of them, with those about the house itself."""
    return requests_for(request, "approvals.read").filter(entity_id__in=with_house(frame))


@page(permission="approvals.read", section="approvals")
def approvals(request: HttpRequest) -> HttpResponseBase:
    """What waits for a decision and what was decided."""
    return APPROVALS.render(request, rows(request, frame_of(request)), title="Approvals")
