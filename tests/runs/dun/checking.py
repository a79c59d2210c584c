"""What must hold while debtors are reminded, checked from the tables alone, without the planner's own code.

Every broken rule becomes a line in `broken`; nothing is raised, so that a year tells all it has.

Words: to be *stopped* is that nothing may be said of an invoice: it is paid, promised, disputed whole,
in a plan, with an agency, or its customer is on hold or waits for an answer.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays
from django.db import connection

from tests.runs.dun.debtors import STRICTER_AFTER, Debtor

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = timedelta(days=7)
SILENT_DAYS = 25  # no ladder here leaves an invoice alone for longer
REPLY_DAYS = 3

_STANDING = """
SELECT i.id, i.customer_id, i.document_no, i.due_on, i.balance_minor,
       (SELECT coalesce(sum(d.amount_minor), 0) FROM disputes_dispute d
        WHERE d.invoice_id = i.id AND d.closed_on IS NULL)::bigint AS disputed_minor,
       EXISTS (SELECT FROM collections_promiseitem k JOIN collections_promise p ON p.id = k.promise_id
               WHERE k.invoice_id = i.id AND p.state = 'open' AND p.kept_until >= %(on)s) AS promised,
       EXISTS (SELECT FROM collections_planitem k JOIN collections_paymentplan p ON p.id = k.plan_id
               WHERE k.invoice_id = i.id AND p.state = 'active') AS in_plan,
       EXISTS (SELECT FROM collections_placementitem k
               JOIN collections_placement p ON p.id = k.placement_id
               WHERE k.invoice_id = i.id AND p.state = 'placed') AS placed
FROM invoicing_invoice i
WHERE i.entity_id = %(entity)s AND i.document_no <> ''
  AND CASE WHEN %(customer)s::uuid IS NULL
      THEN i.balance_minor > 0 AND i.due_on < %(on)s AND i.issued_on <= %(on)s
           OR i.id = ANY(%(invoices)s::uuid[])
      ELSE i.customer_id = %(customer)s::uuid END
"""
_OF_CUSTOMERS = """
SELECT c.id,
       EXISTS (SELECT FROM parties_hold h WHERE h.customer_id = c.id AND h.kind = 'dunning'
               AND h.from_on <= %(on)s AND coalesce(h.until_on, %(on)s) >= %(on)s
               AND h.released_on IS NULL) AS on_hold,
       (SELECT max(b.received_at) FROM messaging_thread t JOIN messaging_inbound b ON b.thread_id = t.id
        WHERE t.customer_id = c.id AND t.state = 'waiting' AND NOT b.is_auto) AS wrote_at
FROM parties_customer c
WHERE c.entity_id = %(entity)s AND (%(customer)s::uuid IS NULL OR c.id = %(customer)s::uuid)
"""
_MESSAGE = """
SELECT m.customer_id, m.contact_id, m.channel, m.to_address, m.purpose, m.document_ids, m.body_text,
       m.thread_id IS NOT NULL AS is_answer, m.queued_at::date AS planned_on, coalesce(k.zone, '') AS zone,
       coalesce(k.is_active, true) AS is_there,
       (SELECT s.is_given FROM parties_consent s WHERE s.contact_id = m.contact_id
        AND s.channel = m.channel AND s.purpose = 'reminders'
        ORDER BY s.stated_at DESC, s.id DESC LIMIT 1) AS consent,
       EXISTS (SELECT FROM messaging_blockedaddress x WHERE x.entity_id = m.entity_id
               AND x.channel = m.channel AND x.lifted_at IS NULL AND x.address_hash =
               encode(sha256(convert_to(m.channel || ':' || lower(m.to_address), 'UTF8')), 'hex')
              ) AS is_blocked,
       ARRAY(SELECT n.document_id::text || ' ' || n.key FROM messaging_mention n
             WHERE n.message_id = m.id AND n.key LIKE 'reminder/%%') AS mentions
