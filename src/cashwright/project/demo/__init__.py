"""The demo company: a year of it, made by importing files and running days, never by writing tables.

Nothing is imported here: the processes of crew.py load this package before Django is set up.
"""
