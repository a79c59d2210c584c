"""What may be set about keeping messages: how long letters stay, what an erased one says."""

LETTERS_KEPT_YEARS = 6
"""Business letters stay so many years from the end of their own (Germany: HGB 257, AO 147)."""

ERASE_PERSON = "messaging.erase_person"
"""The kind of approval that erasing a person needs, once there is somebody else to give it."""

ERASED_ADDRESS = "erased@erased.invalid"
ERASED_PHONE = "+10000000000"  # no number begins with a nought after the country
ERASED_TEXT = "Erased."
"""What stands in place of the address and the words of a message to a person who was erased."""
