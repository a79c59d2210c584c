"""How a text speaks."""

from enum import StrEnum


class Tone(StrEnum):
    """From a note between friends to the last word before somebody decides."""

    FRIENDLY = "friendly"
    PLAIN = "plain"
    FIRM = "firm"
    FINAL = "final"