FROM messaging_message m LEFT JOIN parties_contact k ON k.id = m.contact_id
WHERE m.id = %(message)s
"""
_STEPS = """
SELECT r.invoice_id, r.customer_id, r.state, r.act, r.track, r.days FROM collections_reminder r
WHERE r.entity_id = %(entity)s AND r.reminded_on = %(on)s AND r.state <> 'skipped'
"""
_TWICE = """
SELECT r.invoice_id, r.track, r.days, r.event_id, count(*) FROM collections_reminder r
WHERE r.state = 'sent' GROUP BY 1, 2, 3, 4 HAVING count(*) > 1
"""
_WORKED = """
SELECT customer_id, max(opened_on) FILTER (WHERE kind LIKE 'collections.%%') AS last_on,
       bool_or(kind = 'collections.ladder_ended') AS ended
FROM controls_task WHERE customer_id IS NOT NULL GROUP BY customer_id
"""


def rows(sql: str, **params: Any) -> list[dict[str, Any]]:
    """What a question to the tables answers, each row by the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as it went out."""

    message_id: UUID
    at: datetime
    on: date  # where its reader is
    planned_on: date
    channel: str
    is_reminder: bool
    ladder: str


@dataclass(slots=True)
class Checker:
    """Everything that went out, and every rule that was broken on the way."""

    entity_id: UUID
    from_on: date
    debtors: Mapping[UUID, Debtor]
    gaps: Mapping[str, int]
    broken: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    sent: dict[UUID, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    came_back: set[UUID] = field(default_factory=set)  # reached nobody after all
    _ids: set[UUID] = field(default_factory=set)
    _said: set[str] = field(default_factory=set)
    _silent_since: dict[UUID, date] = field(default_factory=dict)
    _ended_since: dict[UUID, date] = field(default_factory=dict)

    def tell(self, rule: str, about: object, at: object) -> None:
        """Note that a rule was broken."""
        self.broken.append(f"{rule}: {about} at {at}")

    # At the instant of sending.

    def going_out(self, message_id: UUID, at: datetime) -> None:
        """A message is on its way: whatever speaks against it is found now."""
        [row] = rows(_MESSAGE, message=message_id)
        of = self.debtors[row["customer_id"]]
        where = self._zones(of, row)
        on = at.astimezone(where[0]).date()
        is_reminder = bool(row["mentions"])
        ladder = row["mentions"][0].split("/")[1] if is_reminder else ""
        if message_id in self._ids:
            self.tell("a message went out twice", message_id, at)
        self._ids.add(message_id)
        for mention in row["mentions"]:
            if mention in self._said:
                self.tell("a step was said twice", mention, at)
            self._said.add(mention)
        self._check_reader(row, at)
        if not row["is_answer"] and row["purpose"] != "invoices":
            self._check_hours(row["channel"], of, where, at)
        if not row["is_answer"] and row["purpose"] not in ("invoices", "confirmations"):
            planned_on = row["planned_on"]
            one = Sent(message_id, at, on, planned_on, row["channel"], is_reminder, ladder)
            self._check_often(of, one)
        if is_reminder:
            self._check_stops(row, of, at)
            self.counted["reminders"] += 1
        self.counted[f"by {row['channel']}"] += 1

    def _zones(self, of: Debtor, row: Mapping[str, Any]) -> tuple[ZoneInfo, ...]:
        return (ZoneInfo(row["zone"]),) if row["zone"] else of.zones

    def _check_reader(self, row: Mapping[str, Any], at: datetime) -> None:
        address = f"{row['channel']} to {row['to_address']}"
        if row["is_blocked"]:
            self.tell("a blocked address", address, at)
        if not row["is_there"]:
            self.tell("a person who left", address, at)
        if row["consent"] is False or (row["channel"] == "sms" and row["consent"] is not True):
            self.tell("no consent", address, at)

    def _check_hours(
        self, channel: str, of: Debtor, zones: Iterable[ZoneInfo], at: datetime
    ) -> None:
        if channel in ("post", "portal"):
            return
        ends = 20 if self._is_stricter(at) else 21
        for zone in zones:
            local = at.astimezone(zone)
            if not 8 <= local.hour < ends:
                self.tell("outside the hours", f"{zone.key} {local:%H:%M}", at)
            if not works(local.date(), of.country):
                self.tell("on a day off", f"{of.country} {local.date()}", at)

    def _is_stricter(self, at: datetime) -> bool:
        return at.astimezone(BERLIN).date() >= self.from_on + STRICTER_AFTER

    def _check_often(self, of: Debtor, one: Sent) -> None:
        before = [one for one in self.sent[of.pk] if one.message_id not in self.came_back]
        budget = 3 if self._is_stricter(one.at) else 4
        if sum(other.at > one.at - WEEK for other in before) >= budget:
            self.tell("over the budget of a week", of.pk, one.at)
        if self._is_stricter(one.at) and any(one.at - s.at < timedelta(hours=24) for s in before):
            self.tell("two within a day", of.pk, one.at)
        reminders = [other for other in before if other.is_reminder]
        if one.is_reminder and reminders:
            if sum(other.on == one.on for other in reminders) >= 2:
                self.tell("a third reminder on one day", of.pk, one.at)
            earlier = [s.on for s in reminders if s.on < one.on and s.planned_on < one.planned_on]
            if earlier and (one.on - max(earlier)).days < self.gaps[one.ladder]:
                self.tell("less than the gap", f"{of.pk} {one.ladder} {max(earlier)}", one.at)
        self.sent[of.pk].append(one)

    def _check_stops(self, row: Mapping[str, Any], of: Debtor, at: datetime) -> None:
        on = at.astimezone(BERLIN).date()
        if of.segment in ("TRIAL", "QUIET"):
            self.tell(f"a message to segment {of.segment}", of.pk, at)
        for code in self._of_customers(on, of.pk).get(of.pk, ()):
            self.tell(f"a reminder though {code}", of.pk, at)
        for invoice in self._standing(on, customer=of.pk):
            named = (
                invoice["id"] in row["document_ids"] or invoice["document_no"] in row["body_text"]
            )
            for code in stops(invoice) if named else ():
                self.tell(f"a reminder though {code}", invoice["document_no"], at)

    # Once a day.

    def steps_taken(self, on: date) -> None:
        """Right after the ladders: no step was taken, not even noted, of what is stopped."""
        taken = rows(_STEPS, entity=self.entity_id, on=on)
        standing = {
            row["id"]: row
            for row in self._standing(on, invoices=[row["invoice_id"] for row in taken])
        }
        stopped = self._of_customers(on)
        for row in taken:
            for code in (*stops(standing[row["invoice_id"]]), *stopped.get(row["customer_id"], ())):
                self.tell(f"a step though {code}", row["invoice_id"], on)
            segment = self.debtors[row["customer_id"]].segment
            if segment == "QUIET" or (row["state"] == "shadowed") != (segment == "TRIAL"):
                self.tell(f"{row['state']} in segment {segment}", row["invoice_id"], on)
            self.counted[f"steps {row['state']}"] += 1

    def at_night(self, on: date, next_rows: Iterable[Mapping[str, Any]]) -> None:
        """When the day is over: every overdue invoice has one next thing, and it is a true one."""
        late = {row["id"]: row for row in self._standing(on)}
        stopped = self._of_customers(on)
        found: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
        for row in next_rows:
            found[UUID(row["invoice_id"])].append(row)
        for invoice_id in found.keys() - late.keys():
            self.tell("a next thing of what is not overdue", invoice_id, on)
        worked = {row["customer_id"]: row for row in rows(_WORKED)}
        for invoice_id, invoice in late.items():
            if len(found[invoice_id]) != 1:
                self.tell(f"{len(found[invoice_id])} next things", invoice_id, on)
                continue
            of = self.debtors[invoice["customer_id"]]
            true = {*stops(invoice), *stopped.get(of.pk, ())}
            true |= {"off"} if of.segment == "QUIET" else set()
            self._check_next(found[invoice_id][0], true, of, on, worked.get(of.pk, {}))
            self._check_silence(invoice_id, of, bool(true), on, worked.get(of.pk, {}))
        self.counted["overdue, one next thing"] += len(late)
        for gone in (self._silent_since.keys() | self._ended_since.keys()) - late.keys():
            self._silent_since.pop(gone, None)
            self._ended_since.pop(gone, None)

    def _check_next(
        self, told: Mapping[str, Any], true: set[str], of: Debtor, on: date,
        worked: Mapping[str, Any],
    ) -> None:  # fmt: skip
        kind, about = told["kind"], told["invoice_id"]
        self.counted[f"next: {told['code'] if kind == 'stop' else kind}"] += 1
        if (kind == "stop") != bool(true):
            self.tell(f"the next thing is {kind} {told['code']}, true is {sorted(true)}", about, on)
        elif kind == "stop" and told["code"] not in true:
            self.tell(f"stopped by {told['code']}, true is {sorted(true)}", about, on)
        elif kind == "step" and (told["on"] is None or told["on"] < on or told["act"] is None):
            self.tell(f"a next step {told['act']} on {told['on']}", about, on)
        if kind != "person":
            self._ended_since.pop(UUID(about), None)
        elif self._ended_since.setdefault(UUID(about), on) < on and not worked.get("ended"):
            self.tell("a ladder ended and nobody has it", about, on)

    def _check_silence(
        self, invoice_id: UUID, of: Debtor, is_stopped: bool, on: date, worked: Mapping[str, Any]
    ) -> None:
        happened = [worked["last_on"]] if worked.get("last_on") else []
        happened += [self.sent[of.pk][-1].on] if self.sent.get(of.pk) else []
        if is_stopped or worked.get("ended") or of.segment in ("TRIAL", "CAREFUL"):
            self._silent_since[invoice_id] = on
            return
        since = max([self._silent_since.setdefault(invoice_id, on), *happened])
        if (on - since).days > SILENT_DAYS:
            self.tell(f"nothing happened since {since}", invoice_id, on)

    def in_the_end(self) -> None:
        """What the whole year must not have."""
        for row in rows(_TWICE):
            self.tell("a step noted twice", row, "the end")
        self.counted["messages"] = len(self._ids)

    def _standing(
        self, on: date, *, customer: UUID | None = None, invoices: Collection[UUID] = ()
    ) -> list[dict[str, Any]]:
        return rows(
            _STANDING, entity=self.entity_id, on=on, customer=customer, invoices=list(invoices)
        )

    def _of_customers(self, on: date, customer: UUID | None = None) -> dict[UUID, list[str]]:
        found: dict[UUID, list[str]] = {}
        since = on - timedelta(days=REPLY_DAYS)
        for row in rows(_OF_CUSTOMERS, entity=self.entity_id, on=on, customer=customer):
            codes = ["on_hold"] if row["on_hold"] else []
            codes += ["replied"] if row["wrote_at"] and row["wrote_at"].date() >= since else []
            if codes:
                found[row["id"]] = codes
        return found


def stops(invoice: Mapping[str, Any]) -> list[str]:
    """Everything that stops an invoice by itself."""
    holds = {
        "paid": invoice["balance_minor"] <= 0,
        "disputed": 0 < invoice["balance_minor"] <= invoice["disputed_minor"],
        "promised": invoice["promised"],
        "in_plan": invoice["in_plan"],
        "placed": invoice["placed"],
    }
    return [code for code, is_so in holds.items() if is_so]


@cache
def _holidays(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, years=range(2025, 2029))


def works(on: date, country: str) -> bool:
    """Whether people work there on a day."""
    return on.weekday() < 5 and on not in _holidays(country)
