"""All disputes as a list, with what waits, what is late and what became of the rest."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from cashwright.areas.access.queries import found, scoped
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import CAUSES, DEPARTMENTS, EVIDENCE, REASONS, ReasonCard
from cashwright.areas.disputes.queries import disputes as all_disputes
from cashwright.areas.disputes.states import OPEN
from cashwright.kernel.clock import now
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
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
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.scoping import OfCustomer, currencies
from cashwright.surfaces.console.screens.disputes import saying
from cashwright.surfaces.console.screens.disputes.behind import Behind


def href(row: Row) -> str:
    return reverse("console:dispute", args=[public_id(Dispute.PREFIX, row["pk"])])


_REASONS = {str(reason): card.label for reason, card in REASONS.items()}
_TEAMS = {str(team): name for team, name in DEPARTMENTS.items()}
_CAUSES = {str(cause): name for cause, name in CAUSES.items()}


def owners(frame: Frame) -> list[tuple[str, str]]:
    """Who has cases of the frame, by address."""
    rows = all_disputes().filter(entity_id__in=frame.entity_ids).exclude(owner="").order_by()
    ids = list(rows.values_list("owner", flat=True).distinct())
    names = saying.names_of(ids)
    return sorted(((each, names.get(each, each)) for each in ids), key=lambda pair: pair[1])


_IS_OPEN = Q(state__in=OPEN)

DISPUTES = Listing(
    key="disputes",
    one="dispute",
    many="disputes",
    columns=(
        Column(key="number", label="Number", kind=Kind.LINK, path="dispute_no", href=href,
               needs=("pk",)),
        Column(key="customer", label="Customer", path="customer__name", sort="customer__name"),
        Column(key="invoice", label="Invoice", path="invoice__document_no"),
        Column(key="amount", label="Disputed", kind=Kind.MONEY, path="amount_minor",
               sort="amount_minor", total=True),
        Column(key="total", label="Of", kind=Kind.MONEY, path="invoice_minor"),
        Column(key="reason", label="Reason", needs=("reason",),
               value=lambda row, _: _REASONS[row["reason"]]),
        Column(key="state", label="Stage", kind=Kind.STATE, path="state"),
        Column(key="owner", label="Owner", needs=("owner", "owner_email"), value=saying.owner),
        Column(key="team", label="Team", needs=("department",), visible=False,
               value=lambda row, _: _TEAMS[row["department"]]),
        Column(key="opened", label="Opened", kind=Kind.DATE, path="opened_on", sort="opened_on"),
        Column(key="clock", label="Clock", needs=("state", "due_at"), value=saying.clock,
               hint="By when the step it is at should be done, in office hours."),
        Column(key="word", label="Last word", needs=("last_said", "last_on", "last_text"),
               value=saying.last_word),
        Column(key="cause", label="Root cause", needs=("cause",),
               value=lambda row, _: _CAUSES.get(row["cause"], "")),
        Column(key="told", label="Customer told", kind=Kind.DATE, path="told_on", visible=False),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
    ),
    tabs=(
        Tab("open", "Open", _IS_OPEN),
        Tab("late", "Late", lambda _: Q(due_at__lt=now())),
        Tab("new", "New", Q(state="new")),
        Tab("investigating", "Investigating", Q(state="investigating")),
        Tab("customer", "Waiting for the customer", Q(state="waiting_customer")),
        Tab("internal", "With other teams", Q(state="waiting_internal")),
        Tab("closed", "Closed", ~_IS_OPEN),
        Tab("all", "All"),
    ),
    filters=(
        Search("dispute_no", "customer__name", "customer__account_no", "invoice__document_no"),
        Choice("reason", "Reason", "reason", lambda _: list(_REASONS.items())),
        Choice("team", "Team", "department", lambda _: list(_TEAMS.items())),
        DateRange("opened", "Opened", "opened_on"),
        AmountRange("amount", "Amount", "amount_minor"),
        Choice("currency", "Currency", "currency", currencies),
        OfCustomer(),
        Choice("owner", "Owner", "owner", owners),
        Choice("cause", "Root cause", "cause", lambda _: list(_CAUSES.items())),
        Behind(),
    ),
    sort="-opened",
    prefix=Dispute.PREFIX,
    href=href,
    empty=Empty(
        "No disputes here",
        "Press d on an invoice, or let short payments become disputes. Ten reasons are ready.",
        action="See open invoices", url_name="console:invoices", icon="flag",
    ),
)  # fmt: skip


def mine(request: HttpRequest, frame: Frame) -> QuerySet[Dispute]:
    """The cases in the reader's scope."""
    rows = scoped(all_disputes(), request.user, "disputes.read")
    return rows.filter(entity_id__in=frame.entity_ids)


def one(request: HttpRequest, public: str, permission: str) -> Dispute:
    """The case with this public id. Raises NotFound outside the scope of `permission`."""
    pk = parse_public_id(Dispute.PREFIX, public)
    return found(all_disputes(), request.user, permission, pk, document="dispute")


def url(shown: Dispute) -> str:
    return reverse("console:dispute", args=[shown.public_id])


@page(permission="disputes.read", section="disputes")
def disputes(request: HttpRequest) -> HttpResponseBase:
    """All disputes; where there is none yet, what is ready for the first."""
    known = mine(request, frame_of(request))
    rows = saying.with_last_word(known).annotate(invoice_minor=F("invoice__total_minor"))
    taught = () if known.exists() else tuple((card, _asks(card)) for card in REASONS.values())
    return DISPUTES.render(
        request, rows, title="Disputes", template="console/disputes/list.html",
        crumbs=[("Disputes", "")], context={"taught": taught, "may_set": may(request, "policies.edit")},
    )  # fmt: skip


def _asks(card: ReasonCard) -> list[str]:
    """What a reason asks for, in words: its questions, and of each set of papers one."""
    papers = [" or ".join(sorted(EVIDENCE[kind] for kind in kinds)) for kinds in card.papers]
    return [*(need.question for need in card.needs), *papers]
