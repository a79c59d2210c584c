"""What is true of the demo's people and nobody in the books may know: written beside the books, to measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from cashwright.areas.parties.models import LegalEntity
from cashwright.connectors.simulator import Company, Received, moved_between
from cashwright.connectors.simulator.people import Known, keep, known_character, known_reply
from cashwright.connectors.simulator.people.of_company import characters_of
from cashwright.project.demo.banking import truth_folder
from cashwright.project.demo.mailbox import Mailbox, id_of


def keep_people(told: Company) -> None:
    """What everybody is like."""
    people = characters_of(told)
    for entity in told.entities:
        rows = [
            known_character(entity.code, buyer.account_no, people[buyer.account_no])
            for buyer in told.buyers
            if buyer.entity == entity
        ]
        keep("people", rows, truth_folder() / entity.code, "all")


def keep_replies(mail: Mailbox, first: date, last: date) -> None:
    """What was truly meant by what customers wrote between two days."""
    code = mail.entity.code
    rows = [
        known_reply(code, one.account_no, id_of(mail.told, one), one.reply)
        for one in mail.written(first, last)
    ]
    keep("replies", rows, truth_folder() / code, str(last))


def keep_moved(
    told: Company, entity: LegalEntity, received: Iterable[Received], first: date, last: date
) -> None:
    """Which invoices are paid on another day because of messages, between two days."""
    rows = [
        Known(entity.code, one.customer, asdict(one))
        for one in moved_between(told, received, first, last)
    ]
    keep("moved", rows, truth_folder() / entity.code, str(last))
