"""Doing, about messages: texts, queueing, delivery, what a person does about the rest, erasing."""

from cashwright.areas.messaging.services.bouncing import note_bounce
from cashwright.areas.messaging.services.delivery import DeliveryReport, deliver_queued
from cashwright.areas.messaging.services.erasing import erase_person, erasure_payload
from cashwright.areas.messaging.services.moving import (
    confirm_sent,
    send_again,
    suppress_message,
    sweep_lost,
)
from cashwright.areas.messaging.services.queueing import queue_message, queue_messages
from cashwright.areas.messaging.services.templates import publish_template

__all__ = [
    "DeliveryReport",
    "confirm_sent",
    "deliver_queued",
    "erase_person",
    "erasure_payload",
    "note_bounce",
    "publish_template",
    "queue_message",
    "queue_messages",
    "send_again",
    "suppress_message",
    "sweep_lost",
]
