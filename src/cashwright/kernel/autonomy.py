"""How far an automation goes by itself; set for each automation and kind of customer or account."""

from enum import StrEnum


class Autonomy(StrEnum):
    """off: nothing; shadow: planned and noted, not done; suggest: a person confirms; auto: done."""

    OFF = "off"
    SHADOW = "shadow"
    SUGGEST = "suggest"
    AUTO = "auto"
