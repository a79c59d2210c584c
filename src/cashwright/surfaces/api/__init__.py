"""For machines: a small REST API, strict about what it takes, with one shape for every problem.

Every operation says which permission a key needs (`operation`); the program does not start without.
"""
