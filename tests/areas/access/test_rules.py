"""Access as rules: roles free of conflict, addresses, spans and scopes."""

from datetime import date
from itertools import combinations
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.access.policies import (
    AUTHENTICATED,
    DUTIES,
    INCOMPATIBLE,
    PERMISSIONS,
    PUBLIC,
    ROLES,
    Duty,
    Role,
)
from cashwright.areas.access.refusals import BadAddress
from cashwright.areas.access.rules import (
    NOBODY,
    Grant,
    Rights,
    Span,
    conflicts,
    duties_of,
    new_conflicts,
    one_address,
)

MATRIX = """
issue_invoice    credit_note apply_cash write_off credit_limit roles
credit_note      issue_invoice apply_cash write_off refund customer_master roles
apply_cash       issue_invoice credit_note write_off refund customer_master own_bank_details
apply_cash       manual_journal roles
write_off        issue_invoice credit_note apply_cash refund credit_limit manual_journal roles
refund           credit_note apply_cash write_off customer_master own_bank_details roles
customer_master  credit_note apply_cash refund credit_limit own_bank_details roles
manual_journal   apply_cash write_off close_period roles
dunning_policy   roles
"""


def test_the_pairs_kept_apart_are_those_of_the_written_matrix() -> None:
    written = {
        frozenset({Duty(row.split()[0]), Duty(other)})
        for row in MATRIX.strip().splitlines()
        for other in row.split()[1:]
    }
    alone = {frozenset({Duty.ROLES, duty}) for duty in Duty if duty is not Duty.ROLES}
    assert written | alone == INCOMPATIBLE


@pytest.mark.parametrize("role", list(Role))
def test_no_role_holds_two_duties_that_are_kept_apart(role: Role) -> None:
    assert conflicts(duties_of([role])) == ()


def test_every_duty_is_exercised_by_some_permission_and_some_role() -> None:
    assert set(DUTIES.values()) == set(Duty)
    assert duties_of(Role) == set(Duty)
    assert DUTIES.keys() <= PERMISSIONS.keys()


def test_every_permission_is_carried_by_some_role() -> None:
    carried = {name for card in ROLES.values() for name in card.permissions}
    assert carried == PERMISSIONS.keys()


def test_an_auditor_reads_the_books_but_writes_nothing_and_sees_nobody_at_customers() -> None:
    card = ROLES[Role.AUDITOR]
    assert {"ledger.read", "audit.read", "invoices.read"} <= card.permissions
    assert not {"contacts.read", "mailbox.read"} & card.permissions
    writing = {name for name in card.permissions if not name.endswith(".read")}
    assert writing == {"exports.run", "runs.plan"}


@pytest.mark.parametrize(("one", "two"), list(combinations(Role, 2)))
def test_two_roles_clash_exactly_when_their_duties_do(one: Role, two: Role) -> None:
    clash = any(
        frozenset({first, second}) in INCOMPATIBLE
        for first in duties_of([one])
        for second in duties_of([two])
    )
    assert bool(new_conflicts(two, [one])) is clash


def test_what_was_allowed_before_is_not_held_against_a_harmless_role() -> None:
    held = [Role.CLERK, Role.CASH_APPLIER]
    assert conflicts(duties_of(held))
    assert new_conflicts(Role.SALES, held) == ()


GOOD = [
    ("ann@example.com", "ann@example.com"),
    (" ann@example.com ", "ann@example.com"),
    ("Ann.O'Neil+bills@EXAMPLE.com", "Ann.O'Neil+bills@example.com"),
    ("ann@bücher.example", "ann@xn--bcher-kva.example"),
    ("ann@ехаmple.com", "ann@xn--mple-w6c9bv.com"),
]
BAD = [
    "", "ann", "@example.com", "ann@", "ann@localhost", "a@b.c, evil@x.y", "a@b.c,evil@x.y",
    "a@b.c;evil@x.y", "a@b.c evil@x.y", "Ann <ann@example.com>", '"a@b.c, evil@x.y"',
    '"ann smith"@example.com', "ann@example.com\nBcc: evil@x.y", "ann@example.com\r\nBcc: evil@x.y",
    "ann\n@example.com", "ann@exam\nple.com", "ann@example.com\n", "\tann@example.com",
    "ann@example.com\0", "ann@@example.com", "ann@-example.com", "ann@example..com",
    ".ann@example.com", "ann.@example.com", "änn@example.com", "ann@[127.0.0.1]",
    "ann(evil)@example.com", "ann@example.com(evil)", "ann@example.com\u2028Bcc: x",
    "a" * 65 + "@example.com", "ann@" + "a" * 64 + ".com", "ann@" + "a.b" * 90 + ".com",
    "a@b.c%0aBcc:evil@x.y, d", "ann@exam ple.com",
]  # fmt: skip


