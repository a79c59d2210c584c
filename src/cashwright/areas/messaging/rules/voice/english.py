"""What English texts do not say.

source  15 U.S.C. 1692d-e (harassment, threats, names) for consumers; the rest is our own voice
"""

from cashwright.areas.messaging.policies import Tone
from cashwright.areas.messaging.rules.voice.phrase import Phrase, Why

ENGLISH = (
    Phrase("delinquent|delinquency|deadbeats?|debtors?|defaulters?|bad payers?", Why.NAME_CALLING),
    Phrase("police|prison|jail|arrest(?:ed)?|criminal(?:ly)?|prosecut(?:e|ed|ion)", Why.THREAT),
    Phrase("or else|we (?:will|shall) sue|sue you|see you in court|you will regret", Why.THREAT),
    Phrase("ruin(?:ed)?|blacklist(?:ed)?|your (?:credit|reputation) will|seize", Why.THREAT),
    Phrase("tell your (?:customers|employer|bank|family)|publish your name", Why.THREAT),
    Phrase("you (?:have )?failed|your failure|you neglected|you ignored|no excuses?", Why.BLAME),
    Phrase("shame|ashamed|ridiculous|unacceptable|disappointed|dishonest|irresponsible", Why.BLAME),
    Phrase("immediately|at once|urgent(?:ly)?|without delay|asap", Why.PRESSURE, Tone.FIRM),
    Phrase("demand|insist|you must|last chance|final warning", Why.PRESSURE, Tone.FIRM),
    Phrase("lawyers?|attorneys?|solicitors?|courts?|legal (?:action|proceedings|steps)", Why.LEGAL, Tone.FINAL),
    Phrase("collection agency|debt collectors?", Why.CONSEQUENCE, Tone.FINAL),
    Phrase("credit hold|suspend|terminate|stop (?:our|your) service", Why.CONSEQUENCE, Tone.FIRM),
)  # fmt: skip
