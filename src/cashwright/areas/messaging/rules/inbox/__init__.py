"""Decisions about what customers write: reading a mail, whose it is, and what it seems to ask for.

Nothing here acts. What is read becomes a suggestion with the words it was read from; a person decides.
"""
