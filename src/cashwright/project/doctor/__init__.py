"""The doctor: what this installation is made of, and what is wrong with it.

finding.py      one thing looked at
safety.py       keys, hosts, durability: what start-up refuses in production
body.py         versions, disk, tables, queue, mail, the books' clock
examination.py  all of it, in order
"""
