"""How ladders of reminders are told and edited in the console. Pure but for drafts.py and owners.py.

words.py    a step, a condition, a stop, a fault in words
changes.py  what one version of a ladder, or of who climbs which, changes against another
drafts.py   what somebody is at work on and has not proposed yet
owners.py   whose policies a page is about: the house's or a company's own
"""