@pytest.mark.parametrize(("text", "address"), GOOD)
def test_one_plain_address_is_taken_and_a_look_alike_domain_shows_as_what_it_is(
    text: str, address: str
) -> None:
    assert one_address(text).split("@")[0] == address.split("@")[0]
    assert one_address(text).isascii()
    if text.isascii():
        assert one_address(text) == address


@pytest.mark.parametrize("text", BAD)
def test_whatever_is_not_one_plain_address_is_refused(text: str) -> None:
    with pytest.raises(BadAddress) as refused:
        one_address(text)
    assert text not in str(refused.value) or not text


@given(text=st.text(max_size=60) | st.from_regex(r".{0,20}@.{0,20}", fullmatch=True))
def test_no_text_becomes_an_address_that_could_hold_a_second_one_or_a_header(text: str) -> None:
    try:
        address = one_address(text)
    except BadAddress:
        return
    assert address.count("@") == 1
    assert not set(address) & set(' \t\r\n\0,;:<>()[]"\\')
    assert address.isascii()


days = st.dates(date(2026, 1, 1), date(2026, 1, 9))
spans = st.builds(lambda a, b: Span(min(a, b), max(a, b)), days, days) | st.builds(
    lambda a: Span(a, None), days
)


@given(one=spans, two=spans)
def test_two_spans_meet_when_some_day_lies_in_both(one: Span, two: Span) -> None:
    def holds(span: Span, on: date) -> bool:
        return span.from_on <= on and (span.until_on is None or on <= span.until_on)

    shared = any(
        holds(one, date(2026, 1, day)) and holds(two, date(2026, 1, day)) for day in range(1, 10)
    )
    assert one.meets(two) is shared


def test_a_scope_is_the_union_of_its_grants_and_not_a_rectangle_around_them() -> None:
    german, french, mine = uuid4(), uuid4(), uuid4()
    rights = Rights(
        True, (Grant(Role.COLLECTOR, german, mine), Grant(Role.COLLECTOR, french, None))
    )
    scope = rights.scope("invoices.read")
    assert scope.covers(german, mine)
    assert scope.covers(french)
    assert scope.covers(french, uuid4())
    assert not scope.covers(german)
    assert not scope.covers(german, uuid4())
    assert not scope.covers(uuid4(), mine)
    assert scope.entities() == frozenset({german, french})


def test_a_right_over_one_company_says_nothing_about_another_right() -> None:
    german = uuid4()
    rights = Rights(True, (Grant(Role.CLERK, german), Grant(Role.PRODUCT)))
    assert rights.scope("invoices.post").entities() == frozenset({german})
    assert rights.scope("reports.read").is_everything
    assert rights.scope("cash.apply").is_nothing


def test_nobody_may_only_what_is_public() -> None:
    assert NOBODY.may(PUBLIC)
    assert not NOBODY.may(AUTHENTICATED)
    assert not any(NOBODY.may(permission) for permission in PERMISSIONS)


def test_a_person_without_roles_is_logged_in_and_no_more() -> None:
    rights = Rights(True)
    assert rights.may(AUTHENTICATED)
    assert not any(rights.may(permission) for permission in PERMISSIONS)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_allows_exactly_its_permissions(role: Role) -> None:
    rights = Rights(True, (Grant(role),))
    allowed = {permission for permission in PERMISSIONS if rights.may(permission)}
    assert allowed == ROLES[role].permissions


def test_a_permission_nobody_wrote_down_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        Rights(True).may("invoices.eat")
