"""Doing, about messages: texts, queueing, delivery, what a person does about the rest, erasing."""

from cashwright.areas.messaging.services.answering import answer_thread
from cashwright.areas.messaging.services.blocking import block_address, lift_block, opt_out
from cashwright.areas.messaging.services.bouncing import note_bounce
from cashwright.areas.messaging.services.delivery import (
    DeliveryReport,
    deliver_queued,
    sends_by_the_machines_clock,
)
from cashwright.areas.messaging.services.erasing import erase_person, erasure_payload
from cashwright.areas.messaging.services.moving import (
    confirm_sent,
    hold_message,
    post_letter,
    release_message,
    send_again,
    suppress_message,
    sweep_lost,
)
from cashwright.areas.messaging.services.queueing import queue_message, queue_messages
from cashwright.areas.messaging.services.receiving import take_inbound
from cashwright.areas.messaging.services.reporting import Reported, take_reports
from cashwright.areas.messaging.services.suggesting import confirm_suggestion, reject_suggestion
from cashwright.areas.messaging.services.templates import (
    Looked,
    findings_of,
    look_at_text,
    publish_template,
)
from cashwright.areas.messaging.services.threads import (
    assign_thread,
    close_thread,
    snooze_thread,
    wake_threads,
)

__all__ = [
    "DeliveryReport",
    "Looked",
    "Reported",
    "answer_thread",
    "assign_thread",
    "block_address",
    "close_thread",
    "confirm_sent",
    "confirm_suggestion",
    "deliver_queued",
    "erase_person",
    "erasure_payload",
    "findings_of",
    "hold_message",
    "lift_block",
    "look_at_text",
    "note_bounce",
    "opt_out",
    "post_letter",
    "publish_template",
    "queue_message",
    "queue_messages",
    "reject_suggestion",
    "release_message",
    "send_again",
    "sends_by_the_machines_clock",
    "snooze_thread",
    "suppress_message",
    "sweep_lost",
    "take_inbound",
    "take_reports",
    "wake_threads",
]
