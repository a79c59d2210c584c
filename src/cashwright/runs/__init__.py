"""Jobs over many customers at once: a pure planner, and an applier that a database key keeps single.

harness/     who runs, which chunks are done, what the report says; resume and refuse a second at once
bill         what is due by contract and usage becomes posted invoices
apply_cash   known cash against open invoices
dun          reminders by the ladder
deliver      queued messages out, facts to those who react
measure      the KPIs of the day
day          all of these, as of a day
load         files into the books
verify       the invariants of the books
"""
